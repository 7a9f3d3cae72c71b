package org.apga.metrics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * Temperature scaling of probabilities, and thresholds for calls: fitted on the selection split,
 * applied to the test split.
 */
public final class Calibration {
  /**
   * Largest temperature of the search, and the inverse of the smallest: beyond them probabilities
   * are nearly equal, or 0 and 1.
   */
  private static final double MOST = 100;

  /** If the logarithm of the temperature is this close to a bound, there is no minimum. */
  private static final double AT_BOUND = 1e-3;

  private static final double LEAST_PROBABILITY = 1e-12;

  private Calibration() {}

  /**
   * The temperature T for which softmax(log(p) / T) has the least mean cross-entropy (Guo et al.,
   * ICML 2017), between 0.01 and 100. With two classes this is sigmoid(logit(p) / T).
   *
   * @param scores with more than one label
   * @return NaN if there is none, for example because every call is right: the loss then falls
   *     until T is 0
   * @throws IllegalArgumentException if scores differ in their number of classes
   */
  public static double temperature(List<Scored> scores) {
    ScoreSheet.classes(scores);
    List<double[]> odds =
        scores.stream().map(score -> logOdds(score.probabilities(), score.label())).toList();
    // Convex in 1 / T, so it has a single minimum over log T too.
    UnivariateObjectiveFunction loss =
        new UnivariateObjectiveFunction(
            log -> {
              double factor = Math.exp(-log);
              return odds.stream().mapToDouble(of -> crossEntropy(of, factor)).sum();
            });
    double bound = Math.log(MOST);
    double log =
        new BrentOptimizer(1e-12, 1e-12)
            .optimize(
                loss, GoalType.MINIMIZE, new SearchInterval(-bound, bound, 0), new MaxEval(1000))
            .getPoint();
    return Math.abs(log) > bound - AT_BOUND ? Double.NaN : Math.exp(log);
  }

  /** Applies a temperature to a score; its call does not change. */
  public static Scored at(double temperature, Scored score) {
    double[] moved = new double[score.classes()];
    for (int c = 0; c < moved.length; c++) {
      double sum = 0;
      for (double odds : logOdds(score.probabilities(), c)) {
        sum += Math.exp(-(odds / temperature));
      }
      moved[c] = 1 / sum;
    }
    return with(score, Probabilities.of(moved));
  }

  /**
   * The probability over which to call abnormal: the one with the largest sensitivity + specificity
   * (Youden 1950), or the highest that reaches a requested sensitivity. It is the midpoint between
   * two scores; if several are equally good, it is the one nearest to one half.
   *
   * @param scores of two classes, with both labels
   * @param sensitivity to reach, 0..1; NaN for Youden's point
   * @return over 0, below 1
   * @throws IllegalArgumentException if there are more classes
   */
  public static double threshold(List<Scored> scores, double sensitivity) {
    scores.forEach(Calibration::requireTwoClasses);
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
      // A midpoint is not itself a score, unless two scores differ only in their last bit.
      int over = sorted[label].length - (at < 0 ? -at - 1 : at + 1);
      return (double) over / sorted[label].length;
    }
  }

  /**
   * Moves a score so that it is over one half if and only if it was over the threshold; the order
   * of scores does not change. The result is not meaningful as a probability.
   *
   * @throws IllegalArgumentException if there are more than two classes
   */
  public static Scored calledOver(double threshold, Scored score) {
    requireTwoClasses(score);
    double logit = logOdds(score.probabilities(), 1)[0];
    double moved =
        1 / (1 + Math.exp(-(logit - logOdds(Probabilities.ofAbnormal(threshold), 1)[0])));
    // Rounding must not move it to the other side.
    boolean over = score.probability() > threshold;
    return with(
        score,
        Probabilities.ofAbnormal(over ? Math.max(moved, Math.nextUp(0.5)) : Math.min(moved, 0.5)));
  }

  private static void requireTwoClasses(Scored score) {
    if (score.classes() != 2) {
      throw new IllegalArgumentException(
          ("Cannot call a score of study %s over a threshold: it has %s classes. Use"
                  + " thresholds for two classes.")
              .formatted(score.study(), score.classes()));
    }
  }

  private static Scored with(Scored score, Probabilities probabilities) {
    return new Scored(probabilities, score.label(), score.study(), score.patient());
  }

  /** The log odds of a class against each class; 0 against itself. */
  private static double[] logOdds(Probabilities probabilities, int c) {
    double[] bounded = new double[probabilities.classes()];
    Arrays.setAll(
        bounded,
        i -> Math.min(Math.max(probabilities.of(i), LEAST_PROBABILITY), 1 - LEAST_PROBABILITY));
    if (bounded.length == 2) {
      bounded[0] = 1 - bounded[1];
    }
    double[] odds = new double[bounded.length];
    for (int other = 0; other < odds.length; other++) {
      // The odds of two classes against each other must differ only in sign, to the last bit.
      odds[other] =
          c > other
              ? Math.log(bounded[c] / bounded[other])
              : -Math.log(bounded[other] / bounded[c]);
    }
    return odds;
  }

  /**
   * Minus the logarithm of a label's probability, after its log odds are multiplied by a factor.
   */
  private static double crossEntropy(double[] odds, double factor) {
    int most = 0;
    for (int c = 1; c < odds.length; c++) {
      most = odds[c] < odds[most] ? c : most;
    }
    double least = odds[most] * factor;
    double others = 0;
    for (int c = 0; c < odds.length; c++) {
      others += c == most ? 0 : Math.exp(least - odds[c] * factor);
    }
    return Math.log1p(others) - least;
  }
}
