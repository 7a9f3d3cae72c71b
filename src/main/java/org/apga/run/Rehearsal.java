package org.apga.run;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialOutcome;

/**
 * Runs a plan without running it: the real {@link GridRunner} hands out trials that only let a
 * clock pass, so that what comes out is what this order of trials takes.
 */
final class Rehearsal implements TrialRunner {
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
    throw new UnsupportedOperationException("Nobody stops a rehearsal.");
  }
}
