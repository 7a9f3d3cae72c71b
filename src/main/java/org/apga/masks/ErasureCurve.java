package org.apga.masks;

import java.util.Locale;

/**
 * The mean probability of the images' own class while pixels are erased or revealed, the most
 * salient first.
 *
 * @param probabilities at fractions 0, 1 / STEPS, ... 1 of the pixels
 */
public record ErasureCurve(Saliency saliency, Kind kind, double[] probabilities) {
  /** Number of parts in which pixels are erased or revealed. */
  public static final int STEPS = 10;

  /** Whether pixels are erased or revealed. */
  public enum Kind {
    /** Pixels become 0, as the adversary of APGA erases. A good saliency falls early. */
    DELETION,
    /** Pixels appear on black. A good saliency rises early. */
    INSERTION;

    /** The name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The area below the curve by trapezoids, 0..1. */
  public double area() {
    double sum = 0;
    for (int step = 1; step < probabilities.length; step++) {
      sum += (probabilities[step - 1] + probabilities[step]) / 2;
    }
    return sum / (probabilities.length - 1);
  }
}
