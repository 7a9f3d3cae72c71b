package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.stats.Intervals;
import org.apga.metrics.stats.Resampling;
import org.apga.store.Row;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CallRatesTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private static RunReport report(SimulatedRun run) {
    return RunReport.of(run.results(), new Resampling(400, 11));
  }

  @Test
  void theRatesOfConfusionCountsHaveIntervalsOverSeedsAndPatients() {
    RunReport report =
        report(
            new SimulatedRun("r")
                .with("elbow", "baseline", 1, 0, 1, 2)
                .with("elbow", "apga", 1, 0));

    assertThat(report.rates()).hasSize(12);
    for (CallRates rates : report.rates()) {
      List<ClassificationMetrics> seeds =
          report.metrics().stream()
              .filter(m -> m.cell().equals(rates.cell()) && m.split().equals(rates.split()))
              .filter(m -> m.level() == rates.level() && m.scores() == rates.scores())
              .map(TrialMetrics::metrics)
              .toList();
      double sensitivity =
          seeds.stream().mapToDouble(ClassificationMetrics::sensitivity).average().orElseThrow();
      double specificity =
          seeds.stream().mapToDouble(ClassificationMetrics::specificity).average().orElseThrow();
      assertThat(Intervals.holds(rates.of(1, 1), sensitivity)).isTrue();
      assertThat(Intervals.holds(rates.of(0, 0), specificity)).isTrue();
      assertThat(rates.of(1, 0)).isEqualTo(rates.of(1, 1).complement());
      assertThat(rates.of(0, 1)).isEqualTo(rates.of(0, 0).complement());
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
