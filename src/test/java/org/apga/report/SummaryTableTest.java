package org.apga.report;

import static org.apga.report.TrialsOf.CLASSES;
import static org.apga.report.TrialsOf.completed;
import static org.apga.report.TrialsOf.ended;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.stats.Resampled;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-15);

  private static List<Row> summary(List<Row> trials) {
    TrialGrid grid = TrialGrid.of(trials);
    SummaryTable table = table(grid, new TestReplicates(), new Predictions());
    return grid.cells().stream().map(table::row).toList();
  }

  private static SummaryTable table(
      TrialGrid grid, TestReplicates replicates, Predictions predictions) {
    Resampling resampling = new Resampling(100, 7);
    return new SummaryTable(
        grid, replicates, new CurveAreas(grid, predictions, resampling), CLASSES, resampling);
  }

  private static Row of(List<Row> summary, String arm) {
    return summary.stream().filter(r -> r.text("arm").equals(arm)).findFirst().orElseThrow();
  }

  @Test
  void aCellIsMeanAndSampleDeviationOverItsSeeds() {
    Row row =
        summary(
                List.of(
                    completed("baseline", 0, 0.5).set("auroc", 0.5).build(),
                    completed("baseline", 1, 0.75).set("auroc", 1.0).build(),
                    completed("baseline", 2, 1.0).set("auroc", 0.75).build()))
            .get(0);

    assertThat(row.text("part")).isEqualTo("elbow");
    assertThat(row.text("shots")).isEqualTo("full");
    assertThat(row.text("arm")).isEqualTo("baseline");
    assertThat(row.whole("expected")).isEqualTo(3);
    assertThat(row.whole("done")).isEqualTo(3);
    assertThat(row.whole("failed")).isZero();
    assertThat(row.whole("missing")).isZero();
    assertThat(row.flag("partial")).isFalse();
    assertThat(row.whole("resamples")).isEqualTo(100);
    assertThat(row.whole("resampling_seed")).isEqualTo(7);
    assertThat(row.real("accuracy_mean")).isEqualTo(0.75);
    // The sum of the squares of -1/4, 0 and 1/4, divided by n - 1 = 2.
    assertThat(row.real("accuracy_sd")).isEqualTo(0.25);
    assertThat(row.real("auroc_mean")).isEqualTo(0.75);
    assertThat(row.real("auroc_sd")).isEqualTo(0.25);
  }

  @Test
  void oneSeedHasNoDeviationAndWhatNobodyHasIsNull() {
    Row row = summary(List.of(completed("baseline", 0, 0.5).build())).get(0);

    assertThat(row.real("accuracy_mean")).isEqualTo(0.5);
    assertThat(row.has("accuracy_sd")).isFalse();
    assertThat(row.has("tta_accuracy_mean")).isFalse();
    assertThat(row.has("mask_iou_mean")).isFalse();
    assertThat(row.has("delta_baseline_n")).isFalse();
    assertThat(row.has("delta_continue_n")).isFalse();
  }

  @Test
  void failedSkippedAndMissingTrialsAreExpectedButNotDone() {
    Row row =
        summary(
                List.of(
                    completed("apga", 0, 0.5).build(),
                    ended("apga", 1, "failed"),
                    ended("apga", 2, "skipped"),
                    ended("apga", 3, "missing")))
            .get(0);

    assertThat(row.whole("expected")).isEqualTo(4);
    assertThat(row.whole("done")).isEqualTo(1);
    assertThat(row.whole("failed")).isEqualTo(2);
    assertThat(row.whole("missing")).isEqualTo(1);
    assertThat(row.flag("partial")).isTrue();
    assertThat(row.real("accuracy_mean")).isEqualTo(0.5);
  }

  @Test
  void aCellWithoutAnyResultHasNoFigures() {
    Row row = summary(List.of(ended("apga", 0, "failed"))).get(0);

    assertThat(row.whole("done")).isZero();
    assertThat(row.has("accuracy_mean")).isFalse();
  }

  @Test
  void differencesArePairedOverTheSeedsThatBothHave() {
    List<Row> summary =
        summary(
            List.of(
                completed("baseline", 0, 0.5).build(),
                completed("baseline", 1, 0.75).build(),
                completed("baseline", 2, 0.0).build(),
                completed("continue", 0, 0.625).build(),
                ended("continue", 1, "failed"),
                completed("apga", 0, 0.75).build(),
                completed("apga", 1, 0.75).build(),
                ended("apga", 2, "missing"),
                completed("apga", 3, 1.0).build()));

    Row apga = of(summary, "apga");
    // 0.75 - 0.5 and 0.75 - 0.75; seeds 2 and 3 have no partner.
    assertThat(apga.whole("delta_baseline_n")).isEqualTo(2);
    assertThat(apga.real("delta_baseline_mean")).isEqualTo(0.125);
    assertThat(apga.real("delta_baseline_sd")).isCloseTo(0.25 / Math.sqrt(2), ROUNDING);
    assertThat(apga.whole("delta_continue_n")).isEqualTo(1);
    assertThat(apga.real("delta_continue_mean")).isEqualTo(0.125);
    assertThat(apga.has("delta_continue_sd")).isFalse();
    assertThat(apga.text("control")).isEqualTo("continue");
    assertThat(apga.real("delta_control_mean")).isEqualTo(0.125);
    // Its own mean is over all its seeds.
    assertThat(apga.real("accuracy_mean")).isCloseTo(2.5 / 3, ROUNDING);
  }

  @Test
  void aMeansIntervalIsOverSeedsAndPatients() {
    List<Row> trials =
        List.of(completed("baseline", 0, 0.5).build(), completed("baseline", 1, 0.75).build());
    TestReplicates replicates = new TestReplicates();
    double[] flat = new double[100];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = 0.5;
    }
    double[] other = flat.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] = 0.75;
    }
    replicates.put("elbow-baseline-0", Measure.ACCURACY, new Resampled(0.5, flat, 0));
    replicates.put("elbow-baseline-1", Measure.ACCURACY, new Resampled(0.75, other, 0));

    Row row =
        table(TrialGrid.of(trials), replicates, new Predictions()).row(CellName.of(trials.get(0)));

    // Patients do not matter here: the outermost resamples draw one of the two seeds twice.
    assertThat(row.real("accuracy_low")).isEqualTo(0.5);
    assertThat(row.real("accuracy_high")).isEqualTo(0.75);
    assertThat(row.has("auroc_low")).isFalse();
  }

  private static double[] alternating(double even, double odd) {
    return IntStream.range(0, 100).mapToDouble(i -> i % 2 == 0 ? even : odd).toArray();
  }

  @Test
  void whatAugmentationGainsIsPairedBySeedAndPatients() {
    List<Row> trials =
        List.of(
            completed("apga", 0, 0.5).set("tta_accuracy", 0.6).build(),
            completed("apga", 1, 0.7).set("tta_accuracy", 0.8).build(),
            completed("apga", 2, 0.9).build());
    TestReplicates replicates = new TestReplicates();
    for (int seed = 0; seed < 2; seed++) {
      // Both accuracies vary with the patients far more than the gain does.
      String trial = "elbow-apga-" + seed;
      replicates.put(trial, Measure.ACCURACY, new Resampled(0.5, alternating(0.2, 0.8), 0));
      replicates.put(trial, Measure.TTA_ACCURACY, new Resampled(0.6, alternating(0.25, 0.95), 0));
    }

    Row row =
        table(TrialGrid.of(trials), replicates, new Predictions()).row(CellName.of(trials.get(0)));

    assertThat(row.real("tta_gain_mean")).isCloseTo(0.1, Offset.offset(1e-12));
    assertThat(row.real("tta_gain_sd")).isCloseTo(0, Offset.offset(1e-12));
    assertThat(row.real("tta_gain_low")).isCloseTo(0.05, Offset.offset(1e-12));
    assertThat(row.real("tta_gain_high")).isCloseTo(0.15, Offset.offset(1e-12));
    assertThat(row.has("exact_intervals")).isFalse();
  }

  @Test
  void aGainThatNoResampleChangesHasNoInterval() {
    List<Row> trials = List.of(completed("apga", 0, 0.5).set("tta_accuracy", 0.5).build());
    TestReplicates replicates = new TestReplicates();
    replicates.put("elbow-apga-0", Measure.ACCURACY, new Resampled(0.5, alternating(0, 1), 0));
    replicates.put("elbow-apga-0", Measure.TTA_ACCURACY, new Resampled(0.5, alternating(0, 1), 0));

    Row row =
        table(TrialGrid.of(trials), replicates, new Predictions()).row(CellName.of(trials.get(0)));

    assertThat(row.real("tta_gain_mean")).isZero();
    assertThat(row.has("tta_gain_low") || row.has("tta_gain_high")).isFalse();
    assertThat(row.has("tta_accuracy_low")).isTrue();
  }

  @Test
  void aMeanOfOneHasAnExactIntervalAndTheRowNamesIt() {
    List<Row> trials =
        List.of(completed("baseline", 0, 1).build(), completed("baseline", 1, 1).build());
    TestReplicates replicates = new TestReplicates();
    replicates.put("elbow-baseline-0", Measure.ACCURACY, new Resampled(1, alternating(1, 1), 23));
    replicates.put("elbow-baseline-1", Measure.ACCURACY, new Resampled(1, alternating(1, 1), 23));

    Row row =
        table(TrialGrid.of(trials), replicates, new Predictions()).row(CellName.of(trials.get(0)));

    // scipy: binomtest(23, 23).proportion_ci(0.95, "exact").
    assertThat(row.real("accuracy_low")).isCloseTo(0.85181487, Offset.offset(1e-8));
    assertThat(row.real("accuracy_high")).isEqualTo(1);
    assertThat(row.text("exact_intervals")).isEqualTo("accuracy");
  }

  @Test
  void areasBelowCurvesHaveStudentsIntervalOverSeeds() {
    Row row =
        summary(
                List.of(
                    completed("apga", 0, 0.5).set("policy_deletion_area", 0.02).build(),
                    completed("apga", 1, 0.5).set("policy_deletion_area", 0.013).build(),
                    completed("apga", 2, 0.5).set("policy_deletion_area", 0.034).build()))
            .get(0);

    assertThat(row.real("policy_deletion_area_mean")).isCloseTo(0.067 / 3, ROUNDING);
    // scipy: ttest_1samp([0.02, 0.013, 0.034], 0).confidence_interval(0.95).
    assertThat(row.real("policy_deletion_area_low"))
        .isCloseTo(-0.0042287479018, Offset.offset(1e-9));
    assertThat(row.real("policy_deletion_area_high"))
        .isCloseTo(0.0488954145685, Offset.offset(1e-9));
    assertThat(row.has("random_insertion_area_mean") || row.has("curve_patients")).isFalse();
  }

  private static Row image(String patient, double area) {
    return Row.builder(Tables.PREDICTIONS)
        .set("trial", "elbow-apga-0")
        .set("split", "test")
        .set("path", patient + area)
        .set("patient", patient)
        .set("study", patient)
        .set("label", 1)
        .set("probability", 0.9)
        .set("policy_deletion_area", area)
        .build();
  }

  @Test
  void areasOfImagesAreResampledByPatient() {
    List<Row> trials = List.of(completed("apga", 0, 0.5).set("policy_deletion_area", 0.5).build());
    Predictions together = new Predictions();
    // Three images of one patient, one of another: resamples have the one, the other or both.
    List.of(image("p1", 0.2), image("p1", 0.4), image("p1", 0.6), image("p2", 0.8))
        .forEach(together::add);

    Row row =
        table(TrialGrid.of(trials), new TestReplicates(), together).row(CellName.of(trials.get(0)));

    assertThat(row.whole("curve_patients")).isEqualTo(2);
    assertThat(row.real("policy_deletion_area_low")).isCloseTo(0.4, Offset.offset(1e-12));
    assertThat(row.real("policy_deletion_area_high")).isCloseTo(0.8, Offset.offset(1e-12));
    assertThat(row.has("gradcam_deletion_area_low")).isFalse();
  }

  @Test
  void aSeedWithoutPredictionsTakesTheInterval() {
    List<Row> trials =
        List.of(completed("baseline", 0, 0.5).build(), completed("baseline", 1, 0.75).build());
    TestReplicates replicates = new TestReplicates();
    replicates.put("elbow-baseline-0", Measure.ACCURACY, new Resampled(0, new double[100], 0));

    Row row =
        table(TrialGrid.of(trials), replicates, new Predictions()).row(CellName.of(trials.get(0)));

    assertThat(row.has("accuracy_low")).isFalse();
    assertThat(row.real("accuracy_mean")).isEqualTo(0.625);
  }

  @Test
  void noArmIsComparedWithItselfNorTheBaselineWithWhatFollowsIt() {
    List<Row> summary =
        summary(
            List.of(completed("baseline", 0, 0.5).build(), completed("continue", 0, 0.75).build()));

    assertThat(of(summary, "baseline").has("delta_baseline_n")).isFalse();
    assertThat(of(summary, "baseline").has("delta_continue_n")).isFalse();
    assertThat(of(summary, "continue").real("delta_baseline_mean")).isEqualTo(0.25);
    assertThat(of(summary, "continue").has("delta_continue_n")).isFalse();
  }

  @Test
  void end2endIsComparedWithTheControlThatMakesThreeStepsABatch() {
    List<Row> trials = new ArrayList<>();
    trials.add(completed("baseline", 0, 0.5).build());
    trials.add(completed("continue", 0, 0.75).build());
    trials.add(completed("end2end", 0, 0.875).build());

    Row without = of(summary(trials), "end2end");
    trials.add(completed("continue3", 0, 0.8125).build());
    Row with = of(summary(trials), "end2end");

    assertThat(without.text("control")).isEqualTo("continue3");
    assertThat(without.has("delta_control_n")).isFalse();
    assertThat(with.real("delta_control_mean")).isEqualTo(0.0625);
    assertThat(with.real("delta_continue_mean")).isEqualTo(0.125);
    Row control = of(summary(trials), "continue3");
    assertThat(control.has("control")).isFalse();
    assertThat(control.real("delta_continue_mean")).isEqualTo(0.0625);
  }

  @Test
  void blocksKeepTheirOrderAndArmsHaveThatOfThePaper() {
    List<Row> trials = new ArrayList<>();
    for (String part : List.of("wrist", "elbow")) {
      for (String arm : List.of("apga", "end2end", "gradcam", "cutout", "continue", "baseline")) {
        for (String shots : List.of("full", "25")) {
          trials.add(completed(arm, 0, 0.5).set("part", part).set("shots", shots).build());
        }
      }
    }

    List<Row> summary = summary(trials);

    assertThat(IntStream.range(0, 4).mapToObj(i -> summary.get(6 * i)))
        .extracting(r -> r.text("part") + " " + r.text("shots"))
        .containsExactly("wrist full", "wrist 25", "elbow full", "elbow 25");
    assertThat(summary.subList(6, 12))
        .extracting(r -> r.text("arm"))
        .containsExactly("baseline", "continue", "cutout", "gradcam", "end2end", "apga");
    assertThat(summary).extracting(Row::schema).containsOnly(Tables.SUMMARY);
  }
}
