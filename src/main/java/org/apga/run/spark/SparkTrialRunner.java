package org.apga.run.spark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.AsyncRDDActions;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.FailureCause;
import org.apga.run.ProgressSink;
import org.apga.run.RunJson;
import org.apga.run.TrialOutcome;
import org.apga.run.TrialRunner;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.concurrent.ExecutionContext;
import scala.runtime.AbstractFunction1;
import scala.util.Try;

/**
 * Runs each trial as a Spark job of one task, described by the trial's title so that Spark's own UI
 * shows the grid. Spark retries what a task throws (spark.task.maxFailures); everything else comes
 * back as an outcome. A trial's stage asks for a GPU where executors have some ({@link TrialGpus}).
 *
 * <p>Needs a session made with {@link SparkSessions}, whose {@link ProgressPlugin} carries
 * progress.
 */
public final class SparkTrialRunner implements TrialRunner {
  private static final Pattern GAVE_UP =
      Pattern.compile(
          ".* failed (?<times>\\d+) times, most recent failure: .*?\\(TID \\d+\\) \\(.*?\\): (?<why>.*)");
  private static final String GROUP = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final JavaSparkContext spark;
  private final TrialJob job;
  private final @Nullable ResourceProfile gpus;
  private final Function<Trial, String> request;
  private final Map<TrialId, FutureAction<?>> inFlight = new ConcurrentHashMap<>();
  private final List<Runnable> slotListeners = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  /**
   * @param job what an executor does
   * @param request what a trial's job is given, as text
   */
  public SparkTrialRunner(SparkSession session, TrialJob job, Function<Trial, String> request) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.job = job;
    this.request = request;
    this.gpus = TrialGpus.profile(spark.getConf());
    if (gpus != null) {
      spark.sc().resourceProfileManager().addResourceProfile(gpus);
    }
    spark.sc().addSparkListener(new SlotWatch());
  }

  @Override
  public CompletableFuture<TrialOutcome> start(
      Trial trial, String position, ProgressSink progress) {
    CompletableFuture<TrialOutcome> outcome = new CompletableFuture<>();
    if (stopped) {
      outcome.complete(cancelled(trial.id()));
      return outcome;
    }
    ProgressPlugin.route(trial.id(), progress);
    FutureAction<Seq<String>> action;
    try {
      action = submit(trial, position);
    } catch (RuntimeException e) {
      ProgressPlugin.unroute(trial.id());
      return CompletableFuture.failedFuture(e);
    }
    inFlight.put(trial.id(), action);
    if (stopped) {
      action.cancel();
    }
    action.onComplete(
        new AbstractFunction1<Try<Seq<String>>, Void>() {
          @Override
          public Void apply(Try<Seq<String>> result) {
            inFlight.remove(trial.id());
            ProgressPlugin.unroute(trial.id());
            outcome.complete(outcome(trial.id(), result));
            return null;
          }
        },
        ExecutionContext.global());
    return outcome;
  }

  private FutureAction<Seq<String>> submit(Trial trial, String position) {
    TrialTask task = new TrialTask(job, trial.id().value(), trial.title());
    RDD<String> rdd = spark.parallelize(List.of(request.apply(trial)), 1).map(task).rdd();
    if (gpus != null) {
      rdd.withResources(gpus);
    }
    // A job takes the properties of the thread that submits it, so they must not stay behind.
    spark.setLocalProperty(GROUP, trial.id().value());
    spark.setLocalProperty(DESCRIPTION, "trial " + position + " " + trial.title());
    spark.setLocalProperty(INTERRUPT, "true");
    try {
      return new AsyncRDDActions<>(rdd, rdd.elementClassTag()).collectAsync();
    } finally {
      spark.setLocalProperty(GROUP, null);
      spark.setLocalProperty(DESCRIPTION, null);
      spark.setLocalProperty(INTERRUPT, null);
    }
  }

  private TrialOutcome outcome(TrialId id, Try<Seq<String>> result) {
    if (result.isSuccess()) {
      return read(id, result.get().head());
    }
    if (stopped) {
      return cancelled(id);
    }
    return new TrialOutcome.Failed(
        id,
        FailureCause.INFRASTRUCTURE,
        why(String.valueOf(result.failed().get().getMessage())),
        "Spark's UI and logs");
  }

  private static TrialOutcome read(TrialId id, String json) {
    try {
      return RunJson.read(json, TrialOutcome.class);
    } catch (IllegalArgumentException e) {
      return new TrialOutcome.Failed(
          id, FailureCause.BUG, "The task returned no outcome. " + e.getMessage(), "");
    }
  }

  /** Spark's message says in which task of which stage, which here says nothing. */
  private static String why(String sparkMessage) {
    String line = sparkMessage.lines().findFirst().orElse("");
    Matcher gaveUp = GAVE_UP.matcher(line);
    return gaveUp.matches()
        ? gaveUp.group("why") + " Spark tried it " + gaveUp.group("times") + " times."
        : line;
  }

  private static TrialOutcome cancelled(TrialId id) {
    return new TrialOutcome.Skipped(id, TrialOutcome.STOPPED);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Spark's own count of tasks that fit at once into the executors that are there now, by cores
   * and by GPUs alike.
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
    slotListeners.add(change);
  }

  @Override
  public void cancelAll() {
    stopped = true;
    inFlight.values().forEach(FutureAction::cancel);
  }

  private final class SlotWatch extends SparkListener {
    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
      slotListeners.forEach(Runnable::run);
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      slotListeners.forEach(Runnable::run);
    }
  }
}
