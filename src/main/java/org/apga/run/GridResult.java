package org.apga.run;

import java.util.List;
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
    return of(TrialOutcome.Completed.class);
  }

  /** Those of a kind. */
  public <T extends TrialOutcome> List<T> of(Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
