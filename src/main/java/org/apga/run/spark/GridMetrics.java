package org.apga.run.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.GridListener;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of this driver's grid for Spark's metrics: {@link ProgressPlugin} registers one
 * gauge per count, which Spark's sinks and its servlet for Prometheus read.
 */
public final class GridMetrics implements GridListener {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** The plugin is created before the grid and reads the current one. */
  private static volatile @Nullable GridMetrics current;

  private final int batchSize;
  private final InstantSource clock;
  private final Set<TrialId> running = new HashSet<>();
  private final Map<TrialId, TrialProgress> last = new HashMap<>();
  private final Deque<Trained> trained = new ArrayDeque<>();
  private int total;
  private int doneBefore;
  private int done;
  private int failed;
  private int skipped;
  private int dropped;
  private long epochs;

  private record Trained(Instant at, long images) {}

  /** Makes the metrics of a grid, which Spark shows from now on. */
  public GridMetrics(int batchSize, InstantSource clock) {
    this.batchSize = batchSize;
    this.clock = clock;
    current = this;
  }

  /** Adds the gauges to Spark's metrics. They are 0 while there is no grid. */
  static void register(MetricRegistry registry) {
    gauge(registry, "trials.total", m -> m.total);
    gauge(registry, "trials.done_before", m -> m.doneBefore);
    gauge(registry, "trials.done", m -> m.done);
    gauge(registry, "trials.failed", m -> m.failed);
    gauge(registry, "trials.skipped", m -> m.skipped);
    gauge(registry, "trials.dropped", m -> m.dropped);
    gauge(registry, "trials.running", m -> m.running.size());
    gauge(registry, "epochs.done", m -> m.epochs);
    gauge(registry, "images_per_second", GridMetrics::imagesPerSecond);
  }

  private static void gauge(
      MetricRegistry registry, String name, ToDoubleFunction<GridMetrics> value) {
    Gauge<Double> gauge = () -> read(value);
    registry.register(name, gauge);
  }

  private static double read(ToDoubleFunction<GridMetrics> value) {
    GridMetrics now = current;
    if (now == null) {
      return 0;
    }
    synchronized (now) {
      return value.applyAsDouble(now);
    }
  }

  @Override
  public synchronized void planned(GridPlan plan) {
    total = plan.trials().size();
    doneBefore = plan.settled();
  }

  @Override
  public synchronized void started(Trial trial) {
    running.add(trial.id());
    last.remove(trial.id());
  }

  @Override
  public synchronized void progress(TrialProgress progress) {
    TrialProgress before = last.put(progress.trial(), progress);
    int steps = progress.step();
    if (before != null && before.epoch() == progress.epoch()) {
      steps -= before.step();
    } else if (before != null) {
      epochs += progress.epoch() - before.epoch();
      steps += before.steps() - before.step();
    }
    trained.addLast(new Trained(clock.instant(), (long) Math.max(0, steps) * batchSize));
    forget();
  }

  @Override
  public synchronized void paused(Trial trial, int epoch) {
    running.remove(trial.id());
  }

  @Override
  public synchronized void finished(Trial trial, TrialOutcome outcome) {
    running.remove(trial.id());
    TrialProgress before = last.remove(trial.id());
    if (outcome instanceof TrialOutcome.Completed) {
      done++;
      epochs += before == null ? 0 : 1;
    } else if (outcome instanceof TrialOutcome.Failed) {
      failed++;
    } else if (outcome instanceof TrialOutcome.Halted) {
      dropped++;
      epochs += before == null ? 0 : 1;
    } else {
      skipped++;
    }
  }

  private void forget() {
    Instant start = clock.instant().minus(WINDOW);
    while (!trained.isEmpty() && trained.getFirst().at.isBefore(start)) {
      trained.removeFirst();
    }
  }

  private double imagesPerSecond() {
    forget();
    long images = 0;
    for (Trained some : trained) {
      images += some.images;
    }
    return (double) images / WINDOW.toSeconds();
  }
}
