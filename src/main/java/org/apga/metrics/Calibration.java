package org.apga.metrics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * Probabilities made honest, and calls made at another point, by what one split tells of the
 * networks: fitted on the selection split, applied to the test split.
 */
public final class Calibration {
  /** Temperatures that are looked for: beyond them probabilities are 0.5, or 0 and 1. */
  private static final double MOST = 100;

  /** A logarithm of a temperature so near to a bound is no least value. */
  private static final double AT_BOUND = 1e-3;

  private static final double LEAST_PROBABILITY = 1e-12;

  private Calibration() {}

  /**
   * The temperature T for which sigmoid(logit(p) / T) has the least mean cross-entropy (Guo et al.,
   * ICML 2017), between 0.01 and 100.
   *
   * @param scores with both labels
   * @return NaN where there is none: scores that are all on their label's side would have 0
   */
  public static double temperature(List<Scored> scores) {
    // Convex in 1 / T, so it has one least value on the logarithm too.
    UnivariateObjectiveFunction loss =
        new UnivariateObjectiveFunction(
            log ->
                scores.stream()
                    .mapToDouble(
                        score -> {
                          double z = logit(score.probability()) * Math.exp(-log);
                          return softplus(score.label() == 1 ? -z : z);
                        })
                    .sum());
    double bound = Math.log(MOST);
    double log =
        new BrentOptimizer(1e-12, 1e-12)
            .optimize(
                loss, GoalType.MINIMIZE, new SearchInterval(-bound, bound, 0), new MaxEval(1000))
            .getPoint();
    return Math.abs(log) > bound - AT_BOUND ? Double.NaN : Math.exp(log);
  }

  /** The score at another temperature; its call stays. */
  public static Scored at(double temperature, Scored score) {
    return with(score, sigmoid(logit(score.probability()) / temperature));
  }

  /**
   * Over which probability to call abnormal: where sensitivity + specificity is largest (Youden
   * 1950), or the highest that leaves an asked sensitivity. Between two scores it is their middle;
   * of several that are as good, that nearest to one half.
   *
   * @param scores with both labels
   * @param sensitivity asked for, 0..1; NaN for Youden's
   * @return over 0, below 1
   */
  public static double threshold(List<Scored> scores, double sensitivity) {
    double[] seen = scores.stream().mapToDouble(Scored::probability).sorted().distinct().toArray();
    ScoresByLabel by = new ScoresByLabel(scores);
    double best = 0.5;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= seen.length; i++) {
      double below = i == 0 ? 0 : seen[i - 1];
      double above = i == seen.length ? 1 : seen[i];
      double at = (below + above) / 2;
      if (at <= 0 || at >= 1) {
        continue;
      }
      double found = by.over(at, 1);
      double good =
          Double.isNaN(sensitivity)
              ? found - by.over(at, 0)
              : found >= sensitivity ? at : Double.NEGATIVE_INFINITY;
      boolean nearer = good == most && Math.abs(at - 0.5) < Math.abs(best - 0.5);
      if (good > most || nearer) {
        most = good;
        best = at;
      }
    }
    return best;
  }

  /** Probabilities by label, ascending. */
  private static final class ScoresByLabel {
    private final double[][] sorted = new double[2][];

    ScoresByLabel(List<Scored> scores) {
      for (int label = 0; label < 2; label++) {
        int wanted = label;
        sorted[label] =
            scores.stream()
                .filter(score -> score.label() == wanted)
                .mapToDouble(Scored::probability)
                .sorted()
                .toArray();
      }
    }

    /** Share of the scores of a label that are over a probability. */
    double over(double probability, int label) {
      int at = Arrays.binarySearch(sorted[label], probability);
      // No score is a middle between two, but where both are the same but for their last bit.
      int over = sorted[label].length - (at < 0 ? -at - 1 : at + 1);
      return (double) over / sorted[label].length;
    }
  }

  /**
   * The score moved so that it is over one half where it was over the threshold, in the same order
   * as before. What it says as a probability means nothing then.
   */
  public static Scored calledOver(double threshold, Scored score) {
    double moved = sigmoid(logit(score.probability()) - logit(threshold));
    // Rounding may not move it to the other side.
    boolean over = score.probability() > threshold;
    return with(score, over ? Math.max(moved, Math.nextUp(0.5)) : Math.min(moved, 0.5));
  }

  private static Scored with(Scored score, double probability) {
    return new Scored(probability, score.label(), score.study(), score.patient());
  }

  private static double logit(double probability) {
    double p = Math.min(Math.max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
    return Math.log(p / (1 - p));
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** log(1 + e^z). */
  private static double softplus(double z) {
    return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z));
  }
}
