package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static Scored scored(double probability, int label) {
    return new Scored(probability, label, "s", "p");
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  /** Honest probabilities, whose logits are then multiplied by two. */
  private static List<Scored> twiceAsSure() {
    RandomStream random = new RandomStream(5);
    List<Scored> scores = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double z = 1.5 * random.nextGaussian();
      int label = random.nextDouble() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
      scores.add(scored(1 / (1 + Math.exp(-2 * z)), label));
    }
    return scores;
  }

  @Test
  void aClassifierThatIsTwiceAsSureAsItMayBeHasTemperatureTwo() {
    assertThat(Calibration.temperature(twiceAsSure())).isCloseTo(2, within(0.06));
  }

  @Test
  void noOtherTemperatureHasALowerCrossEntropy() {
    List<Scored> scores = twiceAsSure();
    double temperature = Calibration.temperature(scores);

    double least = loss(scores, temperature);

    assertThat(least).isLessThan(loss(scores, temperature * 1.001));
    assertThat(least).isLessThan(loss(scores, temperature / 1.001));
    assertThat(least).isLessThan(loss(scores, 1));
  }

  private static double loss(List<Scored> scores, double temperature) {
    return ClassificationMetrics.of(
            scores.stream().map(score -> Calibration.at(temperature, score)).toList())
        .meanCrossEntropy();
  }

  @Test
  void aTemperatureLeavesCallsAndOrder() {
    assertThat(Calibration.at(4, scored(0.5, 1)).probability()).isEqualTo(0.5);
    assertThat(logit(Calibration.at(4, scored(0.9, 1)).probability()))
        .isCloseTo(logit(0.9) / 4, within(1e-12));
    assertThat(Calibration.at(0.01, scored(1, 1)).probability()).isEqualTo(1);
  }

  @Test
  void aClassifierThatIsAlwaysRightHasNoTemperature() {
    assertThat(Calibration.temperature(List.of(scored(0.4, 0), scored(0.6, 1)))).isNaN();
    assertThat(Calibration.temperature(List.of(scored(0.4, 1), scored(0.6, 0)))).isNaN();
  }

  @Test
  void youdensPointIsWhereSensitivityAndSpecificityAreLargestTogether() {
    List<Scored> scores =
        List.of(scored(0.1, 0), scored(0.2, 1), scored(0.3, 0), scored(0.4, 1), scored(0.8, 1));

    // Over 0.35: 2 of 3 and 2 of 2; over 0.15: 3 of 3 and 1 of 2.
    assertThat(Calibration.threshold(scores, Double.NaN)).isCloseTo(0.35, within(1e-15));
  }

  @Test
  void anAskedSensitivityIsReachedAtTheHighestPossiblePoint() {
    List<Scored> scores =
        List.of(scored(0.1, 0), scored(0.2, 1), scored(0.3, 0), scored(0.4, 1), scored(0.8, 1));

    assertThat(Calibration.threshold(scores, 1)).isCloseTo(0.15, within(1e-15));
    assertThat(Calibration.threshold(scores, 0.6)).isCloseTo(0.35, within(1e-15));
    assertThat(Calibration.threshold(scores, 0.3)).isCloseTo(0.6, within(1e-15));
  }

  @Test
  void whatIsOverAThresholdIsCalledAbnormalAndNothingElse() {
    double threshold = 0.35;

    assertThat(Calibration.calledOver(threshold, scored(threshold, 1)).called()).isZero();
    assertThat(Calibration.calledOver(threshold, scored(Math.nextUp(threshold), 1)).called())
        .isOne();
    assertThat(Calibration.calledOver(threshold, scored(0, 1)).called()).isZero();
    assertThat(Calibration.calledOver(threshold, scored(1, 1)).called()).isOne();
  }

  private static Scored scored(int label, double... probabilities) {
    return new Scored(Probabilities.of(probabilities), label, "s", "p");
  }

  /** Honest probabilities of three classes, whose logarithms are then multiplied by two. */
  private static List<Scored> twiceAsSureOfThree() {
    RandomStream random = new RandomStream(6);
    List<Scored> scores = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double[] honest = new double[3];
      double[] sure = new double[3];
      double u = random.nextDouble();
      double honestSum = 0;
      double sureSum = 0;
      for (int c = 0; c < 3; c++) {
        double z = random.nextGaussian();
        honestSum += honest[c] = Math.exp(z);
        sureSum += sure[c] = Math.exp(2 * z);
      }
      int label = 0;
      for (double p = honest[0] / honestSum; p < u && label < 2; p += honest[label] / honestSum) {
        label++;
      }
      for (int c = 0; c < 3; c++) {
        sure[c] /= sureSum;
      }
      scores.add(scored(label, sure));
    }
    return scores;
  }

  @Test
  void ofThreeClassesTheTemperatureIsThatOfTheLeastCrossEntropy() {
    List<Scored> scores = twiceAsSureOfThree();
    double temperature = Calibration.temperature(scores);

    assertThat(temperature).isCloseTo(2, within(0.06));
    double least = loss(scores, temperature);
    assertThat(least).isLessThan(loss(scores, temperature * 1.001));
    assertThat(least).isLessThan(loss(scores, temperature / 1.001));
  }

  @Test
  void aTemperatureDividesTheLogarithmsOfAllClasses() {
    // Square roots of 0.64, 0.32 and 0.04, divided by their sum.
    Probabilities at = Calibration.at(2, scored(0, 0.64, 0.32, 0.04)).probabilities();

    double sum = 0.8 + Math.sqrt(0.32) + 0.2;
    assertThat(at.of(0)).isCloseTo(0.8 / sum, within(1e-12));
    assertThat(at.of(1)).isCloseTo(Math.sqrt(0.32) / sum, within(1e-12));
    assertThat(at.of(2)).isCloseTo(0.2 / sum, within(1e-12));
    // What is certain stays so, at any temperature, and what ties stays tied.
    assertThat(Calibration.at(0.01, scored(0, 0, 1, 0)).probabilities())
        .isEqualTo(Probabilities.of(0, 1, 0));
    Probabilities tied = Calibration.at(0.01, scored(0, 0.2, 0.4, 0.4)).probabilities();
    assertThat(tied.of(1)).isEqualTo(0.5);
    assertThat(tied.of(2)).isEqualTo(0.5);
  }

  @Test
  void ofThreeClassesOneThatIsAlwaysRightHasNoTemperature() {
    assertThat(Calibration.temperature(List.of(scored(0, 0.5, 0.3, 0.2), scored(2, 0.2, 0.3, 0.5))))
        .isNaN();
  }

  @Test
  void aThresholdIsBetweenTwoClasses() {
    Scored ofThree = scored(0, 0.5, 0.3, 0.2);
    String message =
        "Cannot call a score of study s over a threshold: it has 3 classes. Use thresholds for"
            + " two classes.";

    assertThatThrownBy(() -> Calibration.threshold(List.of(ofThree), Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> Calibration.calledOver(0.5, ofThree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
