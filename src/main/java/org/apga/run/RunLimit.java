package org.apga.run;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apga.config.GridConfig.Limits;
import org.apga.files.Parallel;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.trial.TrialOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Stops a grid when its time is over ({@code run.until}), or when its trials have used the GPU
 * hours allowed ({@code run.max-gpu-hours}). Checks once per second.
 */
public final class RunLimit implements GridListener, AutoCloseable {
  /** An epoch's evaluation, after which a trial can stop, may take minutes. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private static final double MILLIS_PER_HOUR = Duration.ofHours(1).toMillis();

  private final Limits limits;
  private final InstantSource clock;
  private final Instant end;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(Parallel.daemons("run-limit"));
  private final Map<TrialId, Instant> running = new HashMap<>();
  private volatile Consumer<String> stop = why -> {};
  private Duration spent = Duration.ZERO;
  private @Nullable String reached;

  /**
   * @param zone the time zone of {@code run.until}
   */
  public RunLimit(Limits limits, InstantSource clock, ZoneId zone) {
    this.limits = limits;
    this.clock = clock;
    this.end = limits.end(clock.instant().atZone(zone));
  }

  /**
   * Sets the grid to stop, which must not have started and must send its events to this listener.
   */
  public void stops(GridRunner grid) {
    stop = why -> grid.cancel(why, GRACE);
  }

  /** Returns which limit was reached, in words; empty if none was. */
  public synchronized Optional<String> reached() {
    return Optional.ofNullable(reached);
  }

  @Override
  public void planned(GridPlan plan) {
    look();
    watch.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public synchronized void started(Trial trial) {
    Instant now = clock.instant();
    add(running.put(trial.id(), now), now);
  }

  @Override
  public synchronized void paused(Trial trial, int epoch) {
    add(running.remove(trial.id()), clock.instant());
  }

  @Override
  public synchronized void finished(Trial trial, TrialOutcome outcome) {
    add(running.remove(trial.id()), clock.instant());
  }

  private void add(@Nullable Instant began, Instant now) {
    if (began != null) {
      spent = spent.plus(Duration.between(began, now));
    }
  }

  /**
   * Stops the grid if a limit is reached. Does so without the lock, because stopping a grid waits
   * for a thread that reports a trial, which may wait for this lock.
   */
  void look() {
    String news = news();
    if (news != null) {
      stop.accept(news);
    }
  }

  private synchronized @Nullable String news() {
    if (reached != null) {
      return null;
    }
    Instant now = clock.instant();
    if (!now.isBefore(end)) {
      reached = "run.until = " + limits.until();
    } else if (limits.maxGpuHours() > 0 && hours(now) >= limits.maxGpuHours()) {
      reached = "run.max-gpu-hours = " + limits.maxGpuHours();
    }
    return reached;
  }

  private double hours(Instant now) {
    Duration sum = spent;
    for (Instant began : running.values()) {
      sum = sum.plus(Duration.between(began, now));
    }
    return sum.toMillis() / MILLIS_PER_HOUR;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
