package org.apga.run;

import java.util.List;
import java.util.stream.Stream;
import org.apga.trial.TrialOutcome;

/**
 * What became of a grid.
 *
 * @param outcomes one for each trial to train, in the order they ended
 */
public record GridResult(List<TrialOutcome> outcomes) {
  /** Copies the list. */
  public GridResult {
    outcomes = List.copyOf(outcomes);
  }

  /** The trials that were trained. */
  public List<TrialOutcome.Completed> completed() {
    return of(TrialOutcome.Completed.class).toList();
  }

  /** The trials that failed. */
  public List<TrialOutcome.Failed> failed() {
    return of(TrialOutcome.Failed.class).toList();
  }

  /** The trials that were not started, or stopped on request. */
  public List<TrialOutcome.Skipped> skipped() {
    return of(TrialOutcome.Skipped.class).toList();
  }

  private <T extends TrialOutcome> Stream<T> of(Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast);
  }
}
