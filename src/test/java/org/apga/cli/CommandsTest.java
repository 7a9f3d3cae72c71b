package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class CommandsTest {
  @TempDir private Path folder;

  private record Ended(int exitCode, String out, String err) {}

  private static Ended run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    String[] words =
        java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int exitCode = commands.execute(words);
    return new Ended(exitCode, out.toString(), err.toString());
  }

  private static Ended refused(String message) {
    return new Ended(Main.NOTHING_STARTED, "", message + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "plan",
        "doctor",
        "report",
        "phantoms",
        "manifest",
        "bench",
        "clean",
        "settings",
        "tables"
      })
  void everyCommandHasHelp(String command) {
    Ended ended = run(command, "--help");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).startsWith("Usage: apga " + command).contains("--help");
    assertThat(ended.err()).isEmpty();
  }

  private static void requireHelp(CommandSpec command) {
    String name = command.qualifiedName();
    assertThat(command.usageMessage().description()).as(name).isNotEmpty();
    for (ArgSpec argument : command.args()) {
      assertThat(argument.description()).as(name + " " + argument.paramLabel()).isNotEmpty();
    }
    command.subcommands().values().forEach(sub -> requireHelp(sub.getCommandSpec()));
  }

  @Test
  void everyCommandAndEachOfItsOptionsIsExplained() {
    requireHelp(Main.commandLine().getCommandSpec());
  }

  @Test
  void theProgramNamesItsCommands() {
    Ended ended = run("--help");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out())
        .startsWith("Usage: apga")
        .contains("run ", "plan ", "report ", "phantoms ", "manifest ", "settings ");
  }

  @Test
  void theProgramTellsItsVersionInOneLine() {
    Ended ended = run("--version");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).matches("apga \\S+ \\(commit \\w+(, with uncommitted changes)?\\)\n");
  }

  @Test
  void withoutACommandNothingStarts() {
    assertThat(run())
        .isEqualTo(refused("Cannot run apga: Missing required subcommand. See apga --help."));
  }

  @Test
  void anUnknownCommandIsRefused() {
    assertThat(run("trian", "conf/demo.conf"))
        .isEqualTo(
            refused(
                "Cannot run apga: Unmatched arguments from index 0: 'trian', 'conf/demo.conf'. See"
                    + " apga --help."));
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThat(run("plan", "conf/demo.conf", "--sett", "grid.seeds=[1]"))
        .isEqualTo(
            refused(
                "Cannot run apga plan: Unknown options: '--sett', 'grid.seeds=[1]'. See apga plan"
                    + " --help."));
  }

  @Test
  void aMissingOptionIsNamed() {
    assertThat(run("phantoms"))
        .isEqualTo(
            refused(
                "Cannot run apga phantoms: Missing required option: '--out=DIR'. See apga phantoms"
                    + " --help."));
    assertThat(run("plan"))
        .isEqualTo(
            refused(
                "Cannot run apga plan: Missing required parameter: 'CONF'. See apga plan --help."));
  }

  @Test
  void aNumberThatIsNoneIsRefused() {
    assertThat(run("phantoms", "--out", folder, "--patients", "many"))
        .isEqualTo(
            refused(
                "Cannot run apga phantoms: Invalid value for option '--patients': 'many' is not an"
                    + " int. See apga phantoms --help."));
  }

  @Test
  void settingsPrintsReferenceConf() throws IOException {
    Ended ended = run("settings");

    assertThat(ended.exitCode()).isZero();
    try (InputStream in =
        Objects.requireNonNull(CommandsTest.class.getResourceAsStream("/reference.conf"))) {
      assertThat(ended.out()).isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void tablesPrintsThePageOfTables() {
    Ended ended = run("tables");

    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).isEqualTo(Tables.markdown());
  }

  @Test
  void phantomsAreWrittenCountedAndListed() throws IOException {
    Ended written =
        run("phantoms", "--out", folder, "--parts", "elbow", "--patients", "2", "--odd-files");

    assertThat(written.exitCode()).isZero();
    assertThat(written.err()).isEmpty();
    List<String> lines = written.out().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("elbow     train     2 patients");
    assertThat(lines.get(1)).startsWith("elbow     valid     2 patients");
    assertThat(lines.get(2))
        .matches(
            "\\d+ images and \\d+ odd files are in \\Q" + folder.resolve("MURA-v1.1") + ".\\E");
    assertThat(folder.resolve("MURA-v1.1/phantoms.json")).isRegularFile();

    Path csv = folder.resolve("manifest.csv");
    Ended listed = run("manifest", "--dataset", folder, "--out", csv);

    assertThat(listed.err()).isEmpty();
    assertThat(listed.exitCode()).isZero();
    assertThat(listed.out()).matches("\\d+ images of 1 groups are listed in \\Q" + csv + ".\\E\n");
    long images = Long.parseLong(listed.out().substring(0, listed.out().indexOf(' ')));
    assertThat(Files.readString(csv).lines().filter(l -> l.contains(".png"))).hasSize((int) images);
  }

  @Test
  void phantomsAreNotWrittenOverAnything() throws IOException {
    Files.createDirectories(folder.resolve("MURA-v1.1/mine"));

    assertThat(run("phantoms", "--out", folder, "--parts", "elbow", "--patients", "2"))
        .isEqualTo(
            refused(
                "Cannot write phantoms to "
                    + folder.resolve("MURA-v1.1")
                    + ": the folder is not empty. Give another --out or remove it."));
  }

  @Test
  void phantomsOfOnePatientAreRefused() {
    assertThat(run("phantoms", "--out", folder, "--patients", "1"))
        .isEqualTo(
            refused(
                "Cannot write phantoms of 1 patients: both labels need one each. Ask for at least"
                    + " 2."));
  }

  @Test
  void phantomsBelowAFileAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    assertThat(run("phantoms", "--out", file.resolve("x"), "--parts", "elbow", "--patients", "2"))
        .isEqualTo(
            refused(
                "Cannot write phantoms to "
                    + file.resolve("x")
                    + ": java.nio.file.FileSystemException: "
                    + file.resolve("x")
                    + ": Not a directory. Name another folder."));
  }

  @Test
  void aFolderWithoutTheDataSetIsRefused() {
    assertThat(run("manifest", "--dataset", folder, "--out", folder.resolve("m.csv")))
        .isEqualTo(
            refused(
                "Cannot read the data set in "
                    + folder
                    + ": it holds no folder MURA-v1.1. Set data.root to the folder that holds"
                    + " MURA-v1.1, or write phantoms with submit/apga phantoms --out "
                    + folder
                    + "."));
  }

  @Test
  void aConfigurationThatIsNotThereIsRefused() {
    Path file = folder.resolve("none.conf");

    assertThat(run("plan", file).exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run("plan", file).err()).contains("none.conf: there is no such file.");
  }

  @Test
  void aPlanShowsEveryTrialAndDoesNothing() throws IOException {
    run("phantoms", "--out", folder.resolve("data"), "--parts", "elbow", "--patients", "6");
    Path conf =
        Files.writeString(
            folder.resolve("grid.conf"),
            "grid { parts = [elbow], seeds = [1, 2], arms = [apga] }\n"
                + "data { root = \""
                + folder.resolve("data")
                + "\", selection-share = 0.3 }\n"
                + "results.root = \""
                + folder.resolve("results")
                + "\"\n");

    Ended ended = run("plan", conf);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    List<String> lines = ended.out().lines().filter(line -> !line.startsWith("Images ")).toList();
    assertThat(lines.get(0)).startsWith("Data      phantoms in " + folder.resolve("data") + ": ");
    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            "Leakage   no patient is in two splits",
            "Engine    dl4j on a CPU in float; a trial's networks need 4.6 GiB or more",
            "elbow baseline seed 1                    RUN",
            "elbow baseline seed 2                    RUN",
            "elbow apga seed 1                        RUN",
            "elbow apga seed 2                        RUN",
            "Plan      4 trials: 4 to train, 0 done",
            "Estimate  none: no trial with these networks has been measured in file:"
                + folder.resolve("results"));
    // It may store checksums of images, but neither plans nor trials.
    assertThat(folder.resolve("results/plans")).doesNotExist();
    assertThat(folder.resolve("results/trials")).doesNotExist();

    assertThat(run("plan", conf, "--set", "grid.parts=[hand, elbow, wrist]"))
        .isEqualTo(
            refused(
                "Cannot plan hand, wrist: "
                    + folder.resolve("data")
                    + " has images of elbow only. Correct grid.parts."));
  }

  @Test
  void aRootWithoutRunsHasNothingToReport() {
    assertThat(run("report", folder))
        .isEqualTo(
            refused(
                "Cannot report on "
                    + folder
                    + ": no run has published its tables there. Run a grid first."));
  }
}
