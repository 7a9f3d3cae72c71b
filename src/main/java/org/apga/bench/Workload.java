package org.apga.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apga.config.Arm;
import org.jspecify.annotations.Nullable;

/** What is done with a batch. */
public enum Workload {
  /** A step of the arm {@code baseline}. */
  BASELINE(Arm.BASELINE),
  /** A step of the arm {@code gradcam}. */
  GRADCAM(Arm.GRADCAM),
  /** A step of the arm {@code apga}. */
  APGA(Arm.APGA),
  /** A step of the arm {@code end2end}. */
  END2END(Arm.END2END),
  /** The classifier's scores in evaluation mode. */
  INFERENCE(null),
  /** The policy's masks and its policy-gradient step, without a classifier. */
  POLICY(null);

  private final @Nullable Arm arm;

  Workload(@Nullable Arm arm) {
    this.arm = arm;
  }

  /** The arm whose step it is, if it is one. */
  Optional<Arm> arm() {
    return Optional.ofNullable(arm);
  }

  boolean hasClassifier() {
    return this != POLICY;
  }

  boolean hasPolicy() {
    return this == POLICY || arm != null && arm.trainsPolicy();
  }

  /** Its name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All names, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Workload::label).toList();
  }
}
