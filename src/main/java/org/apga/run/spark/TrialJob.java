package org.apga.run.spark;

import java.io.Serializable;
import org.apga.run.ProgressSink;

/**
 * What an executor does for one trial. Travels by Java serialisation: a lambda or a small class
 * without state that can not travel.
 */
@FunctionalInterface
public interface TrialJob extends Serializable {

  /**
   * Trains.
   *
   * @param requestJson what {@link SparkTrialRunner}'s caller made of the trial
   * @return a {@link org.apga.run.TrialOutcome} as {@link org.apga.run.RunJson} writes it, failures
   *     included
   * @throws Exception Spark tries again elsewhere where {@link org.apga.run.FailureCause#of} says
   *     INFRASTRUCTURE; any other exception becomes a failed outcome and is not tried again
   */
  String run(String requestJson, ProgressSink progress) throws Exception;
}
