package org.apga.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.metrics.stats.Resampling;
import org.apga.plan.Candidate;
import org.apga.plan.Cell;
import org.apga.plan.Choices;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.store.Attempt;
import org.apga.store.Column;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TuningTest {
  /** What a trial that is no result may show: nothing of the test split. */
  private static final List<String> SHOWN =
      List.of(
          ("selection_accuracy selection_sensitivity selection_specificity selection_auroc"
                  + " selection_kappa selection_brier selection_ece selection_loss"
                  + " selection_study_kappa best_score policy_centre policy_scale seconds"
                  + " earlier_seconds decode_seconds train_seconds checkpoint_seconds"
                  + " masks_seconds peak_memory_mb gpu_peak_memory_mb gpu_free_memory_mb"
                  + " selection_balanced_accuracy selection_quadratic_kappa")
              .split(" "));

  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void openTheStore() {
    store = ResultStore.open(root.toString(), new Configuration(false));
  }

  private static Trial trial(String variant, long seed, Variant.Use use) {
    Variant of = new Variant(variant, new TreeMap<>(Map.of("rate", variant)), use);
    Cell cell = new Cell("elbow", Arm.BASELINE, Shots.FULL, of);
    TrialId id = new TrialId("elbow-baseline-full-s" + seed + "-" + variant);
    return new Trial(id, cell, seed, 0, null, new TreeMap<>());
  }

  private static GridPlan plan(Trial... trials) {
    List<GridPlan.Planned> planned = new ArrayList<>();
    for (Trial trial : trials) {
      planned.add(new GridPlan.Planned(trial, new Decision(Decision.Kind.RUN, "")));
    }
    return Grids.of(planned);
  }

  /** Commits a trial that is good on the test split where it is poor on the other. */
  private void commit(Trial trial, double selection) throws IOException {
    commit(
        trial,
        row -> {
          for (Column column : Tables.TRIALS.columns()) {
            if (column.type() == Column.Type.REAL) {
              row.set(
                  column.name(), column.name().startsWith("selection") ? selection : 1 - selection);
            }
          }
        });
  }

  private void commit(Trial trial, Consumer<Row.Builder> figures) throws IOException {
    Row.Builder row = TrialRows.cell(trial, Tables.TRIALS);
    figures.accept(row.set("selection_loss", 1.0));
    Attempt attempt = store.begin(trial.id().value());
    attempt.write(Tables.TRIALS, List.of(row.set("status", "completed").build()));
    attempt.write(Tables.EPOCHS, rows(trial, Tables.EPOCHS, "selection"));
    attempt.write(Tables.PREDICTIONS, rows(trial, Tables.PREDICTIONS, "selection", "test"));
    attempt.write(
        Tables.CURVES,
        List.of(TrialRows.cell(trial, Tables.CURVES).set("kind", "deletion").build()));
    store.commit(
        attempt.offer("elbow", "baseline", "full", trial.seed(), new TreeMap<>(), new TreeMap<>()));
  }

  private static List<Row> rows(Trial trial, TableSchema schema, String... splits) {
    List<Row> rows = new ArrayList<>();
    for (String split : splits) {
      Row.Builder row = TrialRows.cell(trial, schema).set("split", split);
      if (schema.equals(Tables.PREDICTIONS)) {
        row.set("path", "a").set("patient", "p").set("study", "p/1").set("label", 1);
        row.set("probability", 0.5);
      }
      rows.add(row.build());
    }
    return rows;
  }

  private Optional<Choices> choices(GridPlan plan, TrialOutcome... outcomes) throws IOException {
    new RunTables(store, plan, List.of(outcomes)).publish("r1");
    return Tuning.choices(store, "r1", plan, SelectionMetric.AUROC, Optional.empty());
  }

  private static Trial tuning(String variant, long seed) {
    return trial(variant, seed, Variant.Use.TUNING);
  }

  private static TrialOutcome failed(Trial trial, FailureCause cause) {
    return new TrialOutcome.Failed(trial.id(), cause, "why", "");
  }

  @Test
  void theSelectionSplitDecidesWhateverTheTestSplitSays() throws IOException {
    commit(tuning("a", 100), 0.9);
    commit(tuning("b", 100), 0.2);

    Choices choices = choices(plan(tuning("b", 100), tuning("a", 100))).orElseThrow();

    assertThat(choices.candidates())
        .filteredOn(Candidate::chosen)
        .extracting(one -> one.cell() + " " + one.score())
        .containsExactly("elbow baseline a 0.9");
  }

  @Test
  void kappaIsThatOfStudiesByWhichWeightsAreKeptToo() throws IOException {
    GridPlan plan = plan(tuning("a", 100));
    commit(
        tuning("a", 100), row -> row.set("selection_kappa", 0.1).set("selection_study_kappa", 0.7));
    new RunTables(store, plan, List.of()).publish("r1");

    Choices choices =
        Tuning.choices(store, "r1", plan, SelectionMetric.KAPPA, Optional.empty()).orElseThrow();

    assertThat(choices.candidates()).extracting(Candidate::score).containsExactly(0.7);
  }

  @Test
  void nothingIsChosenWhileATrialIsNotDone() throws IOException {
    GridPlan plan = plan(tuning("a", 100), tuning("b", 100));
    assertThat(Tuning.choices(store, "r1", plan, SelectionMetric.AUROC, Optional.empty()))
        .isEmpty();
    commit(tuning("a", 100), 0.9);

    assertThat(choices(plan)).isEmpty();
    assertThat(choices(plan, new TrialOutcome.Skipped(tuning("b", 100).id(), "stopped"))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FailureCause.class)
  void aVariantLosesByItsSettingsAndNeverByAMachineThatBroke(FailureCause cause)
      throws IOException {
    commit(tuning("a", 100), 0.1);
    GridPlan plan = plan(tuning("a", 100), tuning("b", 100));

    Optional<Choices> choices = choices(plan, failed(tuning("b", 100), cause));

    assertThat(choices.isPresent())
        .isEqualTo(cause == FailureCause.DIVERGED || cause == FailureCause.OUT_OF_MEMORY);
  }

  @ParameterizedTest
  @EnumSource(names = "RESULT", mode = EnumSource.Mode.EXCLUDE)
  void whatIsNoResultShowsNothingOfTheTestSplit(Variant.Use use) throws IOException {
    Trial other = trial("a", 100, use);
    commit(other, 0.9);
    commit(trial("b", 100, Variant.Use.RESULT), 0.9);

    new RunTables(store, plan(other, trial("b", 100, Variant.Use.RESULT)), List.of()).publish("r1");

    List<Row> trials = store.published("r1", Tables.TRIALS);
    assertThat(trials.get(0).text("used_for")).isEqualTo(use.label());
    assertThat(trials.get(1).has("used_for")).isFalse();
    // A new column has to be thought about: it is hidden, or named above.
    assertThat(Tables.TRIALS.columns())
        .filteredOn(column -> column.type() == Column.Type.REAL)
        .filteredOn(column -> trials.get(0).has(column.name()))
        .extracting(Column::name)
        .containsExactlyElementsOf(SHOWN);
    assertThat(store.published("r1", Tables.PREDICTIONS))
        .extracting(row -> row.text("trial") + " " + row.text("split"))
        .containsExactly(
            other.id() + " selection",
            "elbow-baseline-full-s100-b selection",
            "elbow-baseline-full-s100-b test");
    assertThat(store.published("r1", Tables.CURVES))
        .extracting(row -> row.text("trial"))
        .containsExactly("elbow-baseline-full-s100-b");
    assertThat(store.published("r1", Tables.EPOCHS)).hasSize(2);
  }

  @Test
  void aStoredPlanTellsWhatWasTriedAndTheReportPublishesIt() throws IOException {
    commit(tuning("a", 100), 0.9);
    commit(tuning("b", 100), 0.2);
    GridPlan tuning = plan(tuning("a", 100), tuning("b", 100));
    Choices choices = choices(tuning).orElseThrow();
    Trial best = trial("chosen", 0, Variant.Use.RESULT);
    commit(best, 0.8);
    GridPlan plan =
        new GridPlan("hash", plan(best).trials(), new TreeMap<>(), "manifest", "code", choices);

    Runs.freeze(store, "r2", plan, Instant.EPOCH);
    String publication = RunTables.ofStored(store, "r2").orElseThrow().publish("r2");
    RunResults results = RunReports.results(store, "r2");
    RunReports.publish(store, "r2", publication, RunReport.of(results, new Resampling(100, 1)));

    assertThat(store.published("r2", Tables.CHOICES))
        .extracting(
            row ->
                String.join(
                    " ",
                    row.text("variant"),
                    row.text("scores"),
                    row.text("tuning_run"),
                    row.text("metric"),
                    row.flag("chosen") + "",
                    row.whole("tried") + ""))
        .containsExactly("a {\"100\":0.9} r1 auroc true 2", "b {\"100\":0.2} r1 auroc false 2");
    assertThat(store.published("r2", Tables.SUMMARY))
        .extracting(row -> row.text("variant") + " " + row.whole("tried"))
        .containsExactly("chosen 2");
  }
}
