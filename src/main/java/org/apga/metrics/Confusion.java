package org.apga.metrics;

/** How often scores of a class are called each class, and what that alone tells. */
final class Confusion {
  private final double[][] counts;
  private final double[] truths;
  private final double[] calls;
  private double n;
  private double right;

  /**
   * @param counts whole numbers: a row a true class, a value a called one
   */
  Confusion(double[][] counts) {
    this.counts = counts;
    truths = new double[counts.length];
    calls = new double[counts.length];
    for (int truth = 0; truth < counts.length; truth++) {
      right += counts[truth][truth];
      for (int called = 0; called < counts.length; called++) {
        double count = counts[truth][called];
        truths[truth] += count;
        calls[called] += count;
        n += count;
      }
    }
  }

  double n() {
    return n;
  }

  double ofClass(int c) {
    return truths[c];
  }

  double accuracy() {
    return ratio(right, n);
  }

  /** Share of a class that is called right: of two, class 1's sensitivity, class 0's specificity. */
  double recall(int c) {
    return ratio(counts[c][c], truths[c]);
  }

  double balancedAccuracy() {
    double sum = 0;
    int occur = 0;
    for (int c = 0; c < counts.length; c++) {
      if (truths[c] > 0) {
        sum += recall(c);
        occur++;
      }
    }
    return ratio(sum, occur);
  }

  /** Cohen's kappa, every wrong call weighing the same. */
  double kappa() {
    // With counts instead of shares the denominator is exactly 0 where kappa is undefined.
    double chance = 0;
    for (int c = 0; c < counts.length; c++) {
      chance += truths[c] * calls[c];
    }
    return ratio(n * right - chance, n * n - chance);
  }

  /** Cohen's kappa, a wrong call weighing the square of its distance (Cohen 1968). */
  double quadraticKappa() {
    double observed = 0;
    double chance = 0;
    for (int truth = 0; truth < counts.length; truth++) {
      for (int called = 0; called < counts.length; called++) {
        double weight = (truth - called) * (truth - called);
        observed += weight * counts[truth][called];
        chance += weight * truths[truth] * calls[called];
      }
    }
    return ratio(chance - n * observed, chance);
  }

  static double ratio(double part, double whole) {
    return whole == 0 ? Double.NaN : part / whole;
  }
}
