package org.apga.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apga.plan.Trial;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;

/** Trials that take time of a clock that only {@link #finishAll} moves. First in, first out. */
final class VirtualRunner implements TrialRunner {
  private final ToDoubleFunction<Trial> duration;
  private final Function<Trial, TrialOutcome> outcome;
  private final ArrayDeque<Running> queue = new ArrayDeque<>();
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(
          Comparator.comparingDouble(Running::end).thenComparingInt(Running::order));
  private final List<Runnable> slotListeners = new ArrayList<>();

  /** Every trial in the order it was handed over: {@code 1/4 elbow baseline seed 0}. */
  final List<String> handed = new ArrayList<>();

  double now;
  int mostInFlight;
  private int slots;

  private record Running(
      Trial trial,
      double end,
      int order,
      CompletableFuture<TrialOutcome> future,
      ProgressSink progress) {}

  VirtualRunner(
      int slots, ToDoubleFunction<Trial> duration, Function<Trial, TrialOutcome> outcome) {
    this.slots = slots;
    this.duration = duration;
    this.outcome = outcome;
  }

  static TrialOutcome completed(Trial trial) {
    return new TrialOutcome.Completed(trial.id(), new TreeMap<>(), 1, "");
  }

  @Override
  public CompletableFuture<TrialOutcome> start(
      Trial trial, String position, ProgressSink progress) {
    handed.add(position + " " + trial.title());
    queue.add(
        new Running(
            trial,
            duration.applyAsDouble(trial),
            handed.size(),
            new CompletableFuture<>(),
            progress));
    CompletableFuture<TrialOutcome> future = queue.getLast().future;
    mostInFlight = Math.max(mostInFlight, queue.size() + running.size());
    fillSlots();
    return future;
  }

  private void fillSlots() {
    while (running.size() < slots && !queue.isEmpty()) {
      Running next = queue.remove();
      running.add(new Running(next.trial, now + next.end, next.order, next.future, next.progress));
      next.progress.report(TrialProgress.begun(next.trial.id(), next.trial.title()));
    }
  }

  /** Lets time pass until one trial ends. */
  void finishOne() {
    Running next = running.remove();
    now = next.end;
    fillSlots();
    next.future.complete(outcome.apply(next.trial));
  }

  /** Lets time pass until nothing runs. */
  void finishAll() {
    while (!running.isEmpty()) {
      finishOne();
    }
  }

  void addSlots(int more) {
    slots += more;
    fillSlots();
    slotListeners.forEach(Runnable::run);
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public void onSlotsChanged(Runnable change) {
    slotListeners.add(change);
  }

  @Override
  public void cancelAll(Duration grace) {
    List<Running> all = new ArrayList<>(queue);
    all.addAll(running);
    queue.clear();
    running.clear();
    all.forEach(r -> r.future.complete(new TrialOutcome.Skipped(r.trial.id(), "stopped")));
  }
}
