package org.apga.metrics;

/**
 * A classifier's probabilities for one image or study, and the true class.
 *
 * @param probabilities of the classes
 * @param label the true class; with two classes, 1 = abnormal and 0 = normal
 * @param study identifies a study within the whole data set
 * @param patient identifies a patient within the whole data set
 */
public record Scored(Probabilities probabilities, int label, String study, String patient) {
  /**
   * @throws IllegalArgumentException if the label is not the number of a class
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
   * A score of two classes, normal and abnormal.
   *
   * @param probability of abnormal, 0..1
   * @throws IllegalArgumentException if the probability is not in 0..1 or the label is not 0 or 1
   */
  public Scored(double probability, int label, String study, String patient) {
    this(ofAbnormal(probability, study), label, study, patient);
  }

  private static Probabilities ofAbnormal(double probability, String study) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          ("Cannot score an image of study %s: its probability %s is not in 0..1. Check whether"
                  + " the classifier diverged.")
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

  /** For two classes: the probability of class 1, abnormal. */
  public double probability() {
    return probabilities.of(1);
  }
}
