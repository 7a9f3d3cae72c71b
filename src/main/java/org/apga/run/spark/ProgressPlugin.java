package org.apga.run.spark;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
import org.apga.files.Parallel;
import org.apga.plan.TrialId;
import org.apga.secrets.Secrets;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialNote;
import org.apga.trial.TrialProgress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends progress from executors to the driver while tasks run (Spark's accumulators would do so
 * only at a task's end), and registers the grid's metrics. Messages are text, because Spark's
 * message threads cannot load the classes that came with {@code --jars}.
 *
 * <p>Spark has no messages from the driver to executors: each executor asks once per second which
 * of its trials are to store a checkpoint and end. All of them are if Spark's scheduler knows that
 * the executor will be decommissioned, no matter what announced it: the executor's machine, its
 * worker, or Kubernetes.
 */
public final class ProgressPlugin implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressPlugin.class);

  /** A message costs under a millisecond, and a person does not read faster. */
  private static final long LEAST_NANOS_BETWEEN = TimeUnit.MILLISECONDS.toNanos(250);

  /** Static, because Spark creates its plugins itself and has one context per process. */
  private static final Map<TrialId, ProgressSink> ROUTES = new ConcurrentHashMap<>();

  /** Prefix of a message that is a note, not progress. */
  private static final String NOTE = "note ";

  /** Prefix of an executor's question, before its id. */
  private static final String WHO_ENDS = "who ends on ";

  /**
   * The answer to an executor that is about to go. Other answers are ids of trials, one per line.
   */
  private static final String ALL = "all";

  /** Trials that are to store a checkpoint and end. */
  private static final Set<TrialId> ENDING = ConcurrentHashMap.newKeySet();

  private static volatile @Nullable PluginContext executor;
  private static volatile Set<String> toEnd = Set.of();

  @Override
  public DriverPlugin driverPlugin() {
    return new ToSinks();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new FromTasks();
  }

  /** On the driver: sets the receiver of a trial's progress. */
  static void route(TrialId trial, ProgressSink sink) {
    ROUTES.put(trial, sink);
  }

  /** On the driver: forgets a trial that has ended. */
  static void unroute(TrialId trial) {
    ROUTES.remove(trial);
    ENDING.remove(trial);
  }

  /** On the driver: makes a running trial store a checkpoint and end. */
  static void end(TrialId trial) {
    ENDING.add(trial);
  }

  /** On the driver: passes on a note about a trial, if it has not ended. */
  static void note(TrialNote note) {
    ProgressSink sink = ROUTES.get(note.trial());
    if (sink != null) {
      sink.note(note);
    }
  }

  /** On an executor: returns the sink to which a trial's task reports. */
  static ProgressSink sink(TaskContext task, TrialId trial) {
    return new TaskSink(executor, task, trial);
  }

  /** On an executor: returns whether it is about to go, so that its trials must go on elsewhere. */
  static boolean executorGoes() {
    return toEnd.contains(ALL);
  }

  /** On an executor: returns the resources that Spark gave it. */
  static Map<String, ResourceInformation> executorResources() {
    PluginContext context = executor;
    return context == null ? Map.of() : context.resources();
  }

  private static final class ToSinks implements DriverPlugin {
    private @Nullable SparkContext spark;

    @Override
    public Map<String, String> init(SparkContext context, PluginContext channel) {
      spark = context;
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      GridMetrics.register(context.metricRegistry());
    }

    @Override
    public @Nullable Object receive(Object message) {
      String text = (String) message;
      if (text.startsWith(WHO_ENDS)) {
        return whoEnds(text.substring(WHO_ENDS.length()));
      }
      if (text.startsWith(NOTE)) {
        note(TrialJson.read(text.substring(NOTE.length()), TrialNote.class));
      } else {
        TrialProgress progress = TrialJson.read(text, TrialProgress.class);
        ProgressSink sink = ROUTES.get(progress.trial());
        if (sink != null) {
          sink.report(progress);
        }
      }
      return null;
    }

    private String whoEnds(String executorId) {
      return spark != null
              && spark.taskScheduler().getExecutorDecommissionState(executorId).isDefined()
          ? ALL
          : ENDING.stream().map(TrialId::value).collect(joining("\n"));
    }
  }

  private static final class FromTasks implements ExecutorPlugin {
    private final ScheduledExecutorService asking =
        Executors.newSingleThreadScheduledExecutor(Parallel.daemons("who-ends"));

    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      executor = context;
      asking.scheduleWithFixedDelay(() -> ask(context), 1, 1, TimeUnit.SECONDS);
    }

    private static void ask(PluginContext context) {
      try {
        String answer = (String) context.ask(WHO_ENDS + context.executorID());
        toEnd = Set.of(answer.split("\n"));
      } catch (Exception e) {
        LOG.debug("The driver does not answer which trials end. All of them go on.", e);
      }
    }

    @Override
    public void shutdown() {
      asking.shutdownNow();
      executor = null;
      toEnd = Set.of();
    }
  }

  private static final class TaskSink implements ProgressSink {
    private final @Nullable PluginContext channel;
    private final TaskContext task;
    private final String trial;
    private int lastEpoch = -1;
    private long lastNanos;

    TaskSink(@Nullable PluginContext channel, TaskContext task, TrialId trial) {
      this.channel = channel;
      this.task = task;
      this.trial = trial.value();
    }

    @Override
    public boolean endsHere() {
      return executorGoes() || toEnd.contains(trial);
    }

    @Override
    public void report(TrialProgress progress) {
      if (task.isInterrupted()) {
        throw new CancellationException("The trial was cancelled.");
      }
      long now = System.nanoTime();
      boolean news =
          progress.epoch() != lastEpoch
              || (progress.steps() > 0 && progress.step() == progress.steps());
      if (channel == null || (!news && now - lastNanos < LEAST_NANOS_BETWEEN)) {
        return;
      }
      lastEpoch = progress.epoch();
      lastNanos = now;
      send(channel, TrialJson.write(progress));
    }

    @Override
    public void note(TrialNote note) {
      if (channel != null) {
        send(channel, NOTE + TrialJson.write(note));
      }
    }

    private static void send(PluginContext channel, String message) {
      try {
        channel.send(message);
      } catch (Exception e) {
        LOG.warn("Cannot send {}: {}. The trial goes on.", message, Secrets.redact(e.toString()));
      }
    }
  }
}
