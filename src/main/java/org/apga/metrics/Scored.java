package org.apga.metrics;

/**
 * What a classifier said of one image (or study), and what is true.
 *
 * @param probability of abnormal, 0..1
 * @param label 1 = abnormal, 0 = normal
 * @param study identifies a study within the whole data set
 * @param patient identifies a patient within the whole data set
 */
public record Scored(double probability, int label, String study, String patient) {
  /**
   * @throws IllegalArgumentException if the probability is not in 0..1 or the label not 0 or 1
   */
  public Scored {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          ("Cannot score an image of study %s: its probability %s is not in 0..1. See whether the"
                  + " classifier diverged.")
              .formatted(study, probability));
    }
    if (label != 0 && label != 1) {
      throw new IllegalArgumentException(
          "Cannot score an image of study %s: its label is %s. Use 1 for abnormal and 0 for normal."
              .formatted(study, label));
    }
  }

  /** MURA's rule: abnormal where the probability is over 0.5; exactly 0.5 is normal. */
  public boolean calledAbnormal() {
    return probability > 0.5;
  }
}
