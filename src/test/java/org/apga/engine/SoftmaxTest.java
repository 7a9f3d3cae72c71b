package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SoftmaxTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-15);

  @Test
  void probabilitiesAreThoseOfEachImageByItself() {
    double third = Math.log(3);

    assertThat(Softmax.of(new double[] {0, third, 5, 5}, 2))
        .containsExactly(new double[] {0.25, 0.75, 0.5, 0.5}, ROUNDING);
  }

  @Test
  void hugeScoresDoNotOverflow() {
    assertThat(Softmax.of(new double[] {1e300, -1e300, -5000, -5000}, 2))
        .containsExactly(1, 0, 0.5, 0.5);
    assertThat(CrossEntropy.PLAIN.loss(new double[] {1000, 0}, new int[] {1})).isEqualTo(1000);
    assertThat(CrossEntropy.PLAIN.loss(new double[] {1000, 0}, new int[] {0})).isZero();
  }

  @Test
  void crossEntropyIsTheMeanOfMinusTheLogOfTheLabelsProbability() {
    double[] logits = {0, Math.log(3), 0, 0};

    assertThat(CrossEntropy.PLAIN.loss(logits, new int[] {1, 0}))
        .isCloseTo(-(Math.log(0.75) + Math.log(0.5)) / 2, ROUNDING);
  }

  @Test
  void moreThanTwoClassesAreFine() {
    assertThat(Softmax.of(new double[4], 1)).containsExactly(0.25, 0.25, 0.25, 0.25);
    assertThat(CrossEntropy.PLAIN.loss(new double[4], new int[] {3}))
        .isCloseTo(Math.log(4), ROUNDING);
  }

  @Test
  void whatDivergedHasNoFiniteLoss() {
    assertThat(CrossEntropy.PLAIN.loss(new double[] {Double.NaN, 0}, new int[] {1})).isNaN();
    assertThat(CrossEntropy.PLAIN.loss(new double[] {Double.POSITIVE_INFINITY, 0}, new int[] {0}))
        .isNaN();
  }
}
