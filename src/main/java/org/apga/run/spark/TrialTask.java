package org.apga.run.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.Function;
import org.apga.files.FileErrors;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.secrets.Secrets;
import org.apga.trial.FailureCause;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One trial on an executor: reports that it began, runs the job, and turns exceptions into
 * outcomes.
 */
final class TrialTask implements Function<String, String> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TrialTask.class);

  private final TrialJob job;
  private final String id;
  private final String title;
  private final String request;

  TrialTask(TrialJob job, Trial trial, String request) {
    this.job = job;
    this.id = trial.id().value();
    this.title = trial.title();
    this.request = request;
  }

  @Override
  public String call(String nothing) {
    ProgressSink sink = ProgressPlugin.sink(TaskContext.get(), new TrialId(id));
    try {
      sink.report(TrialProgress.begun(new TrialId(id), title));
      TrialGpus.bind(TaskContext.get());
      try (TrialCores cores = TrialCores.bind(TaskContext.get())) {
        return job.run(request, sink);
      }
    } catch (CancellationException | TaskKilledException e) {
      if (TaskContext.get().isInterrupted() || !sink.endsHere()) {
        throw e;
      }
      if (ProgressPlugin.executorGoes()) {
        // Spark starts a task that ends like this elsewhere, and does not count it as a try.
        throw new TaskKilledException("its executor is about to go");
      }
      return TrialJson.write(new TrialOutcome.Skipped(new TrialId(id), TrialOutcome.STOPPED));
    } catch (Exception | OutOfMemoryError | LinkageError | AssertionError e) {
      FailureCause cause = FailureCause.of(e);
      if (cause == FailureCause.INFRASTRUCTURE) {
        // Spark writes the exception into its logs and its UI, where people see its first line.
        Throwable told =
            e instanceof UncheckedIOException file
                ? new UncheckedIOException(FileErrors.told(file) + ".", file.getCause())
                : e;
        return ExceptionUtils.rethrow(
            Secrets.areIn(e) ? new IOException(Secrets.redact(told.toString())) : told);
      }
      LOG.error("{} failed: {}\n{}", title, cause, Secrets.trace(e));
      return TrialJson.write(
          new TrialOutcome.Failed(new TrialId(id), cause, message(e), ExecutorWatch.ownLog()));
    }
  }

  private static String message(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? e.toString() : e + " at " + trace[0];
  }
}
