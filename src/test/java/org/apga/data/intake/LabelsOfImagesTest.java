package org.apga.data.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Classes;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.Split;
import org.junit.jupiter.api.Test;

class LabelsOfImagesTest extends IntakeFolder {
  @Test
  void labelsAreOfImagesStudiesOrPatients() {
    PatientFile.of("P1", "1.1")
        .with(PatientFile.INSTANCE, "UI", "9.1")
        .with(PatientFile.ACCESSION, "SH", "A1")
        .writeTo(images.resolve("a"));
    PatientFile.of("P2", "1.2")
        .with(PatientFile.INSTANCE, "UI", "9.2")
        .with(PatientFile.ACCESSION, "SH", "A2")
        .writeTo(images.resolve("b"));

    for (List<String> key :
        List.of(
            List.of("path", "a", "b"),
            List.of("sop_instance_uid", "9.1", "9.2"),
            List.of("study", "1.1", "1.2"),
            List.of("accession", "A1", "A2"),
            List.of("patient", "P1", "P2"))) {
      assertThat(
              take("note,%s,label,group,split\nx,%s,1,wrist,test\nx,%s,0,,\n"
                      .formatted(key.get(0), key.get(1), key.get(2)))
                  .manifest()
                  .examples())
          .as(key.get(0))
          .extracting(Example::path, Example::label, Example::group, Example::split)
          .containsExactly(tuple("a", 1, "wrist", Split.TEST), tuple("b", 0, "hand", Split.TRAIN));
    }
  }

  @Test
  void wrongLabelsAreToldByTheirLinesAndNeverByWhatTheySay() {
    PatientFile.of("P1", "1").writeTo(images.resolve("a"));

    assertThatThrownBy(
            () ->
                take(
                    "patient,label,group,split\nSECRET1,2,,\nSECRET2,1,SECRET3,\nSECRET4,1,,SECRET5\n"
                        + ",1,,\nSECRET6,1,,\nSECRET6,0,,\nSECRET6,1\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the labels in "
                + hadoop(folder.resolve("labels.csv"))
                + ": 6 problems. See docs/guide/dicom.md, \"A manifest of DICOM files\".\n"
                + "  labels.csv:2: column label is not 0 or 1\n"
                + "  labels.csv:3: column group is not made of lower-case letters, digits, dots,"
                + " underscores and hyphens\n"
                + "  labels.csv:4: column split is not train, selection or test\n"
                + "  labels.csv:5: column patient is empty\n"
                + "  labels.csv:7: the row contradicts line 6\n"
                + "  labels.csv:8: 2 cells, not 4");
    assertThatThrownBy(() -> take("SECRET1,SECRET1\n"))
        .hasMessageEndingWith(
            "3 problems. See docs/guide/dicom.md, \"A manifest of DICOM files\".\n"
                + "  labels.csv:1: columns 1 and 2 have the same name\n"
                + "  labels.csv:1: there is no column label\n"
                + "  labels.csv:1: there is none of the columns path, accession, patient,"
                + " sop_instance_uid, study");
    assertThatThrownBy(() -> take("path,study,label\n"))
        .hasMessageEndingWith("labels.csv:1: there are the columns path, study: keep one");
    assertThatThrownBy(() -> take("study,label\n"))
        .hasMessageEndingWith(
            ": it has no rows. See docs/guide/dicom.md, \"A manifest of DICOM files\".");
  }

  @Test
  void aStudyHasOneLabelAndOnePatient() {
    PatientFile.of("P1", "1").writeTo(images.resolve("a"));
    PatientFile.of("P1", "1").writeTo(images.resolve("b"));

    assertThatThrownBy(() -> take("path,label\nb,0\na,1\n"))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot take the labels in labels.csv: 1 problem. Give each study one label.\n"
                + "  labels.csv:2: line 3 gives the same study another label");

    PatientFile.of("P2", "1").writeTo(images.resolve("b"));
    PatientFile.of("P3", "3").writeTo(images.resolve("c"));
    assertThat(take("path,label\nb,0\na,1\nc,1\n").notes())
        .contains("2 images are in studies of several patients and are left out.");
  }

  @Test
  void anImageWithoutAGroupNeedsOneByName() {
    PatientFile.of("P1", "1").without(PatientFile.BODY_PART).writeTo(images.resolve("a"));
    PatientFile.of("P2", "2")
        .with(PatientFile.BODY_PART, "CS", "L SPINE")
        .writeTo(images.resolve("b"));
    String labels = "path,label\na,0\nb,1\n";

    assertThatThrownBy(() -> take(labels))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot list the images in "
                + hadoop(images)
                + ": 1 have no group, neither in column group of labels.csv nor in"
                + " BodyPartExamined. Give --group NAME.");
    assertThat(take(labels, "foot", Salt.ofThisCall()).manifest().examples())
        .extracting(Example::group)
        .containsExactly("foot", "l-spine");
    assertThatThrownBy(() -> take(labels, "A b", Salt.ofThisCall()))
        .hasMessage(
            "Cannot name a group \"A b\": a name has lower-case letters, digits, dots,"
                + " underscores and hyphens. Give another --group.");
  }

  @Test
  void labelsMayBeNamesOfClasses() {
    PatientFile.of("P1", "1").writeTo(images.resolve("a"));
    PatientFile.of("P2", "2").writeTo(images.resolve("b"));
    Path csv = folder.resolve("labels.csv");
    PatientFile.write(csv, "patient,label,group\nP1,neck,hip\nP2,none,hip\n".getBytes(UTF_8));
    Classes hips = new Classes(List.of("none", "neck", "implant"));

    Intake.Result result =
        Intake.of(hadoop(images), hadoop(csv), hips, "", Salt.ofThisCall(), new Configuration());

    assertThat(result.manifest().classes()).isEqualTo(hips);
    assertThat(result.manifest().examples())
        .extracting(example -> hips.name(example.label()))
        .containsExactlyInAnyOrder("neck", "none");
    PatientFile.write(csv, "patient,label,group\nP1,SECRET,hip\n".getBytes(UTF_8));
    assertThatThrownBy(
            () ->
                Intake.of(
                    hadoop(images), hadoop(csv), hips, "", Salt.ofThisCall(), new Configuration()))
        .hasMessageEndingWith("  labels.csv:2: column label is not none, neck, implant");
  }
}
