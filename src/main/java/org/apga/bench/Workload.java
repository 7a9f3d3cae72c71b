package org.apga.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apga.config.Arm;

/**
 * What is done with a batch: a step of an arm, or something else.
 *
 * @param label its name on the command line
 * @param arm whose step it is, if it is one
 */
public record Workload(String label, Optional<Arm> arm) {
  /** The classifier's scores in evaluation mode. */
  public static final Workload INFERENCE = new Workload("inference", Optional.empty());

  /** The policy's masks and its policy-gradient step, without a classifier. */
  public static final Workload POLICY = new Workload("policy", Optional.empty());

  boolean hasClassifier() {
    return !equals(POLICY);
  }

  boolean hasFrozenClassifier() {
    return arm.filter(Arm::looksAtFrozenBaseline).isPresent();
  }

  boolean hasPolicy() {
    return equals(POLICY) || arm.filter(Arm::trainsPolicy).isPresent();
  }

  /** All of them, in order. */
  public static List<Workload> all() {
    return Stream.concat(
            Stream.of(Arm.values()).map(arm -> new Workload(arm.label(), Optional.of(arm))),
            Stream.of(INFERENCE, POLICY))
        .toList();
  }

  /** All names, in order. */
  public static List<String> labels() {
    return all().stream().map(Workload::label).toList();
  }
}
