package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.JsonFile;
import org.apga.report.SimulatedRun;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir private Path folder;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(folder.toString(), new Configuration(false));
  }

  private CommandRun report(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "report";
    arguments[1] = folder.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return CommandRun.of(Map.of(), arguments);
  }

  /** Publishes a finished run with an older summary. */
  private void publish(String run, double signal) throws IOException {
    publish(
        run,
        new SimulatedRun(run)
            .with("elbow", "baseline", 1, 0, 1)
            .with("elbow", "apga", signal, 0, 1));
  }

  private void publish(String run, SimulatedRun results) throws IOException {
    ObjectNode plan = JsonFile.object();
    plan.putObject("settings").put("report.resamples", "150").put("report.seed", "7");
    store.plans().freeze(run, plan);
    store.publish(run, "", Tables.TRIALS, results.trials());
    store.publish(run, "", Tables.PREDICTIONS, results.predictions());
    store.publish(run, "", Tables.SUMMARY, List.of());
  }

  @Test
  void aRunOfARootWithoutRunsIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    CommandRun report = CommandRun.of(Map.of(), "report", empty.toString(), "--run", "r");

    assertThat(report.exitCode()).isEqualTo(2);
    assertThat(report.errors())
        .containsExactly(
            "Cannot report on run r: " + empty + " has no such run. Run a grid first.");
  }

  @Test
  void aRunIsReportedAsItsLatestCallAsked() throws IOException {
    publish("20260101-a", 1);
    ObjectNode later = JsonFile.object().put("planned", "2026-01-02T00:00:00Z");
    later.putObject("settings").put("report.resamples", "120").put("report.seed", "8");
    store.plans().freeze("20260101-a", later);

    assertThat(report().exitCode()).isZero();

    assertThat(store.published("20260101-a", Tables.METRICS))
        .extracting(row -> row.whole("resamples") + " " + row.whole("resampling_seed"))
        .containsOnly("120 8");
    assertThat(folder.resolve("report/20260101-a/index.html"))
        .content()
        .contains("report.resamples", "120");
  }

  @Test
  void theNewestRunIsReportedAndItsTablesAreMadeAgain() throws IOException {
    publish("20260101-a", 1);
    publish("20260102-b", 1);
    store.plans().freeze("20260103-unfinished", JsonFile.object());

    CommandRun newest = report();

    assertThat(newest.errors()).isEmpty();
    assertThat(newest.exitCode()).isZero();
    assertThat(newest.lines())
        .startsWith("Run 20260102-b in file:" + folder, "")
        .anyMatch(line -> line.startsWith("Finding   No arm can be told from another"))
        .contains(
            "cells   2 expected: 2 done, 0 partial, 0 failed, 0 missing.",
            "Accuracy against baseline, all training images: points on test images, paired by seed");
    assertThat(store.published("20260102-b", Tables.SUMMARY)).hasSize(2);
    assertThat(store.published("20260102-b", Tables.METRICS))
        .extracting(row -> row.whole("resamples") + " " + row.whole("resampling_seed"))
        .containsOnly("150 7");
    assertThat(store.published("20260102-b", Tables.PAIRS)).hasSize(2);
    assertThat(store.published("20260102-b", Tables.COMPARISONS))
        .extracting(row -> row.text("measure"))
        .containsExactly("accuracy", "auroc", "study_accuracy", "study_auroc", "study_kappa");
    assertThat(newest.lines()).contains("All runs  file:" + folder + "/report/index.html");
    assertThat(folder.resolve("report/index.html"))
        .content()
        .contains("./20260102-b/index.html", "./20260101-a/index.html");
    assertThat(report("--run", "20260101-a").lines())
        .startsWith("Run 20260101-a in file:" + folder);
  }

  /** The sex is known for every third image; every image has a scanner. */
  private void publishWithColumns(String run) throws IOException {
    publish(run, 1);
    List<Row> rows =
        store.published(run, Tables.PREDICTIONS).stream()
            .map(
                row -> {
                  int image = Integer.parseInt(row.text("path").replaceAll("\\D", ""));
                  ObjectNode known = JsonFile.object().put("scanner", "S" + image % 2);
                  if (image % 3 > 0) {
                    known.put("sex", image % 3 == 1 ? "F" : "M");
                  }
                  return row.toBuilder().set("attributes", known.toString()).build();
                })
            .toList();
    store.publish(run, "", Tables.PREDICTIONS, rows);
  }

  @Test
  void subgroupsAreThoseOfThePlanUnlessOthersAreAskedFor() throws IOException {
    publishWithColumns("20260101-a");
    ObjectNode plan = JsonFile.object().put("planned", "2026-01-02T00:00:00Z");
    plan.putObject("settings")
        .put("report.subgroups", "[\"sex\"]")
        .put("report.match", "[\"scanner\"]")
        .put("report.resamples", "150");
    store.plans().freeze("20260101-a", plan);

    assertThat(report().errors()).isEmpty();
    assertThat(store.published("20260101-a", Tables.SUBGROUPS))
        .extracting(
            row ->
                String.join(
                    " ",
                    row.text("arm"),
                    row.text("attribute"),
                    row.has("value") ? row.text("value") : "unknown"))
        .containsExactly(
            "baseline sex F",
            "baseline sex M",
            "baseline sex unknown",
            "apga sex F",
            "apga sex M",
            "apga sex unknown");
    List<Row> matched = store.published("20260101-a", Tables.MATCHED);
    assertThat(matched)
        .extracting(row -> row.text("matched_on") + " " + row.text("images"))
        .containsExactly("scanner all", "scanner matched", "scanner all", "scanner matched");

    assertThat(report().errors()).isEmpty();
    assertThat(store.published("20260101-a", Tables.MATCHED)).isEqualTo(matched);

    assertThat(report("--subgroups", "scanner,sex", "--match", "").errors()).isEmpty();
    assertThat(store.published("20260101-a", Tables.SUBGROUPS))
        .extracting(row -> row.text("attribute"))
        .containsOnly("scanner", "sex")
        .hasSize(10);
    assertThat(store.published("20260101-a", Tables.MATCHED)).isEmpty();
  }

  @Test
  void aColumnThatNoImageHasIsRefused() throws IOException {
    publishWithColumns("20260101-a");
    publish("20260102-b", 1);

    assertRefused(
        report("--run", "20260101-a", "--subgroups", "hardwear", "--match", "sex,age"),
        "Cannot show subgroups of hardwear: no image of the test split has that column. The columns"
            + " are scanner, sex.",
        "Cannot match images by age: no image of the test split has that column. The columns are"
            + " scanner, sex.");
    assertRefused(
        report("--run", "20260102-b", "--subgroups", "sex"),
        "Cannot show subgroups of sex: no image of the test split has that column. A manifest's"
            + " further columns are read (dataset-manifests/README.md); this one has none.");
    assertThat(folder.resolve("tables/subgroups")).doesNotExist();
  }

  @Test
  void aReportMadeAgainIsTheSame() throws IOException {
    publish("20260101-a", 1);

    CommandRun first = report();
    List<Row> metrics = store.published("20260101-a", Tables.METRICS);

    assertThat(report()).isEqualTo(first);
    assertThat(store.published("20260101-a", Tables.METRICS)).isEqualTo(metrics);
    report("--resamples", "120");
    assertThat(store.published("20260101-a", Tables.METRICS))
        .extracting(row -> row.whole("resamples"))
        .containsOnly(120L);
  }

  @Test
  void aGateThatHoldsExitsWith0AndSaysSoToMachines() throws IOException {
    publish("20260101-a", 1);
    publish("20260102-b", 1);

    CommandRun gate = report("--gate", "20260101-a");

    assertThat(gate.exitCode()).isZero();
    assertThat(gate.lines())
        .contains("Gate held against run 20260101-a: of 2 cells 2 held.")
        .contains("Verdict   file:" + folder + "/report/20260102-b/gate-20260101-a.json")
        .endsWith("Page      file:" + folder + "/report/20260102-b/index.html");
    assertThat(verdict().path("verdict").asText()).isEqualTo("held");
    assertThat(verdict().path("resamples").asInt()).isEqualTo(150);
  }

  @Test
  void aRunOfOtherClassesIsNotComparedUnaskedAndTheGateSaysThatItDoesNotJudgeIt()
      throws IOException {
    publish("20260101-a", 1);
    SimulatedRun kinds = new SimulatedRun("20260102-b").ofClasses("none", "neck", "implant");
    publish("20260102-b", kinds.with("elbow", "baseline", 0.1, 0, 1));

    assertThat(report().exitCode()).isZero();
    assertThat(folder.resolve("report/20260102-b/index.html"))
        .content()
        .contains("no recent run with the same cells and classes");

    CommandRun gate = report("--gate", "20260101-a");

    assertThat(gate.exitCode()).isZero();
    assertThat(gate.lines())
        .contains(
            "Gate does not judge the run against run 20260101-a: run 20260101-a has the classes"
                + " normal, abnormal, run 20260102-b has none, neck, implant.");
    assertThat(verdict().path("verdict").asText()).isEqualTo("not_judged");
    assertThat(folder.resolve("report/20260102-b/index.html"))
        .content()
        .contains("This run is not judged by its accuracy in run 20260101-a");
  }

  @Test
  void aGateThatBreaksExitsWith1() throws IOException {
    publish("20260101-a", 1);
    publish("20260102-b", -1);

    CommandRun gate = report("--gate", "20260101-a");

    assertThat(gate.exitCode()).isEqualTo(Main.SOME_FAILED);
    assertThat(gate.errors()).isEmpty();
    assertThat(gate.lines())
        .contains("Gate BROKEN against run 20260101-a: of 2 cells 1 fell, 1 held.");
    assertThat(verdict().path("verdict").asText()).isEqualTo("broken");
    assertThat(verdict().path("cells").path(1).path("status").asText()).isEqualTo("fell");

    // A corrected run with the same name replaces the verdict.
    publish("20260102-b", 1);
    assertThat(report("--gate", "20260101-a").exitCode()).isZero();
    assertThat(verdict().path("verdict").asText()).isEqualTo("held");
  }

  private JsonNode verdict() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(folder.resolve("report/20260102-b/gate-20260101-a.json")));
  }

  @Test
  void aRunThatIsNotThereIsRefused() throws IOException {
    publish("20260101-a", 1);
    publish("20260102-b", 1);

    assertRefused(
        report("--run", "other"),
        "Cannot report on run other: " + folder + " has 20260101-a, 20260102-b. Name one of them.");
    assertRefused(
        report("--gate", "other"),
        "Cannot compare with run other: "
            + folder
            + " has 20260101-a, 20260102-b. Name one of them.");
    assertRefused(
        report("--gate", "20260102-b"),
        "Cannot compare run 20260102-b with itself: name an earlier run after --gate.");
    assertRefused(
        report("--resamples", "99"),
        "Cannot resample 99 times: intervals need more. Give --resamples 100 or more.");
  }

  @Test
  void aRunWithoutItsPredictionsIsRefused() throws IOException {
    publish("20260101-a", 1);
    Path file = folder.resolve("tables/predictions/run=20260101-a/part-0.parquet");
    Files.delete(file);

    assertRefused(
        report(),
        "Cannot read file:"
            + file
            + ": there is no such file. Check it, or set another results.root.");
  }

  private static void assertRefused(CommandRun run, String... lines) {
    assertThat(run).isEqualTo(new CommandRun(Main.NOTHING_STARTED, List.of(), List.of(lines)));
  }
}
