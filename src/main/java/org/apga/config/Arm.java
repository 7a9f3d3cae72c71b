package org.apga.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A way of training (Cheng et al. 2019; {@code continue} and {@code continue3} are ours), and every
 * fact of it that is needed outside its method. Their order here is the order of all tables.
 *
 * <p>A new arm is a line here, a class in {@code method}, a line in {@code Method.of} and its
 * colours in the page's style sheet.
 */
public enum Arm {
  /** Cross-entropy on clean images. */
  BASELINE(Role.START, 1, 0, Guide.NONE),
  /** Goes on from the best baseline with two clean steps a batch: what longer training gives. */
  CONTINUE(Role.CONTROL, 2, 0, Guide.NONE),
  /** The same with three, for arms that make three steps a batch. */
  CONTINUE3(Role.CONTROL, 3, 0, Guide.NONE),
  /** A clean step, then a step on images with a random rectangle erased. */
  CUTOUT(Role.TREATMENT, 2, 0, Guide.NONE),
  /** A step on what a frozen baseline's Grad-CAM keeps, then a clean step. */
  GRADCAM(Role.TREATMENT, 2, 1, Guide.FROZEN_BASELINE),
  /** Classifier and policy in one differentiable loss. */
  END2END(Role.TREATMENT, 3, 0, Guide.POLICY),
  /** Adversarial policy gradient augmentation. */
  APGA(Role.TREATMENT, 2, 1, Guide.POLICY);

  /** What a report asks of an arm. */
  public enum Role {
    /** All other arms start from its best weights. */
    START,
    /** Shows what longer training gives by itself. */
    CONTROL,
    /** Its gain over its control is what is asked for. */
    TREATMENT
  }

  /** What points at the pixels that an arm erases or keeps. */
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

  /** Its name in configuration, tables and paths. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a report asks of it. */
  public Role role() {
    return role;
  }

  /** Optimiser steps of the classifier for each batch. */
  public int classifierSteps() {
    return classifierSteps;
  }

  /** Passes through a classifier for each batch that train nothing. */
  public int otherPasses() {
    return otherPasses;
  }

  /** Whether some of its steps see images that something was erased of. */
  public boolean masks() {
    return role == Role.TREATMENT;
  }

  /** Whether it erases or keeps what something points at. */
  public boolean isGuided() {
    return guide != Guide.NONE;
  }

  /** Whether it looks at the Grad-CAM of a copy of the baseline that is not trained. */
  public boolean looksAtFrozenBaseline() {
    return guide == Guide.FROZEN_BASELINE;
  }

  /** Whether it trains a masking policy. */
  public boolean trainsPolicy() {
    return guide == Guide.POLICY;
  }

  /** Whether it starts from the best baseline of the same part, seed and shot. */
  public boolean startsFromBaseline() {
    return role != Role.START;
  }

  /**
   * What a treatment is compared with: the control that makes as many classifier steps a batch. So
   * a gain cannot be that of more steps.
   *
   * @return empty for an arm that is no treatment
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
                        "No control makes as many classifier steps a batch as " + label() + ".")));
  }

  /**
   * All that it is compared with, in order: the baseline, the shortest control, its own control. An
   * arm is not compared with itself.
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

  /** The controls, in order. */
  public static List<Arm> controls() {
    return Arrays.stream(values()).filter(arm -> arm.role == Role.CONTROL).toList();
  }

  /** All names, in order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Arm::label).toList();
  }

  /** The arm of that name, if this version knows it. */
  public static Optional<Arm> find(String label) {
    return Arrays.stream(values()).filter(arm -> arm.label().equals(label)).findFirst();
  }

  /**
   * The arm of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Arm of(String label) {
    return find(label)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find arm \"" + label + "\". Take one of " + labels() + "."));
  }
}
