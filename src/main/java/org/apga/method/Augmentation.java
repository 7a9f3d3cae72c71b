package org.apga.method;

import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.Fill;
import org.apga.engine.Masks;

/** Test-time augmentation of the arms that train a policy. */
public final class Augmentation {
  private Augmentation() {}

  /**
   * The mean of two probabilities of each class: for the image, and for the pixels that the policy
   * points at. Its metrics are separate and never mixed with the plain ones.
   *
   * @param fill what replaces the other pixels
   * @param plain images x classes, the classifier's probabilities for the whole images
   * @return images x classes
   */
  public static double[] probabilities(
      Classifier classifier, Batch batch, Masks masks, Fill fill, double[] plain) {
    double[] kept = classifier.probabilities(batch.keptWhere(masks, fill));
    double[] mean = new double[plain.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (plain[i] + kept[i]) / 2;
    }
    return mean;
  }
}
