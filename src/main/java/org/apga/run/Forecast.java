package org.apga.run;

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
import java.util.function.ToDoubleFunction;
import org.apga.plan.Cell;
import org.apga.plan.Estimator;
import org.apga.plan.Estimator.Estimate;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialOutcome;

/**
 * How much a plan will take.
 *
 * @param seconds of one GPU (or the cores of one trial), of every trial that has an estimate
 * @param cells what is to be trained, cell by cell
 * @param unknown trials to train of which nothing alike was measured
 * @param finishes when all is done; empty where {@code unknown} is not 0
 * @param estimates of each trial that has one
 */
public record Forecast(
    double seconds,
    List<OfCell> cells,
    int unknown,
    List<Finish> finishes,
    Map<TrialId, Estimate> estimates) {

  /**
   * Trials of one cell.
   *
   * @param trials to train
   * @param estimate of each
   */
  public record OfCell(Cell cell, int trials, Estimate estimate) {}

  /**
   * @param slots trials at once
   * @param seconds from the start to the end
   */
  public record Finish(int slots, double seconds) {}

  /**
   * @param weight what the trials will be ordered by
   * @param slots for each of which an end is told
   */
  public static Forecast of(
      GridPlan plan, Estimator estimator, ToDoubleFunction<Trial> weight, List<Integer> slots) {
    Map<TrialId, Estimate> estimates = new HashMap<>();
    Map<Cell, OfCell> cells = new LinkedHashMap<>();
    double sum = 0;
    List<Trial> trials = plan.toTrain();
    for (Trial trial : trials) {
      Optional<Estimate> estimate = estimator.of(trial);
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
        finishes.add(new Finish(some, Rehearsal.seconds(plan, seconds, weight, some)));
      }
    }
    return new Forecast(sum, List.copyOf(cells.values()), unknown, finishes, Map.copyOf(estimates));
  }

  /**
   * Runs a plan without running it: the real {@link GridRunner} hands out trials that only let a
   * clock pass, so that what comes out is what this order of trials takes.
   */
  private static final class Rehearsal implements TrialRunner {
    private final ToDoubleFunction<Trial> seconds;
    private final int slots;
    private final Queue<Handed> waiting = new ArrayDeque<>();
    private final PriorityQueue<Handed> running =
        new PriorityQueue<>(Comparator.comparingDouble(handed -> handed.end));
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
     * How long a plan takes, seconds.
     *
     * @param seconds how long a trial does
     * @param weight what {@link GridRunner} orders by
     * @param slots trials at once
     */
    static double seconds(
        GridPlan plan, ToDoubleFunction<Trial> seconds, ToDoubleFunction<Trial> weight, int slots) {
      Rehearsal rehearsal = new Rehearsal(seconds, slots);
      new GridRunner(rehearsal, new GridListener() {}, weight, 0).start(plan);
      rehearsal.letTimePass();
      return rehearsal.now;
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
      // They never do.
    }

    @Override
    public void cancelAll() {
      // Nothing runs: an error that ends the rehearsal must come out as it is.
    }
  }
}
