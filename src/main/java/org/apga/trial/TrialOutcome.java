package org.apga.trial;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.plan.TrialId;
import org.apga.secrets.Secrets;

/** The outcome of a trial. Failures are values, so that the grid goes on. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrialOutcome.Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = TrialOutcome.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = TrialOutcome.Skipped.class, name = "skipped"),
  @JsonSubTypes.Type(value = TrialOutcome.Halted.class, name = "halted")
})
public sealed interface TrialOutcome {
  /**
   * The start of the reason if a trial was stopped or never started because the grid was stopped.
   */
  String STOPPED = "stopped";

  /** The trial. */
  TrialId id();

  /**
   * Trained and committed.
   *
   * @param figures the main figures, by name, such as {@code accuracy}; the first of them are shown
   * @param seconds from the task's start to its commit
   * @param stopReason why training stopped, in words
   */
  record Completed(TrialId id, SortedMap<String, Double> figures, double seconds, String stopReason)
      implements TrialOutcome {
    /** Copies the figures. */
    public Completed {
      figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
    }

    /** The same without its figures. */
    public Completed withoutFigures() {
      return new Completed(id, new TreeMap<>(), seconds, stopReason);
    }
  }

  /**
   * Not trained to its end.
   *
   * @param message one line, without secrets
   * @param log where the full log is: a path, or a machine; empty if there is none
   */
  record Failed(TrialId id, FailureCause cause, String message, String log)
      implements TrialOutcome {
    /** Removes secrets, because these texts end up in tables, logs and reports. */
    public Failed {
      message = Secrets.redact(message);
      log = Secrets.redact(log);
    }
  }

  /**
   * Not started.
   *
   * @param reason why not, in words
   */
  record Skipped(TrialId id, String reason) implements TrialOutcome {}

  /**
   * Trained up to its rung, and stored there. It may continue later or be dropped; neither is a
   * failure.
   *
   * @param epoch the last epoch that is done
   */
  record Halted(TrialId id, int epoch) implements TrialOutcome {}
}
