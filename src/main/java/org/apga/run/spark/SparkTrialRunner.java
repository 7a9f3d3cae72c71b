package org.apga.run.spark;

import static java.util.concurrent.CompletableFuture.delayedExecutor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apga.files.Parallel;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.TrialRunner;
import org.apga.trial.FailureCause;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Runs each trial as a Spark job of one task, described by the trial's title so that Spark's own UI
 * shows the grid. If a task throws, Spark tries it again elsewhere. If Spark gives up before the
 * trial was tried often enough (on one machine it never tries again, and it does not wait for an
 * executor that has yet to come), the trial is handed over once more after a pause. Everything else
 * is returned as an outcome. A trial's stage requests a GPU if executors have some ({@link
 * TrialGpus}).
 *
 * <p>Needs a context made with {@link SparkContexts}, whose {@link ProgressPlugin} sends progress.
 */
public final class SparkTrialRunner implements TrialRunner {
  static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final JavaSparkContext spark;

  /**
   * Spark's Java API reports a job's end to a thread that waits for it: one per trial in flight.
   */
  private final ExecutorService waiting =
      Executors.newCachedThreadPool(Parallel.daemons("trial-%d"));

  private final TrialJob job;
  private final @Nullable ResourceProfile gpus;
  private final Function<Trial, String> request;
  private final Retries retries;
  private final Map<TrialId, Flight> inFlight = new ConcurrentHashMap<>();
  private final ExecutorWatch executors;
  private volatile boolean stopped;

  /**
   * How often a lost trial is tried.
   *
   * @param tries number of tries in all, including those by Spark; at least 1
   * @param pause the pause before a trial is handed to Spark for the second time; doubles from then
   *     on
   */
  public record Retries(int tries, Duration pause) {
    /** Only Spark tries again. */
    public static final Retries NONE = new Retries(1, Duration.ZERO);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 10;

    private Duration pauseBefore(int handover) {
      Duration pause = this.pause.multipliedBy(1L << Math.min(handover - 2, MOST_DOUBLINGS));
      return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }

  /**
   * @param job the work of an executor
   * @param request returns the argument of a trial's job, as text
   */
  public SparkTrialRunner(
      JavaSparkContext spark, TrialJob job, Function<Trial, String> request, Retries retries) {
    this.spark = spark;
    this.job = job;
    this.request = request;
    this.retries = retries;
    this.gpus = TrialGpus.profile(spark.getConf());
    if (gpus != null) {
      spark.sc().resourceProfileManager().addResourceProfile(gpus);
    }
    this.executors = new ExecutorWatch(DeadlyNodes.of(spark.getConf()));
    spark.sc().addSparkListener(executors);
  }

  @Override
  public CompletableFuture<TrialOutcome> start(
      Trial trial, String position, ProgressSink progress) {
    Flight flight = new Flight(trial, position);
    inFlight.put(trial.id(), flight);
    ProgressPlugin.route(trial.id(), progress);
    flight.handOver();
    return flight.outcome;
  }

  /** A trial that was handed over, until it has an outcome. */
  private final class Flight {
    private final Trial trial;
    private final String position;
    private final CompletableFuture<TrialOutcome> outcome = new CompletableFuture<>();
    private @Nullable JavaFutureAction<List<String>> action;
    private int handovers;
    private int tries;

    Flight(Trial trial, String position) {
      this.trial = trial;
      this.position = position;
    }

    void handOver() {
      landIfEnded(this::submitted);
    }

    /**
     * Completes the outcome if a step throws: the thread pools that call it would swallow the
     * exception, and the trial would never end.
     */
    private void landIfEnded(Supplier<@Nullable TrialOutcome> step) {
      try {
        TrialOutcome landed = step.get();
        if (landed != null) {
          land(landed);
        }
      } catch (Throwable e) {
        forget();
        outcome.completeExceptionally(e);
      }
    }

    /** Hands the trial to Spark. Returns its outcome if that fails, else null. */
    private synchronized @Nullable TrialOutcome submitted() {
      if (stopped) {
        return skipped(trial.id());
      }
      handovers++;
      JavaFutureAction<List<String>> submitted;
      try {
        submitted = submit(trial, position);
      } catch (RuntimeException e) {
        return lost(new LostJob(1, null, e.toString()));
      }
      action = submitted;
      waiting.execute(() -> landIfEnded(() -> ended(submitted)));
      return null;
    }

    /** Waits for the job. Returns the trial's outcome, or null if it is handed over again. */
    private @Nullable TrialOutcome ended(JavaFutureAction<List<String>> job) {
      try {
        return read(trial.id(), job.get().get(0));
      } catch (CancellationException | InterruptedException e) {
        return skipped(trial.id());
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return again(LostJob.of(String.valueOf(cause.getMessage())));
      }
    }

    /**
     * Hands a trial whose job was lost over again and returns null, or returns its outcome if it
     * was tried often enough.
     */
    private synchronized @Nullable TrialOutcome again(LostJob loss) {
      action = null;
      if (stopped) {
        return skipped(trial.id());
      }
      tries += loss.tries();
      if (tries >= retries.tries() || spark.sc().isStopped()) {
        return lost(loss);
      }
      long pause = retries.pauseBefore(handovers + 1).toMillis();
      delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(this::handOver);
      return null;
    }

    /**
     * Lets a trial with a slot store a checkpoint; one without has nothing to store and is
     * cancelled.
     */
    void end() {
      if (executors.runs(trial.id())) {
        ProgressPlugin.end(trial.id());
      } else {
        cancel();
      }
    }

    void cancel() {
      if (!cancelled()) {
        land(skipped(trial.id()));
      }
    }

    /** Cancels the job. Returns whether there was one; then {@link #ended} sees its end. */
    private synchronized boolean cancelled() {
      if (action == null) {
        return false;
      }
      action.cancel(true);
      return true;
    }

    private TrialOutcome lost(LostJob loss) {
      return new TrialOutcome.Failed(
          trial.id(),
          FailureCause.INFRASTRUCTURE,
          loss.why() + (tries > 1 ? " It was tried " + tries + " times." : ""),
          loss.executor() == null ? "Spark's UI and logs" : executors.log(loss.executor()));
    }

    private void land(TrialOutcome landed) {
      forget();
      outcome.complete(landed);
    }

    private void forget() {
      inFlight.remove(trial.id());
      ProgressPlugin.unroute(trial.id());
    }
  }

  private JavaFutureAction<List<String>> submit(Trial trial, String position) {
    TrialTask task = new TrialTask(job, trial, request.apply(trial));
    // A job takes the properties of the thread that submits it, so they are removed afterwards.
    spark.setLocalProperty(GROUP, trial.id().value());
    spark.setLocalProperty(DESCRIPTION, "trial " + position + " " + trial.title());
    spark.setLocalProperty(INTERRUPT, "true");
    try {
      return slot().map(task).collectAsync();
    } finally {
      spark.setLocalProperty(GROUP, null);
      spark.setLocalProperty(DESCRIPTION, null);
      spark.setLocalProperty(INTERRUPT, null);
    }
  }

  /**
   * Returns the RDD of a trial's job: an empty text in one partition, which avoids deadly nodes.
   * Each job has its own RDD, because Spark considers jobs over one RDD to depend on each other: if
   * it gives up one of them, it gives up all.
   */
  private JavaRDD<String> slot() {
    JavaRDD<String> slot = PreferredNodes.onePartition(spark, executors.nodesToPrefer());
    return gpus == null ? slot : slot.withResources(gpus);
  }

  private static TrialOutcome read(TrialId id, String json) {
    try {
      return TrialJson.read(json, TrialOutcome.class);
    } catch (IllegalArgumentException e) {
      return new TrialOutcome.Failed(
          id, FailureCause.BUG, "The task returned no outcome. " + e.getMessage(), "");
    }
  }

  private static TrialOutcome skipped(TrialId id) {
    return new TrialOutcome.Skipped(id, TrialOutcome.STOPPED);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Spark's count of the tasks that fit at once into the executors that exist now, by cores and
   * by GPUs.
   */
  @Override
  public int slots() {
    SparkContext context = spark.sc();
    return Math.max(
        1,
        context.maxNumConcurrentTasks(
            gpus == null ? context.resourceProfileManager().defaultResourceProfile() : gpus));
  }

  @Override
  public void onSlotsChanged(Runnable change) {
    executors.onSlotsChanged(change);
  }

  @Override
  public void cancelAll(Duration grace) {
    stopped = true;
    if (grace.isZero()) {
      inFlight.values().forEach(Flight::cancel);
    } else {
      inFlight.values().forEach(Flight::end);
      delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> inFlight.values().forEach(Flight::cancel));
    }
  }
}
