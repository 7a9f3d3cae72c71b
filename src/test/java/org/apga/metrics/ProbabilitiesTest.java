package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbabilitiesTest {
  private static void assertRefused(String message, double... ofClasses) {
    assertThatThrownBy(() -> Probabilities.of(ofClasses))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void eachClassHasItsOwn() {
    Probabilities three = Probabilities.of(0.2, 0.5, 0.3);

    assertThat(three.classes()).isEqualTo(3);
    assertThat(three.of(0)).isEqualTo(0.2);
    assertThat(three.of(1)).isEqualTo(0.5);
    assertThat(three.of(2)).isEqualTo(0.3);
    assertThat(three.called()).isEqualTo(1);
  }

  @Test
  void ofTwoClassesTheSecondIsKeptToTheLastBit() {
    Probabilities two = Probabilities.ofAbnormal(0.1);

    assertThat(two.classes()).isEqualTo(2);
    assertThat(two.of(1)).isEqualTo(0.1);
    assertThat(two.of(0)).isEqualTo(1 - 0.1);
    assertThatThrownBy(() -> two.of(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void ofSeveralThatAreLargestTheLowestClassIsCalled() {
    assertThat(Probabilities.of(0.2, 0.4, 0.4).called()).isEqualTo(1);
    assertThat(Probabilities.of(0.25, 0.25, 0.25, 0.25).called()).isZero();
  }

  @Test
  void ofTwoClassesAbnormalIsCalledOverOneHalf() {
    assertThat(Probabilities.ofAbnormal(0.5).called()).isZero();
    assertThat(Probabilities.ofAbnormal(Math.nextUp(0.5)).called()).isEqualTo(1);
    assertThat(Probabilities.ofAbnormal(0).called()).isZero();
    assertThat(Probabilities.ofAbnormal(1).called()).isEqualTo(1);
  }

  @Test
  void whatIsEqualHasTheSameProbabilitiesOfTheSameClasses() {
    assertThat(Probabilities.of(0.75, 0.25))
        .isEqualTo(Probabilities.ofAbnormal(0.25))
        .hasSameHashCodeAs(Probabilities.ofAbnormal(0.25))
        .isNotEqualTo(Probabilities.of(0.75, 0.25, 0));
    assertThat(Probabilities.of(0.5, 0.25, 0.25))
        .isEqualTo(Probabilities.of(0.5, 0.25, 0.25))
        .hasSameHashCodeAs(Probabilities.of(0.5, 0.25, 0.25))
        .isNotEqualTo(Probabilities.of(0.25, 0.25, 0.5))
        .hasToString("[0.5, 0.25, 0.25]");
  }

  @Test
  void laterChangesOfTheNumbersPassedChangeNothing() {
    double[] passed = {0.2, 0.5, 0.3};
    Probabilities three = Probabilities.of(passed);
    passed[0] = 1;

    assertThat(three.of(0)).isEqualTo(0.2);
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertRefused(
        "Cannot make probabilities of [0.5, 0.75, -0.25]: -0.25 of class 2 is not in 0..1. Check"
            + " whether the classifier diverged.",
        0.5,
        0.75,
        -0.25);
    assertRefused(
        "Cannot make probabilities of [NaN, 0.5]: NaN of class 0 is not in 0..1. Check whether the"
            + " classifier diverged.",
        Double.NaN,
        0.5);
    assertRefused(
        "Cannot make probabilities of [1.0]: two or more are needed. Pass one per class.", 1);
  }

  @Test
  void aSumThatIsNotOneIsRefusedButForRounding() {
    assertRefused(
        "Cannot make probabilities of [0.5, 0.25, 0.125]: their sum is 0.875, not 1. Pass the"
            + " probabilities of all classes.",
        0.5,
        0.25,
        0.125);
    assertThat(Probabilities.of(0.5, 0.25, 0.2500009).of(2)).isEqualTo(0.2500009);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.1, 1.1})
  void whatIsNoProbabilityOfAbnormalIsRefused(double probability) {
    assertThatThrownBy(() -> Probabilities.ofAbnormal(probability))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make probabilities of normal and abnormal: "
                + probability
                + " of abnormal is not in 0..1. Check whether the classifier diverged.");
  }

  @Test
  void aLabelThatIsNoneOfTheClassesIsRefusedWithItsStudy() {
    Probabilities three = Probabilities.of(0.2, 0.5, 0.3);

    assertThat(new Scored(three, 2, "study1", "patient1").called()).isEqualTo(1);
    for (int label : new int[] {-1, 3}) {
      assertThatThrownBy(() -> new Scored(three, label, "study1", "patient1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot score an image of study study1: its label is "
                  + label
                  + ". Use the number of a class, 0 to 2.");
    }
  }
}
