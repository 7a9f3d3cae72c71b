package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhantomsCommandTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  private CommandRun phantoms(String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {"phantoms", "--out", folder.toString(), "--parts", "elbow"},
        0,
        arguments,
        0,
        5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.of(Map.of(), arguments);
  }

  /** A grid on phantoms, which are written to the folder if they are missing. */
  private GridConfig grid(String... sets) {
    String root = "\"" + folder + "\"";
    return ConfigReader.read(
        Map.of(
            "grid.parts", "[elbow]",
            "data.root", root,
            "data.phantoms.write-if-missing", "true",
            "data.phantoms.patients", "10"),
        List.of(sets));
  }

  private GridConfig gridOfKinds() {
    return grid("data.phantoms.classes=kinds", "data.manifest=" + folder.resolve("manifest.csv"));
  }

  private String written(GridConfig config) throws IOException {
    StringWriter told = new StringWriter();
    GridSetup.writePhantoms(config, HADOOP, new PrintWriter(told));
    return told.toString();
  }

  private void requireDrawnAs(GridConfig config) throws IOException {
    org.apache.hadoop.fs.Path set = new org.apache.hadoop.fs.Path(folder + "/MURA-v1.1");
    PhantomsCommand.requireDrawnAs(config.data().phantoms(), set.getFileSystem(HADOOP), set);
  }

  @Test
  void aLineAPartAndSplitCountsNormalAndAbnormal() {
    assertThat(phantoms("--patients", "8").lines())
        .containsExactly(
            "elbow     train     8 patients     6 normal +    4 abnormal studies     10 normal +"
                + "     8 abnormal images",
            "elbow     valid     3 patients     4 normal +    2 abnormal studies      8 normal +"
                + "     5 abnormal images",
            "31 images are in " + folder.resolve("MURA-v1.1") + ".");
    assertThat(folder.resolve("manifest.csv")).doesNotExist();
  }

  @Test
  void aLineAPartAndSplitCountsEachKind() {
    assertThat(phantoms("--patients", "10", "--classes", "kinds").lines())
        .containsExactly(
            "elbow     train    10 patients     5 normal +    3 fracture +    3 step-off +    3 plate"
                + " studies     10 normal +     4 fracture +     4 step-off +     9 plate images",
            "elbow     valid     4 patients     2 normal +    2 fracture +    2 step-off +    1 plate"
                + " studies      4 normal +     3 fracture +     4 step-off +     3 plate images",
            "41 images are in " + folder.resolve("MURA-v1.1") + ".");
    assertThat(folder.resolve("manifest.csv")).isRegularFile();
  }

  @Test
  void tooFewPatientsForKindsAreRefusedWithTheLeastNumber() {
    CommandRun refused = phantoms("--patients", "9", "--classes", "kinds");

    assertThat(refused.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(refused.errors())
        .containsExactly(
            "Cannot write phantoms of 9 patients: four classes need one each in the test set, which"
                + " has a third as many. Ask for at least 10.");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aGridOfKindsWritesItsPhantomsAndTheirManifestOnce() throws IOException {
    assertThat(written(gridOfKinds())).matches("Phantoms  \\d+ images written to .*\n");
    byte[] manifest = Files.readAllBytes(folder.resolve("manifest.csv"));

    assertThat(written(gridOfKinds())).isEmpty();
    requireDrawnAs(gridOfKinds());
    assertThat(folder.resolve("manifest.csv")).hasBinaryContent(manifest);
    assertThat(folder.resolve("MURA-v1.1/phantoms.json")).isRegularFile();
  }

  @Test
  void aGridWithAManifestOfItsOwnWritesNone() throws IOException {
    assertThat(written(grid("data.manifest=" + folder.resolve("mine.csv")))).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void phantomsOfOtherClassesAreRefused() throws IOException {
    phantoms("--patients", "10");
    assertThatThrownBy(() -> requireDrawnAs(gridOfKinds()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Cannot use the phantoms in %s: they were drawn with data.phantoms.classes = abnormal,"
                + " not kinds. Set data.root to another folder, or remove this one.",
            folder.resolve("MURA-v1.1"));
    requireDrawnAs(grid());
  }

  @Test
  void phantomsOfKindsAreRefusedWhereTwoClassesAreAskedFor() throws IOException {
    phantoms("--patients", "10", "--classes", "kinds");
    assertThatThrownBy(() -> requireDrawnAs(grid()))
        .hasMessageContaining(
            ": they were drawn with data.phantoms.classes = kinds, not abnormal. Set data.root");
  }
}
