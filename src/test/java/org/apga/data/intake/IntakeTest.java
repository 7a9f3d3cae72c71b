package org.apga.data.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.ManifestCsv;
import org.apga.data.Split;
import org.junit.jupiter.api.Test;

class IntakeTest extends IntakeFolder {
  private static final String TRAIN_ALONE =
      "No image of hand is in split test, which a run needs: fill column split, or set"
          + " grid.folds.";

  private Example only(PatientFile file) {
    file.writeTo(images.resolve("a"));
    List<Example> examples = take("path,label\na,1\n").manifest().examples();
    assertThat(examples).hasSize(1);
    return examples.get(0);
  }

  @Test
  void whatIsTakenOverIsHashedOrInCoarseCodes() {
    Example example =
        only(
            PatientFile.of("P17", "1.2.3")
                .with(PatientFile.NAME, "PN", "Doe^Jane")
                .with(PatientFile.AGE, "AS", "045Y")
                .with(PatientFile.SEX, "CS", "F")
                .with(PatientFile.VIEW, "CS", "AP")
                .with(PatientFile.LATERALITY, "CS", "R")
                .with(PatientFile.MANUFACTURER, "LO", "=ACME (Europe) & Co. "));

    assertThat(example.path()).isEqualTo("a");
    assertThat(example.label()).isEqualTo(1);
    assertThat(example.group()).isEqualTo("hand");
    assertThat(example.split()).isEqualTo(Split.TRAIN);
    assertThat(example.patient()).matches("[0-9a-f]{16}");
    assertThat(example.study()).matches("[0-9a-f]{16}").isNotEqualTo(example.patient());
    assertThat(example.attributes())
        .isEqualTo(
            Map.of(
                "age_band", "40-49",
                "sex", "F",
                "view", "AP",
                "side", "R",
                "manufacturer", "ACME Europe & Co."));
  }

  @Test
  void agesComeInDecadesAndAllFromNinetyOnTogether() {
    assertThat(bandOf("000Y")).isEqualTo("0-9");
    assertThat(bandOf("011M")).isEqualTo("0-9");
    assertThat(bandOf("130M")).isEqualTo("10-19");
    assertThat(bandOf("099W")).isEqualTo("0-9");
    assertThat(bandOf("089Y")).isEqualTo("80-89");
    assertThat(bandOf("090Y")).isEqualTo("90+");
    assertThat(bandOf("104Y")).isEqualTo("90+");
    assertThat(bandOf("200Y")).isEqualTo("none");
    assertThat(bandOf("45")).isEqualTo("none");
    PatientFile dates =
        PatientFile.of("P", "1")
            .with(PatientFile.BIRTH_DATE, "DA", "19600301")
            .with(PatientFile.STUDY_DATE, "DA", "20200229");
    assertThat(only(dates).attributes()).containsEntry("age_band", "50-59");
    dates.with(PatientFile.STUDY_DATE, "DA", "20200301");
    assertThat(only(dates).attributes()).containsEntry("age_band", "60-69");
    dates.with(PatientFile.STUDY_DATE, "DA", "soon");
    assertThat(only(dates).attributes()).isEmpty();
  }

  private String bandOf(String age) {
    return only(PatientFile.of("P", "1").with(PatientFile.AGE, "AS", age))
        .attributes()
        .getOrDefault("age_band", "none");
  }

  @Test
  void identifiersDependOnTheSaltTheIssuerAndTheIdButNotOnPadding() throws IOException {
    Example first = only(PatientFile.of("P17", "1.2.3"));

    assertThat(only(PatientFile.of(" P17 ", "1.2.3"))).isEqualTo(first);
    assertThat(only(PatientFile.of("P18", "1.2.3")).patient()).isNotEqualTo(first.patient());
    assertThat(only(PatientFile.of("P17", "1.2.3").with(PatientFile.ISSUER, "LO", "A")).patient())
        .isNotEqualTo(first.patient());
    Files.write(folder.resolve("salt"), new byte[16]);
    Example ofAnotherSalt = only(PatientFile.of("P17", "1.2.3"));
    // printf 'patient\0\0P17' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00...
    assertThat(ofAnotherSalt.patient()).isEqualTo("371a1dfcd98e4741");
    assertThat(ofAnotherSalt.study()).isEqualTo("6ab3edadfecbd1c8");
  }

  @Test
  void aSaltIsWrittenForItsOwnerAndTakenAgain() throws IOException {
    org.apache.hadoop.fs.Path file = hadoop(folder.resolve("new/salt"));

    Salt written = Salt.keptIn(file, new Configuration());

    Path local = folder.resolve("new/salt");
    assertThat(Files.readAllBytes(local)).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(local)))
        .isEqualTo("rw-------");
    try (var beside = Files.list(local.getParent())) {
      assertThat(beside).hasSize(1);
    }
    assertThat(written.told())
        .isEqualTo(
            "A new salt is in "
                + file
                + ": keep it with the data, not with the manifest. It gives the same identifiers next"
                + " time.");
    Salt again = Salt.keptIn(file, new Configuration());
    assertThat(again.told()).isEqualTo("Identifiers are made with the salt in " + file + ".");
    assertThat(again.study("1")).isEqualTo(written.study("1"));
    assertThat(Salt.ofThisCall().study("1")).isNotEqualTo(Salt.ofThisCall().study("1"));
    Files.write(local, new byte[15]);
    assertThatThrownBy(() -> Salt.keptIn(file, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot take the salt in "
                + file
                + ": it has 15 bytes, and 16 are needed. Name a file that does not exist yet: a"
                + " salt is written to it.");
  }

  @Test
  void everyFileThatIsLeftOutIsCountedWithItsReason() {
    PatientFile.of("P1", "1").writeTo(images.resolve("deep/in/here/IM1"));
    PatientFile.of("P2", "2").withoutPixels().writeTo(images.resolve("DICOMDIR"));
    PatientFile.of("P3", "3").with(PatientFile.FRAMES, "IS", "30").writeTo(images.resolve("cine"));
    PatientFile.of("", "4").writeTo(images.resolve("nobody"));
    PatientFile.of("P5", "5").without(PatientFile.STUDY).writeTo(images.resolve("no-study"));
    PatientFile.of("P6", "6").writeTo(images.resolve("unlabelled"));
    PatientFile.write(images.resolve("notes.dcm"), "no image".getBytes(UTF_8));
    PatientFile.write(images.resolve("empty"), new byte[0]);
    PatientFile.of("P8", "8").writeTo(images.resolve("odd\\name"));
    PatientFile.of("P9", "9").writeTo(images.resolve("spaced "));
    byte[] whole = PatientFile.of("P7", "7").with(PatientFile.NAME, "PN", "Roe^Richard").bytes();
    PatientFile.write(images.resolve("cut.dcm"), Arrays.copyOf(whole, 170));

    Intake.Result result =
        take("path,label\ndeep/in/here/IM1,1\ncine,1\nnobody,1\nno-study,0\nelsewhere,0\n");

    assertThat(result.manifest().examples())
        .extracting(Example::path)
        .containsExactly("deep/in/here/IM1");
    assertThat(result.notes())
        .containsExactly(
            "2 files are not DICOM and are left out.",
            "1 DICOM file has no pixels and is left out.",
            "1 DICOM file has several frames and is left out.",
            "1 image has no row and is left out.",
            "2 rows name no image.",
            "1 image has no PatientID and is left out.",
            "1 image has no StudyInstanceUID and is left out.",
            "1 of 1 images does not state whether annotation is burned in.",
            TRAIN_ALONE);
    assertThat(result.damaged())
        .containsExactly(
            "cut.dcm: it is truncated",
            "odd\\name: the path \"odd\\name\" has a backslash or a control character",
            "spaced : the path \"spaced \" begins or ends with a blank");
  }

  @Test
  void whatMayShowAPatientIsCounted() {
    PatientFile.of("1234", "2.25.77")
        .with(PatientFile.CHARACTER_SET, "CS", "ISO_IR 192")
        .with(PatientFile.NAME, "PN", "M\u00fcller^Jo")
        .with(PatientFile.BURNED_IN, "CS", "YES")
        .with(PatientFile.VIEW, "CS", "SIDEWAYS")
        .with(PatientFile.MANUFACTURER, "LO", "Mueller")
        .writeTo(images.resolve("M\u00dcLLER/a"));
    PatientFile.of("1235", "2.25.78")
        .with(PatientFile.BURNED_IN, "CS", "NO")
        .with(PatientFile.ISSUER, "LO", "A")
        .with(PatientFile.INSTANCE, "UI", "1.9")
        .with(PatientFile.NAME, "PN", "Knee^Acme")
        .with(PatientFile.BODY_PART, "CS", "KNEE")
        .with(PatientFile.MANUFACTURER, "LO", "ACME")
        .writeTo(images.resolve("p1235.dcm"));
    PatientFile.of("1235", "2.25.79")
        .with(PatientFile.BURNED_IN, "CS", "NO")
        .with(PatientFile.INSTANCE, "UI", "1.9")
        .writeTo(images.resolve("c.dcm"));

    Intake.Result result =
        take("study,label,split\n2.25.77,1,test\n2.25.78,0,test\n2.25.79,0,test\n");

    assertThat(result.notes())
        .containsExactly(
            "1 PatientID has several issuers: each counts as a patient.",
            "1 image has the SOPInstanceUID of another: both are listed.",
            "1 code of view, side, sex or age is unknown and is left empty.",
            "1 manufacturer or body part contains an identifier of its patient and is left out.",
            "1 of 3 images is marked as having annotation burned in: check it before you share it.",
            "2 paths contain an identifier of their patient: rename the files before you share the"
                + " manifest.");
    assertThat(result.manifest().examples())
        .extracting(Example::group)
        .containsExactlyInAnyOrder("hand", "knee", "hand");
  }

  /** Every text of a file is a name: of the VRs that take any. */
  @Test
  void aNamePlantedInEveryTextIsNowhere() throws IOException {
    PatientFile file = PatientFile.of("PLANTED ID", "2.25.1");
    Map.of(
            "PN", List.of(0x00080090, 0x00081050, 0x00081060, 0x00081070, 0x00100010, 0x00101060),
            "LO",
                List.of(
                    0x00080070,
                    0x00080080,
                    0x00081030,
                    0x0008103E,
                    0x00081040,
                    0x00081090,
                    0x00100020,
                    0x00100021,
                    0x00101000,
                    0x00101040,
                    0x00181030,
                    0x00321060),
            "SH", List.of(0x00080050, 0x00081010, 0x00102180, 0x00102160, 0x00200010),
            "ST", List.of(0x00080081, 0x00082111),
            "LT", List.of(0x001021B0, 0x00104000, 0x00204000),
            "UT", List.of(0x0040A160),
            "CS",
                List.of(
                    0x00080008,
                    0x00080060,
                    0x00100040,
                    0x00180015,
                    0x00185101,
                    0x00200060,
                    0x00200062,
                    0x00280004,
                    0x00280301),
            "AS", List.of(0x00101010))
        .forEach((vr, tags) -> tags.forEach(tag -> file.with(tag, vr, "PLANTED " + vr)));
    file.writeTo(images.resolve("a.dcm"));
    PatientFile.write(images.resolve("cut.dcm"), Arrays.copyOf(file.bytes(), 600));

    Intake.Result result = take("patient,label,group\nPLANTED LO,1,hand\n");

    assertThat(result.manifest().examples()).hasSize(1);
    assertThat(result.damaged()).containsExactly("cut.dcm: it is truncated");
    ManifestCsv.write(
        result.manifest(), hadoop(folder.resolve("manifest.csv")), new Configuration());
    String written = Files.readString(folder.resolve("manifest.csv"));
    assertThat(written)
        .matches(
            "path,label,patient,study,group,split\na\\.dcm,1,[0-9a-f]{16},[0-9a-f]{16},hand,train\n");
    assertThat(String.join("\n", result.notes())).doesNotContainIgnoringCase("planted");
    assertThat(result.notes())
        .contains(
            "4 codes of view, side, sex or age are unknown and are left empty.",
            "2 manufacturers or body parts contain an identifier of their patient and are left"
                + " out.");
    assertThatThrownBy(() -> take("patient,label\nPLANTED LO,1\n"))
        .hasMessageContaining("1 have no group")
        .hasMessageNotContainingAny("PLANTED", "planted");
  }

  @Test
  void aHeaderMayBeLongAndPixelsMayBeCut() {
    PatientFile file = PatientFile.of("P1", "1").with(0x0008010F, "UT", "x".repeat(300_000));
    byte[] bytes = file.bytes();
    PatientFile.write(images.resolve("long.dcm"), bytes);
    PatientFile.write(images.resolve("cut.dcm"), Arrays.copyOf(bytes, bytes.length - 40));

    assertThat(take("patient,label\nP1,1\n").manifest().examples())
        .extracting(Example::path)
        .containsExactly("cut.dcm", "long.dcm");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() throws IOException {
    Files.delete(images);
    assertThatThrownBy(() -> take("path,label\na,1\n"))
        .hasMessage(
            "Cannot list the images in "
                + hadoop(images)
                + ": there is no such folder. Name a folder of DICOM files.");
    PatientFile.of("P", "1").writeTo(images);
    assertThatThrownBy(() -> take("path,label\na,1\n"))
        .hasMessage(
            "Cannot list the images in " + hadoop(images) + ": it is a file. Name its folder.");
  }
}
