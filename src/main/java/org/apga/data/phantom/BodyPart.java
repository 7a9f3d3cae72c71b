package org.apga.data.phantom;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** MURA's seven body parts and how each is framed. */
enum BodyPart {
  ELBOW(0.72, 1.0, 0.13),
  FINGER(0.42, 0.66, 0.095),
  FOREARM(0.48, 0.72, 0.08),
  HAND(0.76, 0.98, 0.055),
  HUMERUS(0.46, 0.7, 0.11),
  SHOULDER(0.85, 1.12, 0.15),
  WRIST(0.66, 0.95, 0.12);

  /** Bounds of width over height. */
  final double minAspect;

  final double maxAspect;

  /** Radius of a shaft that the exposure is set for, in half heights of the image. */
  final double typicalRadius;

  BodyPart(double minAspect, double maxAspect, double typicalRadius) {
    this.minAspect = minAspect;
    this.maxAspect = maxAspect;
    this.typicalRadius = typicalRadius;
  }

  /** The folder's name in the layout, such as {@code XR_ELBOW}. */
  String folder() {
    return "XR_" + name();
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BodyPart of(String part) {
    return Arrays.stream(values())
        .filter(candidate -> candidate.label().equals(part))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot draw the body part \"%s\": it is not one of MURA's. Choose from %s."
                        .formatted(
                            part,
                            Arrays.stream(values())
                                .map(BodyPart::label)
                                .collect(Collectors.joining(", ")))));
  }
}
