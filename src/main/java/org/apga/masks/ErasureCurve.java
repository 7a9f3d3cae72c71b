package org.apga.masks;

import java.util.Locale;

/**
 * How the mean probability of the images' own class goes as pixels go or come, the most salient
 * first.
 *
 * @param probabilities at fractions 0, 1 / STEPS, ... 1 of the pixels
 */
public record ErasureCurve(Saliency saliency, Kind kind, double[] probabilities) {
  /** Parts that pixels are erased or revealed in. */
  public static final int STEPS = 10;

  /** What happens to the pixels. */
  public enum Kind {
    /** They become 0, as the adversary of the method erases. A good saliency falls early. */
    DELETION,
    /** They appear on black. A good saliency rises early. */
    INSERTION;

    /** As tables name it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The area below it by trapezoids, 0..1. */
  public double area() {
    double sum = 0;
    for (int step = 1; step < probabilities.length; step++) {
      sum += (probabilities[step - 1] + probabilities[step]) / 2;
    }
    return sum / (probabilities.length - 1);
  }
}
