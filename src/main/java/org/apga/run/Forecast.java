package org.apga.run;

import static java.lang.Double.POSITIVE_INFINITY;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apga.config.GridConfig;
import org.apga.plan.Cell;
import org.apga.plan.Estimator.Estimate;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialOutcome;

/**
 * How long a plan will take.
 *
 * @param seconds of one GPU (or the cores of one trial), summed over the trials that have an
 *     estimate
 * @param cells the trials to train, per cell
 * @param unknown number of trials to train for which nothing similar was measured
 * @param finishes when everything is done, per number of slots; empty if {@code unknown} is not 0
 * @param estimates the estimate of each trial that has one
 */
public record Forecast(
    double seconds,
    List<OfCell> cells,
    int unknown,
    List<Finish> finishes,
    Map<TrialId, Estimate> estimates) {

  /** The trials of one cell. */
  public record OfCell(Cell cell, int trials, Estimate estimate) {}

  /**
   * @param slots number of trials at once
   * @param seconds from the start to the end, if no limit is reached
   * @param notStarted trials that would not start before the limit
   */
  public record Finish(int slots, double seconds, List<Trial> notStarted) {}

  /**
   * When trials stop being started.
   *
   * @param seconds from the start; infinite for no limit
   * @param spent seconds of all trials together; infinite for no limit
   */
  public record Limit(double seconds, double spent) {
    /** Returns the limit of a command that begins now. */
    public static Limit of(GridConfig.Limits limits, ZonedDateTime now) {
      Instant end = limits.end(now);
      return new Limit(
          end.equals(Instant.MAX)
              ? POSITIVE_INFINITY
              : Duration.between(now.toInstant(), end).toSeconds(),
          limits.maxGpuHours() == 0
              ? POSITIVE_INFINITY
              : limits.maxGpuHours() * Duration.ofHours(1).toSeconds());
    }
  }

  /**
   * @param estimator returns the estimate of a trial, if something similar was measured
   * @param weight the weight by which {@link GridRunner} orders trials
   * @param slots the numbers of slots for which to compute a {@link Finish}
   */
  public static Forecast of(
      GridPlan plan,
      Function<Trial, Optional<Estimate>> estimator,
      ToDoubleFunction<Trial> weight,
      List<Integer> slots,
      Limit limit) {
    Map<TrialId, Estimate> estimates = new HashMap<>();
    Map<Cell, OfCell> cells = new LinkedHashMap<>();
    double sum = 0;
    List<Trial> trials = plan.toTrain();
    for (Trial trial : trials) {
      Optional<Estimate> estimate = estimator.apply(trial);
      if (estimate.isPresent()) {
        estimates.put(trial.id(), estimate.get());
        sum += estimate.get().seconds();
        cells.merge(
            trial.cell(),
            new OfCell(trial.cell(), 1, estimate.get()),
            (one, other) -> new OfCell(one.cell, one.trials + 1, one.estimate));
      }
    }
    int unknown = trials.size() - estimates.size();
    List<Finish> finishes = new ArrayList<>();
    if (unknown == 0 && !trials.isEmpty()) {
      ToDoubleFunction<Trial> seconds =
          trial -> Objects.requireNonNull(estimates.get(trial.id())).seconds();
      for (int some : slots) {
        finishes.add(Rehearsal.finish(plan, seconds, weight, some, limit));
      }
    }
    return new Forecast(sum, List.copyOf(cells.values()), unknown, finishes, Map.copyOf(estimates));
  }

  /**
   * Simulates a plan: the real {@link GridRunner} hands out trials that only advance a clock, so
   * that the result is the time that this order of trials takes.
   */
  private static final class Rehearsal implements TrialRunner {
    private final ToDoubleFunction<Trial> seconds;
    private final int slots;
    private final Queue<Handed> waiting = new ArrayDeque<>();
    private final PriorityQueue<Handed> running =
        new PriorityQueue<>(Comparator.comparingDouble(handed -> handed.end));
    private final Map<Trial, Double> starts = new LinkedHashMap<>();
    private double now;

    private static final class Handed {
      final Trial trial;
      final CompletableFuture<TrialOutcome> outcome = new CompletableFuture<>();
      double end;

      Handed(Trial trial) {
        this.trial = trial;
      }
    }

    private Rehearsal(ToDoubleFunction<Trial> seconds, int slots) {
      this.seconds = seconds;
      this.slots = slots;
    }

    /**
     * Returns how long a plan takes, and which of its trials would not start.
     *
     * @param seconds how long a trial takes
     * @param weight the weight by which {@link GridRunner} orders trials
     */
    static Finish finish(
        GridPlan plan,
        ToDoubleFunction<Trial> seconds,
        ToDoubleFunction<Trial> weight,
        int slots,
        Limit limit) {
      Rehearsal rehearsal = new Rehearsal(seconds, slots);
      new GridRunner(rehearsal, new GridListener() {}, weight, 0).start(plan);
      rehearsal.letTimePass();
      double last = Math.min(limit.seconds(), rehearsal.whenSpent(limit.spent()));
      List<Trial> notStarted =
          rehearsal.starts.entrySet().stream()
              .filter(start -> start.getValue() >= last)
              .map(Map.Entry::getKey)
              .toList();
      return new Finish(slots, rehearsal.now, notStarted);
    }

    /** Returns the time when all trials together have taken {@code most} seconds. */
    private double whenSpent(double most) {
      TreeMap<Double, Integer> changes = new TreeMap<>();
      starts.forEach(
          (trial, start) -> {
            changes.merge(start, 1, Integer::sum);
            changes.merge(start + seconds.applyAsDouble(trial), -1, Integer::sum);
          });
      double then = 0;
      double spent = 0;
      int atOnce = 0;
      for (Map.Entry<Double, Integer> change : changes.entrySet()) {
        double more = atOnce * (change.getKey() - then);
        if (atOnce > 0 && spent + more >= most) {
          return then + (most - spent) / atOnce;
        }
        spent += more;
        then = change.getKey();
        atOnce += change.getValue();
      }
      return POSITIVE_INFINITY;
    }

    private void letTimePass() {
      while (!running.isEmpty()) {
        Handed next = running.remove();
        now = next.end;
        begin();
        next.outcome.complete(
            new TrialOutcome.Completed(next.trial.id(), new TreeMap<>(), 0, "rehearsed"));
      }
    }

    private void begin() {
      while (running.size() < slots && !waiting.isEmpty()) {
        Handed next = waiting.remove();
        starts.put(next.trial, now);
        next.end = now + seconds.applyAsDouble(next.trial);
        running.add(next);
      }
    }

    @Override
    public CompletableFuture<TrialOutcome> start(
        Trial trial, String position, ProgressSink progress) {
      Handed handed = new Handed(trial);
      waiting.add(handed);
      begin();
      return handed.outcome;
    }

    @Override
    public int slots() {
      return slots;
    }

    @Override
    public void onSlotsChanged(Runnable change) {
      // The slots never change.
    }

    @Override
    public void cancelAll(Duration grace) {
      // Nothing runs. An error that ends the rehearsal is passed on unchanged.
    }
  }
}
