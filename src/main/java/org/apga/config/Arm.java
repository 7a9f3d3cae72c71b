package org.apga.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A training method (Cheng et al. 2019; {@code continue} and {@code continue3} are ours), with
 * every fact about it that is needed outside its method. Their order here is the order in all
 * tables.
 *
 * <p>A new arm needs a line here, a class in {@code method}, a line in {@code Method.of} and its
 * colours in the report page's style sheet.
 */
public enum Arm {
  /** Cross-entropy on clean images. */
  BASELINE(Role.START, 1, 0, Guide.NONE),
  /**
   * Goes on from the best baseline with two clean steps per batch: the effect of longer training.
   */
  CONTINUE(Role.CONTROL, 2, 0, Guide.NONE),
  /** The same with three, for arms that make three steps per batch. */
  CONTINUE3(Role.CONTROL, 3, 0, Guide.NONE),
  /** A clean step, then a step on images with a random rectangle erased. */
  CUTOUT(Role.TREATMENT, 2, 0, Guide.NONE),
  /** A step on images masked by a frozen baseline's Grad-CAM, then a clean step. */
  GRADCAM(Role.TREATMENT, 2, 1, Guide.FROZEN_BASELINE),
  /** Classifier and policy in one differentiable loss. */
  END2END(Role.TREATMENT, 3, 0, Guide.POLICY),
  /** Adversarial policy gradient augmentation. */
  APGA(Role.TREATMENT, 2, 1, Guide.POLICY);

  /** The role of an arm in a report. */
  public enum Role {
    /** All other arms start from its best weights. */
    START,
    /** Shows the effect of longer training alone. */
    CONTROL,
    /** The report shows its gain over its control. */
    TREATMENT
  }

  /** What decides which pixels an arm erases or keeps. */
  private enum Guide {
    NONE,
    FROZEN_BASELINE,
    POLICY
  }

  private final Role role;
  private final int classifierSteps;
  private final int otherPasses;
  private final Guide guide;

  Arm(Role role, int classifierSteps, int otherPasses, Guide guide) {
    this.role = role;
    this.classifierSteps = classifierSteps;
    this.otherPasses = otherPasses;
    this.guide = guide;
  }

  /** Returns its name in configuration, tables and paths. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns its role in a report. */
  public Role role() {
    return role;
  }

  /** Returns the number of optimiser steps of the classifier per batch. */
  public int classifierSteps() {
    return classifierSteps;
  }

  /** Returns the number of passes through a classifier per batch that train nothing. */
  public int otherPasses() {
    return otherPasses;
  }

  /** Returns whether some of its steps use images with erased pixels. */
  public boolean masks() {
    return role == Role.TREATMENT;
  }

  /** Returns whether a network decides which pixels it erases or keeps. */
  public boolean isGuided() {
    return guide != Guide.NONE;
  }

  /** Returns whether it uses the Grad-CAM of a copy of the baseline that is not trained. */
  public boolean looksAtFrozenBaseline() {
    return guide == Guide.FROZEN_BASELINE;
  }

  /** Returns whether it trains a masking policy. */
  public boolean trainsPolicy() {
    return guide == Guide.POLICY;
  }

  /** Returns whether it starts from the best baseline of the same part, seed and shot count. */
  public boolean startsFromBaseline() {
    return role != Role.START;
  }

  /**
   * Returns the arm that a treatment is compared with: the control with the same number of
   * classifier steps per batch. So a gain cannot be due to more steps.
   *
   * @return empty for an arm that is not a treatment
   * @throws IllegalStateException if no control makes as many steps
   */
  public Optional<Arm> control() {
    if (role != Role.TREATMENT) {
      return Optional.empty();
    }
    return Optional.of(
        controls().stream()
            .filter(arm -> arm.classifierSteps == classifierSteps)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "No control makes as many classifier steps per batch as "
                            + label()
                            + ".")));
  }

  /**
   * Returns all arms that it is compared with, in order: the baseline, the shortest control, its
   * own control. An arm is not compared with itself.
   */
  public List<Arm> rivals() {
    if (role == Role.START) {
      return List.of();
    }
    return Arrays.stream(values())
        .filter(
            arm ->
                arm.role == Role.START
                    || arm == controls().get(0)
                    || control().equals(Optional.of(arm)))
        .filter(arm -> arm != this)
        .toList();
  }

  /** Returns the controls, in order. */
  public static List<Arm> controls() {
    return Arrays.stream(values()).filter(arm -> arm.role == Role.CONTROL).toList();
  }

  /** Returns all names, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Arm::label).toList();
  }

  /** Returns the arm of that name, if this version has it. */
  public static Optional<Arm> find(String label) {
    return Arrays.stream(values()).filter(arm -> arm.label().equals(label)).findFirst();
  }

  /**
   * Returns the arm of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Arm of(String label) {
    return find(label)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find arm \"" + label + "\". Use one of " + labels() + "."));
  }
}
