package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apga.metrics.stats.Resampling;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;

class OutOfFoldTest {
  private static final Resampling RESAMPLING = new Resampling(50, 1);
  private static final ReportSettings ASKED =
      new ReportSettings(
          RESAMPLING, new EnsembleChoice(List.of(0L, 1L), Double.NaN), List.of(), List.of(), false);
  private static final int FOLDS = 3;

  private static SimulatedRun whole() {
    return new SimulatedRun("r")
        .with("elbow", "baseline", 1, 0, 1)
        .with("elbow", "continue", 1.5, 0, 1)
        .with("elbow", "apga", 1.5, 0, 1);
  }

  private static String ofFold(String trial, int fold) {
    return trial + "-" + fold;
  }

  /** The same run as if each test patient had been tested by a model of the patient's fold. */
  private static List<Row> trials(SimulatedRun whole) {
    List<Row> trials = new ArrayList<>();
    for (Row trial : whole.trials()) {
      for (int fold = 1; fold <= FOLDS; fold++) {
        trials.add(
            trial.toBuilder()
                .set("trial", ofFold(trial.text("trial"), fold))
                .set("fold", fold)
                .set("accuracy", 0.0)
                .set("mask_lesions", fold)
                .set("mask_iou", 0.1 * fold)
                .set("curve_images", 2 * fold)
                .set("random_deletion_area", 0.1 * fold)
                .build());
      }
    }
    return trials;
  }

  private static Predictions predictions(SimulatedRun whole) {
    Predictions predictions = new Predictions();
    for (Row row : whole.predictions()) {
      int own = 1 + Math.floorMod(row.text("patient").hashCode(), FOLDS);
      for (int fold = 1; fold <= FOLDS; fold++) {
        if (fold == own || row.text("split").equals("selection")) {
          predictions.add(row.toBuilder().set("trial", ofFold(row.text("trial"), fold)).build());
        }
      }
    }
    return predictions;
  }

  private static RunReport folded() {
    SimulatedRun whole = whole();
    return RunReport.of(new RunResults("r", trials(whole), predictions(whole)), ASKED);
  }

  @Test
  void foldsTogetherAreReportedAsOneTrialOnAllTheirImages() {
    RunReport expected = RunReport.of(whole().results(), ASKED);

    RunReport report = folded();

    assertThat(report.comparisons()).isEqualTo(expected.comparisons());
    assertThat(report.ensembles().stream().map(OutOfFoldTest::told).toList())
        .isEqualTo(expected.ensembles().stream().map(OutOfFoldTest::told).toList());
    assertThat(report.metrics())
        .extracting(TrialMetrics::split)
        .containsOnly(Predictions.TEST)
        .hasSize((int) expected.metrics().stream().filter(m -> m.split().equals("test")).count());
    for (TrialMetrics metrics : report.metrics()) {
      assertThat(expected.metrics())
          .filteredOn(
              one ->
                  one.split().equals("test")
                      && one.cell().equals(metrics.cell())
                      && one.seed() == metrics.seed()
                      && one.level() == metrics.level()
                      && one.scores() == metrics.scores())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(metrics.metrics()).isEqualTo(one.metrics());
                assertThat(metrics.intervals()).isEqualTo(one.intervals());
              });
    }
    assertThat(report.trials()).isEqualTo(new Completeness(18, 18, 0));
  }

  /** Without the fitted value, which is a mean with folds. */
  private static List<Object> told(Ensemble one) {
    return List.of(
        one.cell(),
        one.level(),
        one.scores(),
        one.adjusted(),
        one.metrics(),
        one.patients(),
        one.intervals());
  }

  @Test
  void whatIsNotInPredictionsIsAMeanOverTheImagesThatItIsOf() {
    assertThat(folded().summary())
        .allSatisfy(
            row ->
                assertThat(
                        List.of(row.real("mask_iou_mean"), row.real("random_deletion_area_mean")))
                    .allSatisfy(
                        mean ->
                            assertThat(mean)
                                .isCloseTo((0.1 + 2 * 0.2 + 3 * 0.3) / 6, within(1e-15))));
  }

  @Test
  void aSeedWithAFoldThatIsNotDoneHasNoFigure() {
    SimulatedRun whole = whole();
    List<Row> trials = trials(whole);
    trials.replaceAll(
        row ->
            row.text("trial").equals("r-elbow-apga-1-2")
                ? row.toBuilder().set("status", "failed").build()
                : row);

    RunReport report = RunReport.of(new RunResults("r", trials, predictions(whole)), ASKED);

    assertThat(report.summary())
        .filteredOn(row -> row.text("arm").equals("apga"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.whole("expected")).isEqualTo(2);
              assertThat(row.whole("done")).isEqualTo(1);
              assertThat(row.whole("failed")).isEqualTo(1);
            });
    assertThat(report.trials()).isEqualTo(new Completeness(18, 17, 1));
    assertThat(report.metrics())
        .filteredOn(m -> m.cell().arm().equals("apga"))
        .extracting(TrialMetrics::seed)
        .containsOnly(0L);
  }

  @Test
  void comparisonsSayWhatDiffersFromSeedToSeed() {
    SimulatedRun whole = whole();
    List<Row> same =
        trials(whole).stream().map(row -> split(row, "of " + row.whole("fold"))).toList();
    List<Row> own =
        trials(whole).stream()
            .map(row -> split(row, row.whole("seed") + " " + row.whole("fold")))
            .toList();
    List<Row> listed =
        whole.trials().stream().map(row -> split(row, "of seed " + row.whole("seed"))).toList();

    assertThat(Variance.of(whole.trials()).label()).isEqualTo("training");
    assertThat(Variance.of(listed).label()).isEqualTo("training, selection split");
    assertThat(Variance.of(same)).isEqualTo(new Variance(FOLDS, false));
    assertThat(Variance.of(same).label()).isEqualTo("training");
    assertThat(Variance.of(own).label()).isEqualTo("training, folds");
    assertThat(new ReportRows(folded()).comparisons())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.text("variance")).isEqualTo("training"));
  }

  private static Row split(Row row, String hash) {
    return row.toBuilder().set("split_hash", hash).build();
  }
}
