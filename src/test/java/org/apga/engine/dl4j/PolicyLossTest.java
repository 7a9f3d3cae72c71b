package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Reinforcement;
import org.junit.jupiter.api.Test;

class PolicyLossTest {
  private static final PolicyLossWeights WEIGHTS = new PolicyLossWeights(100, 0.1, 0.01);
  private static final double[] SCORES = {-3, -0.2, 0.1, 2.5};

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    for (double advantage : new double[] {0.4, -0.4}) {
      double[] gradient =
          PolicyLoss.gradient(
              PolicyLoss.sigmoid(SCORES), Reinforcement.published(advantage, WEIGHTS));
      for (int i = 0; i < SCORES.length; i++) {
        double h = 1e-6;
        double slope = (lossMoved(i, h, advantage) - lossMoved(i, -h, advantage)) / (2 * h);
        assertThat(gradient[i]).isCloseTo(slope, within(1e-7));
      }
    }
  }

  private static double lossMoved(int pixel, double by, double advantage) {
    double[] scores = SCORES.clone();
    scores[pixel] += by;
    return PolicyLoss.loss(PolicyLoss.sigmoid(scores), Reinforcement.published(advantage, WEIGHTS));
  }

  @Test
  void aSurePixelCostsAHundredAtMostAndPullsNoMore() {
    double[] sure = PolicyLoss.sigmoid(new double[] {800});
    assertThat(PolicyLoss.loss(sure, Reinforcement.published(1, new PolicyLossWeights(0, 1, 0))))
        .isEqualTo(100);
    assertThat(
            PolicyLoss.gradient(sure, Reinforcement.published(1, new PolicyLossWeights(0, 1, 0))))
        .containsExactly(0);
  }
}
