package org.apga.metrics.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apga.metrics.Scored;

/**
 * Compares two networks' calls of the same studies, right or wrong (McNemar 1947), with any number
 * of classes: a call is right if the called class is the true one.
 *
 * <p>The test assumes independent studies, which two studies of one patient are not; nearly all of
 * MURA's patients have one study per part.
 *
 * @param bothRight studies that both call right
 * @param onlyFirst studies that the first network alone calls right
 * @param onlySecond studies that the second network alone calls right
 * @param bothWrong studies that both call wrong
 */
public record McNemar(int bothRight, int onlyFirst, int onlySecond, int bothWrong) {
  /** Compares the studies that both networks have scored. */
  public static McNemar of(List<Scored> first, List<Scored> second) {
    Map<String, Scored> others = new HashMap<>();
    second.forEach(study -> others.put(study.study(), study));
    int[] counts = new int[4];
    for (Scored study : first) {
      Scored other = others.get(study.study());
      if (other != null) {
        counts[(right(study) ? 0 : 2) + (right(other) ? 0 : 1)]++;
      }
    }
    return new McNemar(counts[0], counts[1], counts[2], counts[3]);
  }

  private static boolean right(Scored study) {
    return study.called() == study.label();
  }

  /**
   * Two-sided exact p, for the hypothesis that either network is equally likely to be the one that
   * is right on a study that only one calls right.
   */
  public double p() {
    int discordant = onlyFirst + onlySecond;
    if (discordant == 0) {
      return 1;
    }
    double tail =
        new BinomialDistribution(null, discordant, 0.5)
            .cumulativeProbability(Math.min(onlyFirst, onlySecond));
    return Math.min(1, 2 * tail);
  }
}
