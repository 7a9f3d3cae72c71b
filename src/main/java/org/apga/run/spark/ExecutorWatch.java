package org.apga.run.spark;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerNodeExcluded;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apga.plan.TrialId;
import org.apga.trial.TrialNote;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Tracks which executors exist, and reports each lost try of a trial at once. */
final class ExecutorWatch extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorWatch.class);
  private static final String ERROR_LOG = "stderr";

  private final List<Runnable> slotListeners = new CopyOnWriteArrayList<>();
  private final Map<String, String> logs = new ConcurrentHashMap<>();
  private final Map<Integer, TrialId> trials = new ConcurrentHashMap<>();
  private final Set<TrialId> running = ConcurrentHashMap.newKeySet();
  private final DeadlyNodes nodes;

  ExecutorWatch(DeadlyNodes nodes) {
    this.nodes = nodes;
  }

  void onSlotsChanged(Runnable change) {
    slotListeners.add(change);
  }

  /** Returns where an executor's log is, in words, even if the executor is gone. */
  String log(String executor) {
    return log(executor, logs.get(executor));
  }

  /**
   * Returns where this process logs: the file that the launcher names for a run on one machine, or
   * the page that the cluster manager gives an executor.
   */
  static String ownLog() {
    String page = System.getenv("SPARK_LOG_URL_STDERR");
    return page == null ? log(SparkEnv.get().executorId(), null) : page;
  }

  /**
   * @param page the page that the executor's cluster manager named; null if it named none
   */
  private static String log(String executor, @Nullable String page) {
    if (page != null) {
      return page;
    }
    String file = System.getProperty("apga.log");
    return file != null && executor.equals("driver") ? file : "log of executor " + executor;
  }

  /** Returns whether an executor has begun a trial and not ended it. */
  boolean runs(TrialId trial) {
    return running.contains(trial);
  }

  /** Returns the nodes for the next trial; none for any node. */
  List<String> nodesToPrefer() {
    return nodes.others();
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    Option<String> page = added.executorInfo().logUrlMap().get(ERROR_LOG);
    if (page.isDefined()) {
      logs.put(added.executorId(), page.get());
    }
    nodes.came(added.executorId(), added.executorInfo().executorHost());
    slotListeners.forEach(Runnable::run);
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    nodes.went(removed.executorId());
    slotListeners.forEach(Runnable::run);
  }

  @Override
  public void onNodeExcluded(SparkListenerNodeExcluded excluded) {
    LOG.warn(
        "Node {} is left out: {} of its executors failed trials. See spark.excludeOnFailure.*.",
        excluded.hostId(),
        excluded.executorFailures());
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    Properties properties = submitted.properties();
    String group = properties == null ? null : properties.getProperty(SparkTrialRunner.GROUP);
    if (group != null) {
      trials.put(submitted.stageInfo().stageId(), new TrialId(group));
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted completed) {
    trials.remove(completed.stageInfo().stageId());
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    TrialId trial = trials.get(start.stageId());
    if (trial != null) {
      running.add(trial);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    TrialId trial = trials.get(end.stageId());
    if (trial == null) {
      return;
    }
    running.remove(trial);
    if (end.reason() instanceof TaskFailedReason failure && !(failure instanceof TaskKilled)) {
      String executor = end.taskInfo().executorId();
      String node = end.taskInfo().host();
      boolean deadly =
          failure instanceof ExecutorLostFailure lost && lost.exitCausedByApp() && nodes.died(node);
      ProgressPlugin.note(
          new TrialNote(
              trial,
              String.format(
                  "lost on executor %s of %s: %s Log: %s%s",
                  executor,
                  node,
                  why(failure),
                  log(executor),
                  deadly ? " Executors die on " + node + ": it is left out for now." : "")));
    }
  }

  private static String why(TaskFailedReason failure) {
    return failure instanceof ExceptionFailure thrown
        ? LostJob.shorter(thrown.className() + ": " + thrown.description())
        : LostJob.shorter(failure.toErrorString());
  }
}
