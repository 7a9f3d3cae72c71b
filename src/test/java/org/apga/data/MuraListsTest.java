package org.apga.data;

import static org.apga.data.TestData.CONFIGURATION;
import static org.apga.data.TestData.greyPng;
import static org.apga.data.TestData.hadoop;
import static org.apga.data.TestData.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apga.data.image.Channel;
import org.apga.files.Patience;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MuraListsTest {
  private static final String TRAIN_POSITIVE =
      "MURA-v1.1/train/XR_ELBOW/patient00001/study1_positive/";
  private static final String TRAIN_NEGATIVE =
      "MURA-v1.1/train/XR_ELBOW/patient00001/study1_negative/";
  private static final String VALID = "MURA-v1.1/valid/XR_HAND/patient00002/study1_negative/";

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void writeTheListsAsStanfordDid() {
    folder = root.resolve("MURA-v1.1");
    write(
        folder.resolve("train_image_paths.csv"),
        TRAIN_POSITIVE + "image1.png\n" + TRAIN_NEGATIVE + "image1.png\n");
    write(
        folder.resolve("train_labeled_studies.csv"),
        TRAIN_POSITIVE + ",1\n" + TRAIN_NEGATIVE + ",0\n");
    write(folder.resolve("valid_image_paths.csv"), VALID + "image1.png\n");
    write(folder.resolve("valid_labeled_studies.csv"), VALID + ",0\n");
  }

  private Manifest read() {
    return MuraLists.read(hadoop(root), CONFIGURATION);
  }

  @Test
  void theFolderOfMuraMayBeALinkToWhereItReallyIs(@TempDir Path elsewhere) throws Exception {
    write(folder.resolve(VALID.replaceFirst("MURA-v1.1/", "") + "image1.png"), greyPng(4, 4, 9));
    Files.createSymbolicLink(elsewhere.resolve("MURA-v1.1"), folder);
    Manifest linked = MuraLists.read(hadoop(elsewhere), CONFIGURATION);

    PartImages images =
        ImageSource.of(linked)
            .read(
                linked.ofGroup("hand").subList(0, 1),
                new Decoding(4, Reading.plain(Channel.LUMINANCE, 100), 1),
                CONFIGURATION,
                Patience.none());

    assertThat(images.unreadable()).isEmpty();
    assertThat(images.examples()).hasSize(1);
  }

  @Test
  void theFirstRowIsAnImageAndBothStudiesOfOneNumberAreKept() {
    assertThat(read().examples())
        .containsExactly(
            new Example(
                TRAIN_NEGATIVE + "image1.png",
                0,
                "patient00001",
                "elbow/patient00001/study1_negative",
                "elbow",
                Split.TRAIN),
            new Example(
                TRAIN_POSITIVE + "image1.png",
                1,
                "patient00001",
                "elbow/patient00001/study1_positive",
                "elbow",
                Split.TRAIN),
            new Example(
                VALID + "image1.png",
                0,
                "patient00002",
                "hand/patient00002/study1_negative",
                "hand",
                Split.TEST));
    assertThat(read().name()).isEqualTo("MURA-v1.1");
    assertThat(read().groups()).containsExactly("elbow", "hand");
  }

  @Test
  void headersTrailingCommasCrlfByteOrderMarksBlankLinesAndJunkChangeNothing() {
    String asStanfordDid = read().hash();
    write(
        folder.resolve("train_image_paths.csv"),
        "\uFEFFpath,\r\n"
            + TRAIN_NEGATIVE
            + "image1.png,\r\n\r\n,\r\n"
            + TRAIN_NEGATIVE
            + "._image1.png,\r\n"
            + "MURA-v1.1/.DS_Store\r\nMURA-v1.1/Thumbs.db\r\n"
            + TRAIN_POSITIVE
            + "image1.png,");
    write(
        folder.resolve("train_labeled_studies.csv"),
        "study,label,\r\n" + TRAIN_POSITIVE + ",1,\r\n" + TRAIN_NEGATIVE + ",0,\r\n");

    assertThat(read().hash()).isEqualTo(asStanfordDid);
  }

  @Test
  void theFolderItselfIsAcceptedForTheFolderAbove() {
    Manifest manifest = MuraLists.read(hadoop(folder), CONFIGURATION);

    assertThat(manifest.root()).isEqualTo(read().root());
    assertThat(manifest.file(manifest.examples().get(2).path()).toString())
        .isEqualTo("file:" + root + "/" + VALID + "image1.png");
  }

  @Test
  void aStudyThatIsNotListedTakesItsLabelFromItsName() {
    write(folder.resolve("train_labeled_studies.csv"), TRAIN_NEGATIVE + ",0\n");

    assertThat(read().examples()).extracting(Example::label).containsExactly(0, 1, 0);
  }

  @Test
  void phantomsDoNotClaimToBeMura() {
    write(folder.resolve("phantoms.json"), "{}");

    assertThat(read().name()).isEqualTo("phantoms");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path nowhere = root.resolve("nowhere");

    assertThatThrownBy(() -> MuraLists.read(hadoop(nowhere), CONFIGURATION))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the data set in %s: there is no such folder. Set data.root to the folder that"
                + " holds MURA-v1.1, or write phantoms with submit/apga phantoms --out %s.",
            nowhere, nowhere);
  }

  @Test
  void aFolderWithoutMuraIsNamed() {
    Path empty = folder.resolve("empty");
    write(empty.resolve("readme.txt"), "");

    assertThatThrownBy(() -> MuraLists.read(hadoop(empty), CONFIGURATION))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read the data set in %s: it holds no folder MURA-v1.1. Set data.root to the folder"
                + " that holds MURA-v1.1, or write phantoms with submit/apga phantoms --out %s.",
            empty, empty);
  }

  @Test
  void aMissingListIsNamed() throws Exception {
    Files.delete(folder.resolve("valid_labeled_studies.csv"));

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read file:%s/valid_labeled_studies.csv: there is no such file. Check the download,"
                + " or fix the lists.",
            folder);
  }

  @Test
  void anEmptyListIsRefusedWithItsName() {
    write(folder.resolve("train_image_paths.csv"), "\n\n");

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read file:%s/train_image_paths.csv: the list is empty. Check the download, or fix"
                + " the lists.",
            folder);
  }

  @Test
  void aListOfNothingButAHeaderAndJunkIsRefused() {
    write(folder.resolve("train_image_paths.csv"), "path\n" + TRAIN_POSITIVE + "._image1.png\n");

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(
            "Cannot read file:%s/train_image_paths.csv: none of its 2 rows names an image or a study."
                + " Check the download, or fix the lists.",
            folder);
  }

  @Test
  void everyImpossibleRowIsNamedAtOnce() {
    write(
        folder.resolve("train_labeled_studies.csv"),
        TRAIN_POSITIVE + ",2\n" + TRAIN_NEGATIVE + ",1\n" + VALID + "\n");
    write(
        folder.resolve("valid_image_paths.csv"),
        VALID
            + "image1.png\n"
            + VALID
            + "image1.png\n"
            + TRAIN_POSITIVE
            + "image1.png\n../../etc/passwd\nimage2.png\n");

    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            Cannot read the lists of %s: 7 problems. Check the download, or fix the lists.
              train_labeled_studies.csv:1: the study %s has the label "2", not 0 or 1
              train_labeled_studies.csv:2: the study %s has the label 1, but another in its name
              train_labeled_studies.csv:3: the study %s has the label "", not 0 or 1
              valid_image_paths.csv:2: %simage1.png is listed twice
              valid_image_paths.csv:3: %simage1.png is not an image of MURA-v1.1/valid
              valid_image_paths.csv:4: ../../etc/passwd is not an image of MURA-v1.1/valid
              valid_image_paths.csv:5: image2.png is not an image of MURA-v1.1/valid"""
                .formatted(
                    root,
                    TRAIN_POSITIVE,
                    TRAIN_NEGATIVE.substring(0, TRAIN_NEGATIVE.length() - 1),
                    VALID,
                    VALID,
                    TRAIN_POSITIVE));
  }

  @Test
  void theManifestWrittenFromTheListsIsTheSameDataSet() {
    Path csv = root.resolve("mura.csv");

    Manifest lists = MuraLists.read(hadoop(root), CONFIGURATION);
    ManifestCsv.write(lists, hadoop(csv), CONFIGURATION);

    Manifest back = ManifestCsv.read(hadoop(csv), hadoop(root), Classes.TWO, CONFIGURATION);
    assertThat(back.hash()).isEqualTo(lists.hash());
    assertThat(back.examples()).isEqualTo(lists.examples());
    assertThat(back.root()).isEqualTo(lists.root());
    assertThat(back.name()).isEqualTo("mura");
  }
}
