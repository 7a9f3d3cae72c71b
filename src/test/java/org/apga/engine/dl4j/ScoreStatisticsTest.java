package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apga.engine.Centring;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;

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
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot centre the policy: its scores have standard deviation 0.0."
                + " Check its weights.");
  }

  @Test
  void imagesThatDoNotComeBackAreRefused() {
    ScoreStatistics statistics = new ScoreStatistics();
    statistics.survey(new double[] {1, 2, 3});
    statistics.endSurvey();
    assertThatThrownBy(statistics::centring)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot centre the policy: its images were others when read again."
                + " Give an Iterable that repeats.");
  }

  private static Centring of(double[] scores) {
    ScoreStatistics statistics = new ScoreStatistics();
    statistics.survey(scores);
    statistics.endSurvey();
    statistics.measure(scores);
    return statistics.centring();
  }
}
