package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apga.engine.Centring;
import org.apga.engine.DivergedException;
import org.apga.engine.WeightsException;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreStatisticsTest {

  @Test
  void theMedianOfAnEvenCountIsTheMeanOfTheTwoMiddleScores() {
    // Sorted: -5, -1, 3, 100; squared distances from 24.25: 855.6, 637.6, 451.6, 5738.1.
    Centring centring = of(new double[] {100, -5, 3, -1});
    assertThat(centring.subtract()).isEqualTo(1);
    assertThat(centring.divide()).isCloseTo(Math.sqrt(7682.75 / 3), within(1e-9));
  }

  @Test
  void theMedianOfManyScoresIsExact() {
    RandomStream random = new RandomStream(4);
    double[] scores = new double[1001];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextGaussian();
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    assertThat(of(scores).subtract()).isEqualTo(sorted[500]);
  }

  @Test
  void scoresThatAreAllTheSameAreRefused() {
    assertThatThrownBy(() -> of(new double[] {2, 2, 2}))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot centre the policy: all of its scores are 2.0. Check policy.weights, or set"
                + " policy.centre-images = 0.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aScoreThatIsNoNumberIsADivergedPolicy(double score) {
    assertThatThrownBy(() -> of(new double[] {1, score, 3}))
        .isInstanceOf(DivergedException.class)
        .hasMessage(
            "Cannot use the network: a score of the policy is "
                + score
                + ". Train it again with a smaller train.learning-rate.");
  }

  @Test
  void imagesThatDoNotComeBackAreRefused() {
    Iterator<double[]> once = List.of(new double[] {1, 2, 3}).iterator();
    assertThatThrownBy(() -> ScoreStatistics.of(() -> once, scores -> scores))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot centre the policy: the second iteration gave other images."
                + " Pass an Iterable that repeats.");
  }

  private static Centring of(double[] scores) {
    return ScoreStatistics.of(List.of(scores), all -> all);
  }
}
