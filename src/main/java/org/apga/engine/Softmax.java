package org.apga.engine;

import java.util.Arrays;

/** Softmax on the host, in double precision. */
public final class Softmax {
  private Softmax() {}

  /**
   * @param logits images x classes, row-major
   * @return images x classes
   */
  public static double[] of(double[] logits, int images) {
    int classes = logits.length / images;
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < images; i++) {
      double top = largest(logits, i * classes, classes);
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        probabilities[i * classes + c] = Math.exp(logits[i * classes + c] - top);
        sum += probabilities[i * classes + c];
      }
      for (int c = 0; c < classes; c++) {
        probabilities[i * classes + c] /= sum;
      }
    }
    return probabilities;
  }

  private static double largest(double[] logits, int first, int classes) {
    return Arrays.stream(logits, first, first + classes)
        .reduce(Double.NEGATIVE_INFINITY, Math::max);
  }

  /** The logarithm of the sum of the exponentials of some logits. */
  static double logOfSum(double[] logits, int first, int classes) {
    double top = largest(logits, first, classes);
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[first + c] - top);
    }
    return Math.log(sum) + top;
  }
}
