package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Ensemble.Adjustment;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;

class EnsemblesTest {
  private static final Resampling RESAMPLING = new Resampling(200, 3);
  private static final EnsembleChoice FIVE =
      new EnsembleChoice(List.of(0L, 1L, 2L, 3L, 4L), Double.NaN);

  private static Ensemble of(
      List<Ensemble> all, String arm, Level level, ScoreKind scores, Adjustment adjusted) {
    return all.stream()
        .filter(one -> one.cell().arm().equals(arm) && one.level() == level)
        .filter(one -> one.scores() == scores && one.adjusted() == adjusted)
        .findFirst()
        .orElseThrow();
  }

  private static SimulatedRun run() {
    return new SimulatedRun("r")
        .with("elbow", "baseline", 0.7, 0, 1, 2, 3, 4, 5)
        .with("elbow", "apga", 0.7, 0, 1, 2);
  }

  private static RunReport report(EnsembleChoice choice) {
    return RunReport.of(
        run().results(), new ReportSettings(RESAMPLING, choice, List.of(), List.of(), false));
  }

  private static List<Ensemble> ensembles(EnsembleChoice choice) {
    return report(choice).ensembles();
  }

  @Test
  void modelsTogetherAreBetterThanTheirMeanAndHaveIntervals() {
    RunReport report = report(FIVE);
    Ensemble five =
        of(report.ensembles(), "baseline", Level.IMAGE, ScoreKind.PLAIN, Adjustment.NONE);
    double single =
        report.metrics().stream()
            .filter(m -> m.cell().arm().equals("baseline") && m.split().equals("test"))
            .filter(m -> m.level() == Level.IMAGE && m.seed() < 5)
            .mapToDouble(m -> m.metrics().auroc())
            .average()
            .orElseThrow();

    assertThat(five.models()).isEqualTo(5);
    assertThat(five.patients()).isEqualTo(40);
    assertThat(five.metrics().auroc()).isGreaterThan(single + 0.05);
    Interval interval = Objects.requireNonNull(five.intervals().get(Metric.AUROC));
    assertThat(five.metrics().auroc()).isBetween(interval.low(), interval.high());
  }

  @Test
  void aCellThatLacksModelsSaysSo() {
    Ensemble three = of(ensembles(FIVE), "apga", Level.STUDY, ScoreKind.TTA, Adjustment.NONE);

    assertThat(three.models()).isEqualTo(3);
    assertThat(three.asked()).isEqualTo(5);
  }

  @Test
  void oneModelTogetherIsThatModel() {
    RunReport report = report(new EnsembleChoice(List.of(2L), Double.NaN));
    TrialMetrics model =
        report.metrics().stream()
            .filter(m -> m.cell().arm().equals("apga") && m.split().equals("test"))
            .filter(m -> m.level() == Level.STUDY && m.seed() == 2)
            .filter(m -> m.scores() == ScoreKind.PLAIN)
            .findFirst()
            .orElseThrow();

    Ensemble one = of(report.ensembles(), "apga", Level.STUDY, ScoreKind.PLAIN, Adjustment.NONE);

    assertThat(one.metrics()).isEqualTo(model.metrics());
    assertThat(one.intervals()).isEqualTo(model.intervals());
  }

  @Test
  void theSelectionSplitSaysHowSureToBeAndWhereToCall() {
    List<Ensemble> all = ensembles(FIVE);
    Ensemble raw = of(all, "baseline", Level.IMAGE, ScoreKind.PLAIN, Adjustment.NONE);
    Ensemble cooled = of(all, "baseline", Level.IMAGE, ScoreKind.PLAIN, Adjustment.TEMPERATURE);
    Ensemble moved = of(all, "baseline", Level.IMAGE, ScoreKind.PLAIN, Adjustment.THRESHOLD);

    assertThat(raw.value()).isNaN();
    assertThat(cooled.value()).isPositive().isNotEqualTo(1);
    assertThat(cooled.metrics().accuracy()).isEqualTo(raw.metrics().accuracy());
    assertThat(cooled.metrics().auroc()).isCloseTo(raw.metrics().auroc(), within(1e-12));
    assertThat(cooled.metrics().brier()).isNotEqualTo(raw.metrics().brier());
    assertThat(moved.value()).isBetween(0.0, 1.0);
    assertThat(moved.metrics().auroc()).isCloseTo(raw.metrics().auroc(), within(1e-12));
    assertThat(moved.intervals()).doesNotContainKeys(Metric.BRIER, Metric.ECE, Metric.LOSS);
  }

  @Test
  void aHigherSensitivityCallsMoreAbnormal() {
    EnsembleChoice most = new EnsembleChoice(FIVE.seeds(), 1);
    EnsembleChoice half = new EnsembleChoice(FIVE.seeds(), 0.5);

    assertThat(
            of(ensembles(most), "baseline", Level.IMAGE, ScoreKind.PLAIN, Adjustment.THRESHOLD)
                .metrics()
                .sensitivity())
        .isGreaterThan(
            of(ensembles(half), "baseline", Level.IMAGE, ScoreKind.PLAIN, Adjustment.THRESHOLD)
                .metrics()
                .sensitivity());
  }

  @Test
  void rowsLeaveOutWhatMeansNothing() {
    List<Row> rows = new ReportRows(report(FIVE)).ensembles();

    // Two arms, images and studies, three adjustments; apga has test-time augmentation too.
    assertThat(rows).hasSize(6 + 12);
    assertThat(rows)
        .filteredOn(row -> row.text("adjusted").equals("threshold"))
        .allSatisfy(row -> assertThat(row.has("brier")).isFalse())
        .allSatisfy(row -> assertThat(row.has("kappa")).isTrue());
  }

  @Test
  void noneAreMadeWhereNoneWereAskedFor() {
    assertThat(ensembles(EnsembleChoice.NONE)).isEmpty();
  }
}
