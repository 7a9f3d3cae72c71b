package org.apga.run.spark;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.resource.ResourceInformation;
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
 * Carries progress from executors to the driver while tasks run (Spark's accumulators would bring
 * it only at a task's end), and shows the grid's metrics. Messages are text, since Spark's message
 * threads do not see the classes that came with {@code --jars}.
 */
public final class ProgressPlugin implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressPlugin.class);

  /** A message costs under a millisecond, and nobody reads faster. */
  private static final long LEAST_NANOS_BETWEEN = TimeUnit.MILLISECONDS.toNanos(250);

  /** Spark makes its plugins itself and has one context a process: so these are static. */
  private static final Map<TrialId, ProgressSink> ROUTES = new ConcurrentHashMap<>();

  /** Begins a message that is a note and not progress. */
  private static final String NOTE = "note ";

  private static volatile @Nullable PluginContext executor;

  @Override
  public DriverPlugin driverPlugin() {
    return new ToSinks();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new FromTasks();
  }

  /** On the driver: whom to tell about a trial. */
  static void route(TrialId trial, ProgressSink sink) {
    ROUTES.put(trial, sink);
  }

  /** On the driver: the trial has ended. */
  static void unroute(TrialId trial) {
    ROUTES.remove(trial);
  }

  /** On the driver: tells of a trial, if it has not ended. */
  static void note(TrialNote note) {
    ProgressSink sink = ROUTES.get(note.trial());
    if (sink != null) {
      sink.note(note);
    }
  }

  /** On an executor: where the given task reports to. */
  static ProgressSink sink(TaskContext task) {
    return new TaskSink(executor, task);
  }

  /** On an executor: what Spark gave it. */
  static Map<String, ResourceInformation> executorResources() {
    PluginContext context = executor;
    return context == null ? Map.of() : context.resources();
  }

  private static final class ToSinks implements DriverPlugin {
    @Override
    public void registerMetrics(String application, PluginContext context) {
      GridMetrics.register(context.metricRegistry());
    }

    @Override
    public @Nullable Object receive(Object message) {
      String text = (String) message;
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
  }

  private static final class FromTasks implements ExecutorPlugin {
    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      executor = context;
    }

    @Override
    public void shutdown() {
      executor = null;
    }
  }

  private static final class TaskSink implements ProgressSink {
    private final @Nullable PluginContext channel;
    private final TaskContext task;
    private int lastEpoch = -1;
    private long lastNanos;

    TaskSink(@Nullable PluginContext channel, TaskContext task) {
      this.channel = channel;
      this.task = task;
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
