package org.apga.run;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Cell;
import org.apga.plan.Committed;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.report.RunReports;
import org.apga.store.Attempt;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRows;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTablesTest {
  private static final GridPlan PLAN = Grids.plan(1, Arm.CUTOUT, Arm.GRADCAM, Arm.APGA);
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:05.678Z");

  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(root.toString(), new Configuration(false));
  }

  /** An attempt with one row a table, committed. */
  private Attempt commit(Trial trial) throws IOException {
    Attempt attempt = store.begin(trial.id().value());
    commit(trial, attempt);
    return attempt;
  }

  private void commit(Trial trial, Attempt attempt) throws IOException {
    attempt.write(
        Tables.TRIALS,
        List.of(TrialRows.cell(trial, Tables.TRIALS).set("status", "completed").build()));
    attempt.write(
        Tables.EPOCHS, List.of(TrialRows.cell(trial, Tables.EPOCHS).set("epoch", 1).build()));
    attempt.write(
        Tables.PREDICTIONS,
        List.of(TrialRows.cell(trial, Tables.PREDICTIONS).set("path", "a.png").build()));
    store.commit(
        attempt.offer(
            trial.cell().part(),
            trial.cell().arm().label(),
            trial.cell().shots().label(),
            trial.seed(),
            trial.identity(),
            new TreeMap<>(Map.of("seconds", 90.5))));
  }

  @Test
  void everyPlannedTrialHasARowWhateverBecameOfIt() throws IOException {
    commit(trial(Arm.BASELINE, 0));
    List<TrialOutcome> outcomes =
        List.of(
            new TrialOutcome.Failed(
                trial(Arm.CUTOUT, 0).id(), FailureCause.DIVERGED, "It is NaN.", "x/failure.log"),
            new TrialOutcome.Skipped(trial(Arm.GRADCAM, 0).id(), "stopped"));

    new RunTables(store, PLAN, outcomes).publish("r1");

    List<Row> trials = store.published("r1", Tables.TRIALS);
    assertThat(trials)
        .extracting(r -> r.text("arm") + " " + r.text("status"))
        .containsExactly("baseline completed", "cutout failed", "gradcam skipped", "apga missing");
    assertThat(trials.get(1).text("cause")).isEqualTo("DIVERGED");
    assertThat(trials.get(1).text("message")).isEqualTo("It is NaN.");
    assertThat(trials.get(1).text("log")).isEqualTo("x/failure.log");
    assertThat(trials.get(2).text("message")).isEqualTo("stopped");
    assertThat(trials.get(2).has("cause")).isFalse();
    assertThat(trials.get(3).has("message")).isFalse();
  }

  @Test
  void whatAnEarlierRunCommittedCountsAndWhatNobodyCommittedDoesNot() throws IOException {
    commit(trial(Arm.BASELINE, 0));
    store
        .begin(trial(Arm.APGA, 0).id().value())
        .write(Tables.EPOCHS, List.of(Row.builder(Tables.EPOCHS).set("epoch", 9).build()));

    new RunTables(store, PLAN, List.of()).publish("r1");

    assertThat(store.published("r1", Tables.EPOCHS))
        .extracting(r -> r.text("arm") + " " + r.whole("epoch"))
        .containsExactly("baseline 1");
    assertThat(store.published("r1", Tables.PREDICTIONS)).hasSize(1);
    assertThat(store.isPublished("r1")).isFalse();
  }

  @Test
  void masksAreOfTrialsThatHaveThem() throws IOException {
    Trial apga = trial(Arm.APGA, 0);
    Row mask = TrialRows.cell(apga, Tables.MASKS).set("policy", new byte[] {1, 2, 3}).build();
    Row point = TrialRows.cell(apga, Tables.CURVES).set("fraction", 0.5).build();
    Attempt attempt = store.begin(apga.id().value());
    attempt.writeAny(Tables.MASKS, List.of(mask, mask));
    attempt.writeAny(Tables.MASK_HISTORY, List.of());
    attempt.writeAny(Tables.CURVES, List.of(point));
    commit(apga, attempt);
    // Of a version that knew no masks.
    commit(trial(Arm.BASELINE, 0));

    new RunTables(store, PLAN, List.of()).publish("r1");

    assertThat(store.published("r1", Tables.MASKS)).containsExactly(mask, mask);
    assertThat(store.published("r1", Tables.MASK_HISTORY)).isEmpty();
    assertThat(store.published("r1", Tables.CURVES)).containsExactly(point);
    assertThat(store.published("r1", Tables.TRIALS))
        .extracting(r -> r.text("status"))
        .containsExactly("completed", "missing", "missing", "completed");
  }

  @Test
  void aTrialThatLostAFileCountsForNothingAndSaysWhich() throws IOException {
    commit(trial(Arm.BASELINE, 0));
    Trial apga = trial(Arm.APGA, 0);
    Attempt attempt = store.begin(apga.id().value());
    attempt.write(Tables.MASKS, List.of(TrialRows.cell(apga, Tables.MASKS).build()));
    commit(apga, attempt);
    Path lost = Path.of(attempt.folder().toUri().getPath(), "predictions.parquet");
    Files.delete(lost);

    new RunTables(store, PLAN, List.of()).publish("r1");

    List<Row> trials = store.published("r1", Tables.TRIALS);
    assertThat(trials)
        .extracting(r -> r.text("status"))
        .containsExactly("completed", "missing", "missing", "missing");
    assertThat(trials.get(3).text("message"))
        .isEqualTo(
            "Cannot read file:"
                + lost
                + ": it was committed and is gone. Put it back, or remove the trial's folder, so that"
                + " the trial is trained again.");
    for (TableSchema table : List.of(Tables.EPOCHS, Tables.PREDICTIONS)) {
      assertThat(store.published("r1", table))
          .extracting(r -> r.text("arm"))
          .containsExactly("baseline");
    }
    assertThat(store.published("r1", Tables.MASKS)).isEmpty();
  }

  @Test
  void aTrialThatAnotherRunCommittedMeanwhileIsCompletedThoughItFailedHere() throws IOException {
    commit(trial(Arm.BASELINE, 0));
    List<TrialOutcome> outcomes =
        List.of(
            new TrialOutcome.Failed(
                trial(Arm.BASELINE, 0).id(), FailureCause.INFRASTRUCTURE, "Lost.", ""));

    new RunTables(store, PLAN, outcomes).publish("r1");

    assertThat(store.published("r1", Tables.TRIALS).get(0).text("status")).isEqualTo("completed");
  }

  @Test
  void aNewRunIsNamedAfterTheSecondAndThePlan() {
    assertThat(Runs.name(store, PLAN, NOON)).isEqualTo("20260203-120005-hash");
  }

  @Test
  void theSamePlanIsTheSameRun() throws IOException {
    String first = Runs.name(store, PLAN, NOON);
    Runs.freeze(store, first, PLAN, NOON);

    assertThat(Runs.name(store, PLAN, NOON.plusSeconds(86400))).isEqualTo(first);
    GridPlan other = new GridPlan("other", PLAN.trials(), PLAN.settings(), "manifest", "code");
    assertThat(Runs.name(store, other, NOON)).isEqualTo("20260203-120005-other");
  }

  @Test
  void aFrozenPlanNamesItsTrialsAndWhatDecidesThem() throws IOException {
    TreeMap<String, String> settings = new TreeMap<>();
    settings.put("grid.parts", "[\"elbow\"]");
    GridPlan plan = new GridPlan("hash", PLAN.trials(), settings, "manifest", "code");

    Runs.freeze(store, "r1", plan, NOON);

    var json = store.plans().newest("r1").orElseThrow();
    assertThat(json.path("run").asText()).isEqualTo("r1");
    assertThat(json.path("planned").asText()).isEqualTo("2026-02-03T12:00:05.678Z");
    assertThat(json.path("manifest").asText()).isEqualTo("manifest");
    assertThat(json.path("code").asText()).isEqualTo("code");
    assertThat(json.path("settings").path("grid.parts").asText()).isEqualTo("[\"elbow\"]");
    assertThat(json.path("trials")).hasSize(4);
    assertThat(json.path("trials").path(1).toString())
        .isEqualTo(
            "{\"trial\":\"elbow-cutout-full-s0\",\"title\":\"elbow cutout seed 0\","
                + "\"part\":\"elbow\",\"arm\":\"cutout\",\"shots\":\"full\",\"seed\":0,"
                + "\"decision\":\"RUN\",\"reason\":\"\"}");
  }

  @Test
  void theSameTrialsWithOtherSettingsAreFrozenBesideTheirFirstPlan() throws IOException {
    Runs.freeze(store, "r1", at("a", "2000"), NOON);
    Runs.freeze(store, "r1", at("a", "2000"), NOON.plusSeconds(60));
    assertThat(store.plans().newestFirst()).hasSize(1);

    Runs.freeze(store, "r1", at("b", "500"), NOON.plusSeconds(120));

    assertThat(
            store
                .plans()
                .newestFirst()
                .map(plan -> plan.path("settings").path("data.root").asText()))
        .containsExactly("b", "a");
    assertThat(store.plans().newest("r1").orElseThrow().path("planned").asText())
        .isEqualTo("2026-02-03T12:02:05.678Z");
    assertThat(RunReports.settings(store, "r1").resampling().resamples()).isEqualTo(500);
    assertThat(Runs.name(store, PLAN, NOON)).isEqualTo("20260203-120005-hash");
  }

  private static GridPlan at(String root, String resamples) {
    TreeMap<String, String> settings = new TreeMap<>();
    settings.put("data.root", root);
    settings.put("report.resamples", resamples);
    return new GridPlan("hash", PLAN.trials(), settings, "manifest", "code");
  }

  @Test
  void whatIsCommittedIsGivenToThePlan() throws IOException {
    commit(trial(Arm.APGA, 3));
    store.begin(trial(Arm.CUTOUT, 3).id().value());

    assertThat(Runs.committed(store))
        .containsExactly(
            new Committed(
                trial(Arm.APGA, 3).id(),
                new Cell("elbow", Arm.APGA, Shots.FULL, Variant.NONE),
                3,
                new TreeMap<>(),
                90.5));
  }
}
