package org.apga.metrics;

/**
 * A confusion matrix under each of several weightings, and the figures that need nothing else. It
 * holds counts instead of shares, so that a denominator is exactly 0 if a figure is undefined.
 */
final class Confusion {
  private final int classes;
  private final double[][] cells;
  private final double[][] truths;
  private final double[][] calls;
  private final double[] n;
  private final double[] right;

  /**
   * @param cells whole numbers: one row per cell, one value per weighting
   */
  Confusion(int classes, double[][] cells) {
    this.classes = classes;
    this.cells = cells;
    int weightings = cells[0].length;
    truths = new double[classes][weightings];
    calls = new double[classes][weightings];
    n = new double[weightings];
    right = new double[weightings];
    for (int truth = 0; truth < classes; truth++) {
      for (int called = 0; called < classes; called++) {
        add(truths[truth], cells[cell(classes, truth, called)]);
        add(calls[called], cells[cell(classes, truth, called)]);
      }
      add(n, truths[truth]);
      add(right, cells[cell(classes, truth, truth)]);
    }
  }

  /** The position of a cell. */
  static int cell(int classes, int truth, int called) {
    return truth * classes + called;
  }

  private static void add(double[] sums, double[] counts) {
    for (int w = 0; w < sums.length; w++) {
      sums[w] += counts[w];
    }
  }

  double n(int w) {
    return n[w];
  }

  double ofClass(int c, int w) {
    return truths[c][w];
  }

  double accuracy(int w) {
    return ratio(right[w], n[w]);
  }

  /**
   * Share of a class that is called correctly. With two classes, class 1's is the sensitivity and
   * class 0's the specificity.
   */
  double recall(int c, int w) {
    return share(c, c, w);
  }

  /** Share of a class that is called a class. */
  double share(int truth, int called, int w) {
    return ratio(cells[cell(classes, truth, called)][w], truths[truth][w]);
  }

  double balancedAccuracy(int w) {
    double sum = 0;
    int occur = 0;
    for (int c = 0; c < classes; c++) {
      if (truths[c][w] > 0) {
        sum += recall(c, w);
        occur++;
      }
    }
    return ratio(sum, occur);
  }

  /** Cohen's kappa with the same weight for every wrong call. */
  double kappa(int w) {
    double chance = 0;
    for (int c = 0; c < classes; c++) {
      chance += truths[c][w] * calls[c][w];
    }
    return ratio(n[w] * right[w] - chance, n[w] * n[w] - chance);
  }

  /**
   * Cohen's kappa that weights a wrong call by the square of its distance from the true class
   * (Cohen 1968).
   */
  double quadraticKappa(int w) {
    double observed = 0;
    double chance = 0;
    for (int truth = 0; truth < classes; truth++) {
      for (int called = 0; called < classes; called++) {
        double weight = (truth - called) * (truth - called);
        observed += weight * cells[cell(classes, truth, called)][w];
        chance += weight * truths[truth][w] * calls[called][w];
      }
    }
    return ratio(chance - n[w] * observed, chance);
  }

  static double ratio(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }
}
