package org.apga.run.spark;

import java.io.Serializable;
import org.apga.trial.ProgressSink;

/**
 * The work of an executor for one trial. Sent by Java serialisation, so it must be serialisable: a
 * lambda or a small class.
 */
@FunctionalInterface
public interface TrialJob extends Serializable {
  /**
   * @param requestJson the trial as text, from the function given to {@link SparkTrialRunner}
   * @return a {@link org.apga.trial.TrialOutcome} as {@link org.apga.trial.TrialJson} writes it,
   *     failures included
   * @throws Exception Spark tries again elsewhere if {@link org.apga.trial.FailureCause#of} returns
   *     INFRASTRUCTURE; any other exception becomes a failed outcome and is not tried again
   */
  String run(String requestJson, ProgressSink progress) throws Exception;
}
