package org.apga.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The loss that a classifier's steps minimise, computed on the host in double precision: PyTorch's
 * {@code cross_entropy(logits, labels, weight, label_smoothing)} with its mean over a batch.
 *
 * <p>With s the smoothing, K the classes, y an image's label and w their weights, the loss of an
 * image is -(1 - s) w[y] log p[y] - s / K sum over c of w[c] log p[c]; that of a batch is the sum
 * over its images divided by the sum of their w[y].
 *
 * @param classWeights one positive number per class; empty if all classes count alike
 * @param smoothing share of the target that all classes share, 0..1
 */
public record CrossEntropy(List<Double> classWeights, double smoothing) {
  /** The mean of minus the log-probability of the label. */
  public static final CrossEntropy PLAIN = new CrossEntropy(List.of(), 0);

  /** Copies the weights. */
  public CrossEntropy {
    classWeights = List.copyOf(classWeights);
  }

  /**
   * Weights that compensate for the frequency of each class in a training set: images / (classes x
   * images of the class).
   *
   * @param labels of the training set, which contains every class
   */
  public static List<Double> inverseFrequencies(int[] labels, int classes) {
    Double[] weights = new Double[classes];
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      long count = Arrays.stream(labels).filter(label -> label == wanted).count();
      weights[c] = (double) labels.length / (classes * count);
    }
    return Collections.unmodifiableList(Arrays.asList(weights));
  }

  /** Whether this is the mean of minus the log-probability of the label. */
  public boolean isPlain() {
    return classWeights.isEmpty() && smoothing == 0;
  }

  /**
   * The loss of a batch; not finite if the classifier diverged.
   *
   * @param logits images x classes, row-major
   */
  public double loss(double[] logits, int[] labels) {
    return losses(logits, labels).mean();
  }

  /**
   * The loss of a batch and of each image.
   *
   * @param logits images x classes, row-major
   */
  public Losses losses(double[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    double[] images = new double[labels.length];
    double total = 0;
    for (int i = 0; i < labels.length; i++) {
      double level = Softmax.logOfSum(logits, i * classes, classes);
      for (int c = 0; c < classes; c++) {
        double share = share(labels[i], c, classes);
        // Avoids infinity * 0 = NaN.
        if (share != 0) {
          double term = share * (level - logits[i * classes + c]);
          total += term;
          images[i] += term;
        }
      }
    }
    double weight = weight(labels);
    for (int i = 0; i < images.length; i++) {
      images[i] *= labels.length / weight;
    }
    return new Losses(total / weight, images);
  }

  /**
   * The gradient of the loss of a batch with respect to its logits.
   *
   * @param logits images x classes, row-major
   * @return images x classes
   */
  public double[] gradient(double[] logits, int[] labels) {
    int classes = logits.length / labels.length;
    double[] gradient = Softmax.of(logits, labels.length);
    double weight = weight(labels);
    for (int i = 0; i < labels.length; i++) {
      double shares = 0;
      for (int c = 0; c < classes; c++) {
        shares += share(labels[i], c, classes);
      }
      for (int c = 0; c < classes; c++) {
        int at = i * classes + c;
        gradient[at] = (gradient[at] * shares - share(labels[i], c, classes)) / weight;
      }
    }
    return gradient;
  }

  /** The weight of minus the log-probability of class {@code c} in the loss of an image. */
  private double share(int label, int c, int classes) {
    return ofClass(c) * ((c == label ? 1 - smoothing : 0) + smoothing / classes);
  }

  private double ofClass(int c) {
    return classWeights.isEmpty() ? 1 : classWeights.get(c);
  }

  private double weight(int[] labels) {
    return Arrays.stream(labels).mapToDouble(this::ofClass).sum();
  }
}
