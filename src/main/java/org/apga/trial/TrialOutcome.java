package org.apga.trial;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.plan.TrialId;
import org.apga.secrets.Secrets;

/** What became of a trial. Failures are values: the grid goes on. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrialOutcome.Completed.class, name = "completed"),
  @JsonSubTypes.Type(value = TrialOutcome.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = TrialOutcome.Skipped.class, name = "skipped"),
  @JsonSubTypes.Type(value = TrialOutcome.Halted.class, name = "halted")
})
public sealed interface TrialOutcome {
  /** Begins the reason of a trial that was stopped, or never started, since the grid was. */
  String STOPPED = "stopped";

  /** The trial. */
  TrialId id();

  /**
   * Trained and committed.
   *
   * @param figures what a person looks at first, by name, such as {@code accuracy}; the first of
   *     them are shown
   * @param seconds from the task's start to its commit
   * @param stopReason in words
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
   * @param message one line for people, without secrets
   * @param log where the whole story stands: a path, or a machine; empty if nowhere
   */
  record Failed(TrialId id, FailureCause cause, String message, String log)
      implements TrialOutcome {
    /** Removes secrets, since what is told here ends in tables, logs and reports. */
    public Failed {
      message = Secrets.redact(message);
      log = Secrets.redact(log);
    }
  }

  /**
   * Not started.
   *
   * @param reason in words
   */
  record Skipped(TrialId id, String reason) implements TrialOutcome {}

  /**
   * Trained as far as it was to be, and stored there: it may go on, or is dropped and no failure.
   *
   * @param epoch at whose end it is
   */
  record Halted(TrialId id, int epoch) implements TrialOutcome {}
}
