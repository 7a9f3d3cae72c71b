package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Intervals;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeanIntervalsTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private static RunReport report(SimulatedRun run) {
    return RunReport.of(run.results(), new Resampling(400, 11));
  }

  @Test
  void theMeansOfACellHaveIntervalsOverSeedsAndPatients() {
    RunReport report =
        report(
            new SimulatedRun("r")
                .with("elbow", "baseline", 1, 0, 1, 2)
                .with("elbow", "apga", 1, 0));

    assertThat(report.intervals()).hasSize(12);
    for (MeanIntervals of : report.intervals()) {
      List<ClassificationMetrics> seeds =
          report.metrics().stream()
              .filter(m -> m.cell().equals(of.cell()))
              .filter(m -> of.areOf(m.split(), m.level(), m.scores()))
              .map(TrialMetrics::metrics)
              .toList();
      assertThat(of.classes()).isEmpty();
      assertThat(of.metrics().keySet())
          .containsExactlyInAnyOrderElementsOf(
              Metric.OF_TWO.stream().filter(metric -> metric != Metric.ECE).toList());
      of.metrics()
          .forEach(
              (metric, interval) -> {
                double mean = seeds.stream().mapToDouble(metric::of).average().orElseThrow();
                assertThat(Intervals.holds(interval, mean)).as(metric.label()).isTrue();
              });
    }
  }

  @Test
  void theIntervalOfAMeanIsThatOfTheSummary() {
    RunReport report = report(new SimulatedRun("r").with("elbow", "apga", 1, 0, 1, 2));

    Row summary = report.summary().get(0);
    MeanIntervals images =
        report.intervals().stream()
            .filter(of -> of.areOf("test", Level.IMAGE, ScoreKind.PLAIN))
            .findFirst()
            .orElseThrow();
    for (Metric metric : List.of(Metric.ACCURACY, Metric.AUROC)) {
      Interval interval = images.metrics().getOrDefault(metric, Interval.NONE);
      assertThat(interval.low()).isEqualTo(summary.real(metric.label() + "_low"));
      assertThat(interval.high()).isEqualTo(summary.real(metric.label() + "_high"));
    }
  }

  @Test
  void whatIsPerfectHasExactIntervalsAndItsRowsNameThem() {
    RunReport report = report(new SimulatedRun("r").with("elbow", "baseline", 30, 0, 1));

    // 40 patients, every second abnormal, one trial for each.
    Row images = new ReportRows(report).metrics().get(0);
    assertThat(images.real("accuracy")).isEqualTo(1);
    assertThat(images.text("exact_intervals")).isEqualTo("accuracy, sensitivity, specificity");
    assertThat(images.real("accuracy_low")).isCloseTo(Math.pow(0.025, 1 / 40.0), ROUNDING);
    assertThat(images.real("specificity_low")).isCloseTo(Math.pow(0.025, 1 / 20.0), ROUNDING);
    assertThat(images.real("specificity_high")).isEqualTo(1);
    assertThat(images.has("kappa_low") || images.has("auroc_low")).isFalse();
    Row cell = report.summary().get(0);
    assertThat(cell.text("exact_intervals")).isEqualTo("accuracy");
    assertThat(ConsoleReport.lines(report))
        .contains(
            "95 %: if no resample differs from the accuracy, the interval is exact and counts each"
                + " patient once.");
    assertThat(cell.real("accuracy_low")).isCloseTo(Math.pow(0.025, 1 / 40.0), ROUNDING);
  }
}
