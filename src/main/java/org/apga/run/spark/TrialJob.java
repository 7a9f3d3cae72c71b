package org.apga.run.spark;

import java.io.Serializable;
import org.apga.trial.ProgressSink;

/**
 * What an executor does for one trial. Travels by Java serialisation: a lambda or a small class
 * without state that cannot travel.
 */
@FunctionalInterface
public interface TrialJob extends Serializable {
  /**
   * @param requestJson what {@link SparkTrialRunner}'s caller made of the trial
   * @return a {@link org.apga.trial.TrialOutcome} as {@link org.apga.trial.TrialJson} writes it,
   *     failures included
   * @throws Exception Spark tries again elsewhere where {@link org.apga.trial.FailureCause#of} says
   *     INFRASTRUCTURE; any other exception becomes a failed outcome and is not tried again
   */
  String run(String requestJson, ProgressSink progress) throws Exception;
}
