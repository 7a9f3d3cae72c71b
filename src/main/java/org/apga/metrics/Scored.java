package org.apga.metrics;

/**
 * What a classifier said of one image (or study), and what is true.
 *
 * @param probabilities of the classes
 * @param label the true class: 1 = abnormal, 0 = normal where there are two
 * @param study identifies a study within the whole data set
 * @param patient identifies a patient within the whole data set
 */
public record Scored(Probabilities probabilities, int label, String study, String patient) {
  /**
   * @throws IllegalArgumentException if the label is none of the classes
   */
  public Scored {
    int classes = probabilities.classes();
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          "Cannot score an image of study %s: its label is %s. Use %s."
              .formatted(
                  study,
                  label,
                  classes == 2
                      ? "1 for abnormal and 0 for normal"
                      : "the number of a class, 0 to " + (classes - 1)));
    }
  }

  /**
   * Of two classes, normal and abnormal.
   *
   * @param probability of abnormal, 0..1
   * @throws IllegalArgumentException if the probability is not in 0..1 or the label not 0 or 1
   */
  public Scored(double probability, int label, String study, String patient) {
    this(ofAbnormal(probability, study), label, study, patient);
  }

  private static Probabilities ofAbnormal(double probability, String study) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          ("Cannot score an image of study %s: its probability %s is not in 0..1. See whether the"
                  + " classifier diverged.")
              .formatted(study, probability));
    }
    return Probabilities.ofAbnormal(probability);
  }

  /** How many classes there are, two or more. */
  public int classes() {
    return probabilities.classes();
  }

  /** The class that is called. */
  public int called() {
    return probabilities.called();
  }

  /** The view of two classes: the probability of class 1, abnormal. */
  public double probability() {
    return probabilities.of(1);
  }
}
