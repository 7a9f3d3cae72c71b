package org.apga.trial;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apga.plan.Trial;
import org.apga.secrets.Secrets;
import org.apga.store.Attempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens to one attempt at a trial besides training: in the executor's log, for notes
 * and warnings also in the driver's, and in the log that a failure leaves.
 */
final class TrialLog {
  private static final Logger LOG = LoggerFactory.getLogger(TrialLog.class);

  private final Trial trial;
  private final ProgressSink sink;
  private final String process;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param process where this process logs, in words; empty if unknown
   */
  TrialLog(Trial trial, ProgressSink sink, String process) {
    this.trial = trial;
    this.sink = sink;
    this.process = process;
  }

  /** Logs an ordinary event. */
  void info(String line) {
    LOG.info("{}: {}", trial.title(), kept(line));
  }

  /** Logs an ordinary event that the driver also shows. */
  void note(String line) {
    info(line);
    sink.note(new TrialNote(trial.id(), Secrets.redact(line)));
  }

  /** Logs a problem that the trial may survive. The driver shows it. */
  void warn(String line) {
    LOG.warn("{}: {}", trial.title(), kept(line));
    sink.note(new TrialNote(trial.id(), Secrets.redact(line)));
  }

  /** Logs a problem with the images of the trial's part. The driver shows it once. */
  void warnOfPart(String line) {
    LOG.warn("{}: {}", trial.title(), kept(line));
    sink.note(new TrialNote(trial.id(), TrialNote.About.PART, Secrets.redact(line)));
  }

  private String kept(String line) {
    String told = Secrets.redact(line);
    lines.add(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + told);
    return told;
  }

  /**
   * Writes the full log of a failure beside the attempt's files, if possible.
   *
   * @return where the log is
   */
  String failure(Attempt attempt, Throwable thrown) {
    String before = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    try {
      return attempt.writeLog(trial.title() + "\n" + before + Secrets.trace(thrown)).toString();
    } catch (IOException e) {
      LOG.error(
          "{} failed, and its log could not be stored: {}\n{}",
          trial.title(),
          Secrets.redact(e.toString()),
          Secrets.trace(thrown));
      return process;
    }
  }
}
