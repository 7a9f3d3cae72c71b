package org.apga.run.spark;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apga.config.Arm;
import org.apga.plan.Trial;
import org.apga.run.Grids;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;

class GridMetricsTest {
  private static final Trial BASELINE = trial(Arm.BASELINE, 0);
  private static final Trial CUTOUT = trial(Arm.CUTOUT, 0);
  private static final Trial APGA = trial(Arm.APGA, 0);

  private final MetricRegistry registry = new MetricRegistry();
  private Instant now = Instant.EPOCH;
  private final GridMetrics metrics = new GridMetrics(25, () -> now);

  private Map<String, Double> values() {
    return registry.getGauges().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> (Double) e.getValue().getValue(),
                (a, b) -> a,
                TreeMap::new));
  }

  private static TrialProgress progress(Trial trial, int epoch, int step) {
    return new TrialProgress(trial.id(), trial.title(), epoch, 9, step, 4, 0.5, 0.5);
  }

  @Test
  void trialsAndEpochsAreCounted() {
    GridMetrics.register(registry);
    metrics.planned(Grids.plan(1, Arm.CUTOUT, Arm.APGA));
    metrics.started(BASELINE);
    metrics.progress(progress(BASELINE, 1, 1));
    metrics.progress(progress(BASELINE, 1, 4));
    metrics.progress(progress(BASELINE, 2, 4));
    metrics.finished(
        BASELINE, new TrialOutcome.Completed(BASELINE.id(), new TreeMap<>(), 1, "done"));
    metrics.started(CUTOUT);
    metrics.finished(
        CUTOUT, new TrialOutcome.Failed(CUTOUT.id(), FailureCause.BUG, "It broke.", ""));
    metrics.started(APGA);
    metrics.progress(progress(APGA, 3, 1));

    assertThat(values())
        .containsExactly(
            Map.entry("epochs.done", 2.0),
            // (4 + 4 + 1 batches of 25) in the last minute.
            Map.entry("images_per_second", 9 * 25 / 60.0),
            Map.entry("trials.done", 1.0),
            Map.entry("trials.done_before", 0.0),
            Map.entry("trials.dropped", 0.0),
            Map.entry("trials.failed", 1.0),
            Map.entry("trials.running", 1.0),
            Map.entry("trials.skipped", 0.0),
            Map.entry("trials.total", 3.0));
  }

  @Test
  void theEpochsOfATrialThatWaitsAtARungCountOnce() {
    GridMetrics.register(registry);
    metrics.started(BASELINE);
    metrics.progress(progress(BASELINE, 1, 4));
    metrics.paused(BASELINE, 1);
    assertThat(values()).containsEntry("trials.running", 0.0);
    metrics.started(BASELINE);
    // It tells where it continues from.
    metrics.progress(progress(BASELINE, 1, 4));
    metrics.progress(progress(BASELINE, 2, 4));
    metrics.paused(BASELINE, 2);
    metrics.finished(BASELINE, new TrialOutcome.Halted(BASELINE.id(), 2));

    assertThat(values())
        .containsEntry("epochs.done", 2.0)
        .containsEntry("trials.dropped", 1.0)
        .containsEntry("trials.skipped", 0.0);
  }

  @Test
  void imagesPerSecondAreThoseOfTheLastMinute() {
    GridMetrics.register(registry);
    metrics.started(BASELINE);
    metrics.progress(progress(BASELINE, 1, 3));
    now = now.plusSeconds(50);
    // One batch that was not told of, and two of the next epoch.
    metrics.progress(progress(BASELINE, 2, 2));

    assertThat(values()).containsEntry("images_per_second", 6 * 25 / 60.0);

    now = now.plusSeconds(50);
    assertThat(values()).containsEntry("images_per_second", 3 * 25 / 60.0);

    now = now.plusSeconds(50);
    assertThat(values()).containsEntry("images_per_second", 0.0);
  }

  @Test
  void aTrialThatIsTriedAgainCountsAgain() {
    GridMetrics.register(registry);
    metrics.started(BASELINE);
    metrics.progress(progress(BASELINE, 1, 3));
    metrics.started(BASELINE);
    metrics.progress(progress(BASELINE, 1, 1));

    assertThat(values())
        .containsEntry("trials.running", 1.0)
        .containsEntry("images_per_second", 4 * 25 / 60.0);
  }
}
