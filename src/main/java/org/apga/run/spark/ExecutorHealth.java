package org.apga.run.spark;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.doctor.Allowance;
import org.apga.doctor.Doctor;
import org.apga.doctor.Finding;
import org.apga.doctor.Surroundings;
import org.apga.plan.TrialId;
import org.apga.provenance.Machine;
import org.apga.trial.DataSet;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks an executor before its first trial, like {@code submit/apga doctor}. A healthy executor is
 * not checked again. One with a problem is checked before each trial, because it may be fixed, and
 * logs the same problem once.
 *
 * <p>Problems with the data are ignored here, because they are not the executor's: each trial
 * reports them for the images that it needs.
 */
final class ExecutorHealth {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorHealth.class);

  /** Settings with which this executor was found healthy. */
  private static final Set<SortedMap<String, String>> WELL = new HashSet<>();

  private static List<Finding> complaint = List.of();

  private ExecutorHealth() {}

  /**
   * Lets a trial begin, or reports why no executor should try it.
   *
   * @return the trial's outcome if the settings are wrong; empty if there is no problem
   * @throws IOException if this executor cannot train
   */
  static synchronized Optional<TrialOutcome> examine(TrialRequest request, Configuration hadoop)
      throws IOException {
    if (WELL.contains(request.settings())) {
      return Optional.empty();
    }
    GridConfig config = ConfigReader.read(request.settings());
    List<Finding> wrong =
        Doctor.examine(
                Surroundings.ofThisProcess(),
                Allowances.of(SparkEnv.get().conf(), Allowance.Place.EXECUTOR),
                config,
                hadoop,
                () -> DataSet.planned(config, request.trial(), request.manifestHash(), hadoop))
            .stream()
            .filter(finding -> !finding.ok() && cause(finding) != FailureCause.DATA)
            .toList();
    if (wrong.isEmpty()) {
      WELL.add(request.settings());
      return Optional.empty();
    }
    if (!wrong.equals(complaint)) {
      wrong.forEach(finding -> LOG.warn("{}", finding.line()));
      complaint = wrong;
    }
    return Optional.of(outcome(request.trial().id(), wrong));
  }

  private static TrialOutcome outcome(TrialId trial, List<Finding> wrong) throws IOException {
    String here = "Cannot train on " + Machine.host() + ": ";
    for (Finding finding : wrong) {
      FailureCause cause = cause(finding);
      if (cause != FailureCause.INFRASTRUCTURE) {
        return new TrialOutcome.Failed(
            trial, cause, here + finding.wrong(), ExecutorWatch.ownLog());
      }
    }
    throw new IOException(
        here + wrong.stream().map(Finding::wrong).collect(Collectors.joining(" ")));
  }

  private static FailureCause cause(Finding finding) {
    Finding.Failure failure = finding.failure();
    return failure == null ? FailureCause.BUG : failure.cause();
  }
}
