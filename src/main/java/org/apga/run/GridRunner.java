package org.apga.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.apga.config.Variant;
import org.apga.plan.Cost;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.secrets.Secrets;
import org.apga.trial.FailureCause;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialNote;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the trials of one plan, each as soon as it can start.
 *
 * <ul>
 *   <li>There is no barrier: a trial is ready the moment its baseline is committed, or at once if
 *       that was done before.
 *   <li>Among ready trials baselines go first, because they make others ready, then the longest,
 *       because a long one at the end leaves slots empty. The length of a baseline is that of its
 *       own training plus that of the longest trial that waits for it.
 *   <li>At most {@code slots + lookAhead} trials are handed over at a time, so that the order still
 *       applies to the rest.
 *   <li>A failed trial stops only the trials that start from it.
 *   <li>Any exception in the runner or in this class ends the grid: running trials are stopped, and
 *       the result completes with the exception.
 * </ul>
 *
 * <p>Threads come from the {@link TrialRunner}: the thread that completes a trial starts the next.
 */
public final class GridRunner {
  private static final Logger LOG = LoggerFactory.getLogger(GridRunner.class);

  /** Why a trial is skipped if the trial that it starts from failed. */
  static final String BASELINE_FAILED = "baseline failed";

  private final TrialRunner runner;
  private final GridListener listener;
  private final int lookAhead;
  private final ToDoubleFunction<Trial> weight;
  private final Race race;

  private final CompletableFuture<List<TrialOutcome>> result = new CompletableFuture<>();
  private final PriorityQueue<Ready> ready = new PriorityQueue<>(Ready.ORDER);
  private final Map<TrialId, List<Trial>> waiting = new HashMap<>();
  private final List<TrialOutcome> outcomes = new ArrayList<>();
  private final Set<TrialId> done = new HashSet<>();
  private final Set<String> toldOfParts = new HashSet<>();
  private final AtomicInteger requests = new AtomicInteger();
  private @Nullable GridPlan plan;
  private Map<TrialId, Integer> positions = Map.of();

  /** More than any grid has until there is a plan, so that the grid does not count as done. */
  private int toTrain = Integer.MAX_VALUE;

  private int inFlight;
  private @Nullable String stopped;
  private volatile boolean broken;

  /** Makes a runner that trains every trial to its end. */
  public GridRunner(
      TrialRunner runner, GridListener listener, ToDoubleFunction<Trial> weight, int lookAhead) {
    this(runner, listener, weight, lookAhead, Race.none());
  }

  /**
   * @param weight relative length of a trial apart from its arm, such as images x epochs
   * @param lookAhead trials handed over beyond the free slots, so that none waits for the driver
   * @param race decides how far trials are trained, for the runner too, and which are dropped
   */
  public GridRunner(
      TrialRunner runner,
      GridListener listener,
      ToDoubleFunction<Trial> weight,
      int lookAhead,
      Race race) {
    this.runner = runner;
    this.listener = GridListeners.of(listener);
    this.weight = weight;
    this.lookAhead = lookAhead;
    this.race = race;
  }

  /**
   * Runs a plan and waits for its end.
   *
   * @throws GridException if the grid cannot go on
   */
  public List<TrialOutcome> run(GridPlan plan) {
    try {
      return start(plan).join();
    } catch (CompletionException e) {
      throw new GridException(e.getCause() == null ? e : e.getCause());
    }
  }

  /**
   * Starts a plan without waiting for it.
   *
   * @return always completes; exceptionally if the grid cannot go on
   * @throws IllegalStateException if this runner has started one already
   */
  public CompletableFuture<List<TrialOutcome>> start(GridPlan plan) {
    synchronized (this) {
      if (this.plan != null) {
        throw new IllegalStateException(
            "Cannot start a plan: this runner has one. Make a runner for each.");
      }
      this.plan = plan;
    }
    orEnd(
        () -> {
          begin(plan);
          runner.onSlotsChanged(this::advance);
        });
    advance();
    return result;
  }

  private synchronized void begin(GridPlan plan) {
    listener.planned(plan);
    enqueue(plan.toTrain());
  }

  /**
   * Starts no more trials and stops the running ones. The result completes when everything has
   * stopped.
   *
   * @param why the reason in words, which is in the outcomes of the trials that are left; that of
   *     the first call counts
   * @param grace how long running trials may take to store a checkpoint
   */
  public void cancel(String why, Duration grace) {
    synchronized (this) {
      if (stopped == null) {
        stopped = TrialOutcome.STOPPED + ": " + why;
        listener.stopping(why);
      }
    }
    orEnd(() -> runner.cancelAll(grace));
    advance();
  }

  /** Ends the grid if a step throws, because a thread of Spark or a completion would swallow it. */
  private void orEnd(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      end(e);
    }
  }

  private void end(Throwable cause) {
    if (broken) {
      return;
    }
    broken = true;
    try {
      try {
        runner.cancelAll(Duration.ZERO);
      } finally {
        LOG.error("The grid ends. {}", Secrets.trace(cause));
        tellOfTheEnd(cause);
      }
    } catch (Throwable more) {
      if (more != cause) {
        cause.addSuppressed(more);
      }
    } finally {
      result.completeExceptionally(cause);
    }
  }

  private synchronized void tellOfTheEnd(Throwable cause) {
    listener.broken(cause);
  }

  private void enqueue(List<Trial> trials) {
    toTrain = trials.size();
    positions = new HashMap<>();
    List<Trial> startable = new ArrayList<>();
    for (Trial trial : trials) {
      positions.put(trial.id(), positions.size() + 1);
    }
    for (Trial trial : trials) {
      TrialId baseline = trial.baseline();
      if (baseline != null && positions.containsKey(baseline)) {
        waiting.computeIfAbsent(baseline, id -> new ArrayList<>()).add(trial);
      } else {
        startable.add(trial);
      }
    }
    startable.forEach(this::addReady);
  }

  private void addReady(Trial trial) {
    if (!race.admits(trial)) {
      return;
    }
    double longestDependent =
        waiting.getOrDefault(trial.id(), List.of()).stream()
            .mapToDouble(this::estimate)
            .max()
            .orElse(0);
    ready.add(new Ready(trial, estimate(trial) + longestDependent, position(trial)));
  }

  private double estimate(Trial trial) {
    return Cost.of(trial.cell().arm()) * weight.applyAsDouble(trial);
  }

  private int position(Trial trial) {
    return positions.getOrDefault(trial.id(), 0);
  }

  /** Loops instead of nesting: a runner may complete a trial in the very call that starts it. */
  private void advance() {
    if (requests.getAndIncrement() > 0) {
      return;
    }
    orEnd(
        () -> {
          int seen = 1;
          while (seen > 0) {
            for (Trial next = next(); next != null; next = next()) {
              hand(next);
            }
            completeIfDone();
            seen = requests.addAndGet(-seen);
          }
        });
  }

  private synchronized @Nullable Trial next() {
    if (broken) {
      return null;
    }
    if (stopped != null) {
      skipWhatHasNotStarted(stopped);
    }
    if (ready.isEmpty() || inFlight >= runner.slots() + lookAhead) {
      return null;
    }
    inFlight++;
    return ready.remove().trial();
  }

  private void hand(Trial trial) {
    CompletableFuture<TrialOutcome> future;
    try {
      future = runner.start(trial, position(trial) + "/" + toTrain, told(trial));
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    future.whenComplete(
        (outcome, thrown) -> {
          orEnd(
              () ->
                  ended(trial, race.seen(trial, outcome != null ? outcome : lost(trial, thrown))));
          advance();
        });
  }

  private static TrialOutcome lost(Trial trial, @Nullable Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof Error error) {
      throw error;
    }
    return new TrialOutcome.Failed(
        trial.id(), FailureCause.INFRASTRUCTURE, String.valueOf(cause), "");
  }

  private ProgressSink told(Trial trial) {
    return new ProgressSink() {
      @Override
      public void report(TrialProgress progress) {
        orEnd(() -> progress(trial, progress));
      }

      @Override
      public void note(TrialNote note) {
        orEnd(() -> noted(trial, note));
      }
    };
  }

  private synchronized void noted(Trial trial, TrialNote note) {
    boolean listens = !broken && !done.contains(trial.id());
    if (listens && (note.about() == TrialNote.About.TRIAL || toldOfParts.add(note.text()))) {
      listener.note(trial, note.text());
    }
  }

  private synchronized void progress(Trial trial, TrialProgress progress) {
    if (broken || done.contains(trial.id())) {
      return;
    }
    if (progress.epoch() == 0) {
      listener.started(trial);
    } else {
      listener.progress(progress);
    }
  }

  private synchronized void ended(Trial trial, TrialOutcome ending) {
    if (broken) {
      return;
    }
    inFlight--;
    // The runner does not know why the grid was stopped.
    TrialOutcome outcome =
        stopped != null
                && (ending instanceof TrialOutcome.Skipped || ending instanceof TrialOutcome.Halted)
            ? new TrialOutcome.Skipped(trial.id(), stopped)
            : ending;
    if (outcome instanceof TrialOutcome.Halted halted) {
      listener.paused(trial, halted.epoch());
    } else {
      record(trial, outcome);
      for (Trial dependent : dependents(trial)) {
        if (outcome instanceof TrialOutcome.Completed) {
          addReady(dependent);
        } else {
          skip(dependent, outcome instanceof TrialOutcome.Skipped s ? s.reason() : BASELINE_FAILED);
          release(dependent, outcome);
        }
      }
    }
    release(trial, outcome);
  }

  /** Continues or ends the trials that waited for a trial at a rung. */
  private void release(Trial trial, TrialOutcome outcome) {
    if (stopped == null) {
      race.ended(trial, outcome)
          .forEach(
              (one, ending) -> ending.ifPresentOrElse(of -> record(one, of), () -> addReady(one)));
    }
  }

  private void skipWhatHasNotStarted(String reason) {
    race.giveUp().forEach(trial -> skip(trial, reason));
    while (!ready.isEmpty()) {
      Trial trial = ready.remove().trial();
      skip(trial, reason);
      dependents(trial).forEach(dependent -> skip(dependent, reason));
    }
  }

  /** Removes and returns the trials that waited for a baseline. */
  private List<Trial> dependents(Trial trial) {
    List<Trial> dependents = waiting.remove(trial.id());
    return dependents == null ? List.of() : dependents;
  }

  private void skip(Trial trial, String reason) {
    record(trial, new TrialOutcome.Skipped(trial.id(), reason));
  }

  private void record(Trial trial, TrialOutcome outcome) {
    outcomes.add(outcome);
    done.add(trial.id());
    listener.finished(trial, shown(trial, outcome));
  }

  /** Hides test figures while variants are chosen, so that they cannot influence the choice. */
  private static TrialOutcome shown(Trial trial, TrialOutcome outcome) {
    return trial.cell().variant().use() != Variant.Use.RESULT
            && outcome instanceof TrialOutcome.Completed done
        ? done.withoutFigures()
        : outcome;
  }

  private void completeIfDone() {
    synchronized (this) {
      if (broken || outcomes.size() < toTrain || result.isDone()) {
        return;
      }
      listener.ended();
    }
    result.complete(List.copyOf(outcomes));
  }
}
