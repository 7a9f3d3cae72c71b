package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user is told of bad input: the whole message, and the exit code. */
class BadInputIT {
  private static final String TRAIN_IMAGES = "MURA-v1.1/train_image_paths.csv";
  private static final String TEST_IMAGES = "MURA-v1.1/valid_image_paths.csv";
  private static final String TRAIN_STUDIES = "MURA-v1.1/train_labeled_studies.csv";

  @TempDir private static Path folder;

  private static TinyGrid good;

  @BeforeAll
  static void writePhantoms() {
    good = TinyGrid.in(folder, "elbow", "wrist");
  }

  @Test
  void aMissingDataSet() {
    Path nowhere = folder.resolve("nowhere");
    refused(
        good.run("missing", "data.root=" + nowhere),
        "missing",
        "Cannot read the data set in "
            + nowhere
            + ": there is no such folder. Set data.root to the folder that holds MURA-v1.1, or write"
            + " phantoms with submit/apga phantoms --out "
            + nowhere
            + ".");
  }

  @Test
  void aFileSystemThatDoesNotAnswer() {
    CommandRun run = good.run("silent", "data.root=hdfs://127.0.0.1:9/data");
    assertThat(run.errors()).hasSize(1);
    assertThat(run.errors().get(0))
        .matches(
            "Cannot reach the data set in hdfs://127\\.0\\.0\\.1:9/data: Call From \\S+ to \\S+ failed on"
                + " connection exception: java\\.net\\.ConnectException: Connection refused\\. Set"
                + " data\\.root to a folder on a file system that this machine reaches\\.");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "data.root, Cannot reach the data set in",
    "results.root, Cannot open results root",
  })
  void aFileSystemThatNobodyKnows(String setting, String message) {
    refused(
        good.run("unknown", setting + "=ftps://host/x"),
        "unknown",
        message
            + " ftps://host/x: No FileSystem for scheme \"ftps\". Set "
            + setting
            + " to a folder on a file system that this machine reaches.");
  }

  @Test
  void anEmptyList() throws IOException {
    TinyGrid grid = good.copy("empty-list");
    Path list = grid.data().resolve(TRAIN_IMAGES);
    Files.writeString(list, "");
    refused(
        grid.run("empty"),
        "empty",
        "Cannot read file:" + list + ": the list is empty. Check the download, or fix the lists.");
  }

  @Test
  void aMissingList() throws IOException {
    TinyGrid grid = good.copy("no-list");
    Path list = grid.data().resolve(TRAIN_STUDIES);
    Files.delete(list);
    refused(
        grid.run("no list"),
        "no list",
        "Cannot read file:"
            + list
            + ": there is no such file. Check the download, or fix the lists.");
  }

  @Test
  void anUnknownPart() {
    refused(
        good.run("part", "grid.parts=[elbow,knee]"),
        "part",
        "Cannot plan knee: "
            + good.data()
            + " has images of elbow, wrist only. Correct grid.parts.");
  }

  @Test
  void everyWrongSettingAtOnce() {
    refused(
        good.run("settings", "train.image-size=40", "trian.epochs=3"),
        "settings",
        "Cannot use " + good.conf("settings") + ": 2 problems.",
        "  --set trian.epochs: trian.epochs is not a setting; did you mean train.epochs?",
        "  --set train.image-size: train.image-size is 40; both networks halve an image five times,"
            + " so it must be a multiple of 32, such as 32.",
        "Nothing was started. Every setting is explained by: submit/apga settings");
  }

  @Test
  void aConfigurationThatIsNotThere() {
    CommandRun run = CommandRun.of(Map.of(), "run", "no.conf");
    assertThat(run.errors())
        .containsExactly(
            "Cannot use no.conf: 1 problem.",
            "  no.conf: there is no such file.",
            "Nothing was started. Every setting is explained by: submit/apga settings");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aResultsRootThatCanNotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path root = file.resolve("results");
    refused(
        good.run("file/results"),
        "file/results",
        "Cannot write results to file:"
            + root
            + ": Parent path is not a directory: file:"
            + file
            + ". Set results.root to a folder that this user may write.");
  }

  @Test
  void spoiltImagesAreLeftOutCountedAndNamed() throws IOException {
    TinyGrid grid = good.copy("spoilt");
    List<String> spoilt = spoil(grid);

    CommandRun run = grid.run("spoilt results", "data.max-unreadable-share=0.2");

    assertThat(run.exitCode()).isZero();
    Row trial = grid.table("spoilt results", Tables.TRIALS).get(0);
    assertThat(trial.whole("unreadable_images")).isEqualTo(4);
    assertThat(trial.text("unreadable_paths").lines())
        .containsExactlyInAnyOrder(
            spoilt.get(0) + ": it is truncated",
            spoilt.get(1) + ": it is empty",
            spoilt.get(2) + ": it is not a PNG, JPEG, DICOM or other known image",
            spoilt.get(3) + ": not there");
    long listed = lines(grid.data().resolve(TRAIN_IMAGES), row -> row.contains("XR_ELBOW"));
    assertThat(trial.whole("train_images") + trial.whole("selection_images")).isEqualTo(listed - 4);
  }

  @Test
  void tooManySpoiltImagesFailTheirTrialsWhileTheOthersGoOn() throws IOException {
    TinyGrid grid = good.copy("too many");
    String first = spoil(grid).stream().sorted().findFirst().orElseThrow();
    String root = "too many results";

    CommandRun run = grid.run(root, "grid.parts=[elbow,wrist]", "grid.arms=[cutout]");

    assertThat(run.exitCode()).isEqualTo(1);
    List<Row> trials = grid.table(root, Tables.TRIALS);
    Row failed = trial(trials, "elbow", "baseline");
    assertThat(failed.text("status")).isEqualTo("failed");
    assertThat(failed.text("cause")).isEqualTo("DATA");
    long all = lines(grid.data().resolve(TRAIN_IMAGES), row -> row.contains("XR_ELBOW"));
    assertThat(failed.text("message"))
        .isEqualTo(
            String.format(
                "Cannot train on elbow: 4 of %d images for training and selection are unreadable"
                    + " (%.1f %%, limit 1 %%), first %s: it is truncated. Restore the files, or"
                    + " raise data.max-unreadable-share.",
                all, 400.0 / all, first));
    assertThat(trial(trials, "elbow", "cutout").text("message")).isEqualTo("baseline failed");
    assertThat(trial(trials, "wrist", "cutout").text("status")).isEqualTo("completed");
    assertThat(run.lines())
        .anyMatch(line -> line.endsWith("skipped   elbow cutout seed 0: baseline failed"))
        .contains(
            "cells   4 expected: 2 done, 0 partial, 2 failed, 0 missing.",
            "2 trials are not done: table trials has the reasons. The same command tries failed"
                + " trials again.");
  }

  @Test
  void aDamagedTestImageFailsItsTrialsUnlessItMayBeLeftOutWhichEveryReportSays()
      throws IOException {
    TinyGrid grid = good.copy("test image");
    String first = firstOf(grid, TEST_IMAGES);
    Files.writeString(grid.data().resolve(first), "This is not an image.\n");

    CommandRun refused = grid.run("test image refused");
    CommandRun allowed = grid.run("test image allowed", "data.unreadable-test-images=drop");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(message(grid, "test image refused"))
        .matches(
            "DATA: Cannot test on elbow: 1 of \\d+ images of the test split are unreadable, first "
                + first
                + ": it is not a PNG, JPEG, DICOM or other known image\\. Restore the files, or set"
                + " data\\.unreadable-test-images to drop\\.");
    assertThat(allowed.exitCode()).isZero();
    assertThat(allowed.lines())
        .contains("WARNING elbow was tested without 1 image that could not be read.");
    assertThat(grid.table("test image allowed", Tables.TRIALS))
        .extracting(trial -> trial.whole("unreadable_test_images"))
        .containsOnly(1L);
    assertThat(grid.table("test image allowed", Tables.SUMMARY))
        .extracting(cell -> cell.whole("unreadable_test_images"))
        .containsOnly(1L);
    assertThat(page(allowed))
        .contains("The test split is incomplete: 1 image of a part was unreadable and left out")
        .contains(first + ": it is not a PNG, JPEG, DICOM or other known image");
  }

  @Test
  void aPatientInTwoSplitsIsRefusedOrLeftOutOfTraining() throws IOException {
    TinyGrid grid = good.copy("shared patient");
    String image = firstOf(grid, TRAIN_IMAGES);
    String again = image.replace("/train/", "/valid/");
    String study = again.substring(0, again.lastIndexOf('/') + 1);
    Files.createDirectories(grid.data().resolve(study));
    Files.copy(grid.data().resolve(firstOf(grid, TEST_IMAGES)), grid.data().resolve(again));
    append(grid, TEST_IMAGES, again);
    append(grid, "MURA-v1.1/valid_labeled_studies.csv", study + "," + label(study));

    CommandRun refused = grid.run("shared patient refused");
    CommandRun dropped = grid.run("shared patient dropped", "data.patients-in-two-splits=drop");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.errors().get(0))
        .matches(
            "Cannot train on phantoms: 1 patient is in two splits, first: patient\\d+ is in \\w+"
                + " \\(\\d+ images?\\), test \\(1 image\\)\\. Fix the manifest, or set"
                + " data\\.patients-in-two-splits to drop\\.");
    assertThat(dropped.exitCode()).isZero();
    Row trial = grid.table("shared patient dropped", Tables.TRIALS).get(0);
    assertThat(trial.whole("shared_patient_images")).isPositive();
    assertThat(trial.whole("shared_patients")).isZero();
  }

  private static String firstOf(TinyGrid grid, String list) throws IOException {
    return Files.readAllLines(grid.data().resolve(list)).stream()
        .filter(row -> row.contains("XR_ELBOW"))
        .findFirst()
        .orElseThrow()
        .replace(",", "");
  }

  private static void append(TinyGrid grid, String list, String row) throws IOException {
    Files.writeString(grid.data().resolve(list), row + "\n", StandardOpenOption.APPEND);
  }

  private static int label(String study) {
    return study.contains("positive") ? 1 : 0;
  }

  /** The page that a run names. */
  private static String page(CommandRun run) throws IOException {
    String line = run.lines().stream().filter(l -> l.startsWith("Page ")).findFirst().orElseThrow();
    return Files.readString(Path.of(line.replaceFirst("^Page +(file:)?", "")));
  }

  @Test
  void aPartWithOneClassOnly() throws IOException {
    TinyGrid grid = good.copy("one class");
    keep(grid, TRAIN_IMAGES, row -> !row.contains("positive"));
    keep(grid, TRAIN_STUDIES, row -> !row.contains("positive"));

    CommandRun run = grid.run("one class results");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(message(grid, "one class results"))
        .matches(
            "DATA: Cannot train on elbow: its training images are \\d+ normal and 0 abnormal, and both"
                + " classes are needed\\. Add images, or leave elbow out of grid\\.parts\\.");
  }

  @Test
  void moreShotsThanAClassHas() {
    CommandRun run = good.run("shots", "grid.shots=[4000]");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines()).anyMatch(line -> line.startsWith("Shots     these trials will fail: "));
    assertThat(message(good, "shots"))
        .matches(
            "DATA: Cannot draw 4000 shots of class (normal|abnormal) for elbow: the training set has"
                + " (\\d+) images of it\\. Set grid\\.shots to \\2 or less, or to full\\.");
  }

  @ParameterizedTest
  @CsvSource({
    "1e30, clean_loss is NaN",
    "1e9, 'the classifier''s tensor features\\.\\S+ holds (NaN|-?Infinity)(, which is not a"
        + " variance)?'"
  })
  void whatIsNoNumberEndsTheTrialWithItsStepAtItsFirstTry(String rate, String what)
      throws IOException {
    String root = "diverged " + rate;
    CommandRun run =
        good.run(
            root, "train.learning-rate=" + rate, "train.epochs=3", "grid.arms=[baseline,apga]");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(message(good, root))
        .matches(
            "DIVERGED: Cannot continue training: "
                + what
                + " in epoch 1, step [2-9] of \\d\\. Try a smaller train\\.learning-rate\\.");
    assertThat(good.attempts(root)).hasSize(1);
    Row dependent = trial(good.table(root, Tables.TRIALS), "elbow", "apga");
    assertThat(dependent.text("status")).isEqualTo("skipped");
    assertThat(dependent.text("message")).isEqualTo("baseline failed");
    assertThat(run.lines())
        .anyMatch(line -> line.endsWith("skipped   elbow apga seed 0: baseline failed"));
  }

  @Test
  void aLimitThatNoNetworkFitsIntoIsSaidByTheExecutorBeforeItsFirstTrial() {
    CommandRun run = good.run("limits", "run.native-memory=1k");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(message(good, "limits"))
        .matches(
            "CONFIG: Cannot train on \\S+: ND4J's arrays may take 1 MiB, but at least \\d+ MiB are"
                + " needed\\. Raise run\\.native-memory\\.");
  }

  /** A file of each kind that is no image, among the listed ones of elbow. */
  private static List<String> spoil(TinyGrid grid) throws IOException {
    List<String> elbows =
        Files.readAllLines(grid.data().resolve(TRAIN_IMAGES)).stream()
            .filter(row -> row.contains("XR_ELBOW"))
            .map(row -> row.replace(",", ""))
            .limit(4)
            .toList();
    Path truncated = grid.data().resolve(elbows.get(0));
    byte[] whole = Files.readAllBytes(truncated);
    Files.write(truncated, Arrays.copyOf(whole, whole.length / 2));
    Files.write(grid.data().resolve(elbows.get(1)), new byte[0]);
    Files.writeString(grid.data().resolve(elbows.get(2)), "This is not an image.\n");
    Files.delete(grid.data().resolve(elbows.get(3)));
    return elbows;
  }

  private static void keep(TinyGrid grid, String list, Predicate<String> wanted)
      throws IOException {
    Path file = grid.data().resolve(list);
    Files.write(file, Files.readAllLines(file).stream().filter(wanted).toList());
  }

  private static long lines(Path file, Predicate<String> wanted) throws IOException {
    return Files.readAllLines(file).stream().filter(wanted).count();
  }

  private static Row trial(List<Row> trials, String part, String arm) {
    return trials.stream()
        .filter(t -> t.text("part").equals(part) && t.text("arm").equals(arm))
        .findFirst()
        .orElseThrow();
  }

  /** Cause and message of the baseline. */
  private static String message(TinyGrid grid, String root) {
    Row trial = trial(grid.table(root, Tables.TRIALS), "elbow", "baseline");
    return trial.text("cause") + ": " + trial.text("message");
  }

  private static void refused(CommandRun run, String root, String... message) {
    assertThat(run.errors()).containsExactly(message);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(Files.exists(good.root(root).resolve("trials"))).isFalse();
    assertThat(Files.exists(good.root(root).resolve("plans"))).isFalse();
  }
}
