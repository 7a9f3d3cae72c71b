package org.apga.run.spark;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRequest;
import org.apga.trial.TrialTraining;

/**
 * Trains the trial of a {@link TrialRequest} with the executor's Hadoop configuration, after
 * checking the executor.
 */
public final class TrainingJob implements TrialJob {
  private static final long serialVersionUID = 1L;

  @Override
  public String run(String requestJson, ProgressSink progress) throws Exception {
    Configuration hadoop = SparkContexts.hadoop(SparkEnv.get().conf());
    TrialRequest request = TrialJson.read(requestJson, TrialRequest.class);
    Optional<TrialOutcome> hopeless = ExecutorHealth.examine(request, hadoop);
    return TrialJson.write(
        hopeless.isPresent()
            ? hopeless.get()
            : TrialTraining.run(request, hadoop, progress, ExecutorWatch.ownLog()));
  }
}
