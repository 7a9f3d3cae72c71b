package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.evaluation.CallCounts.Doubtful;
import org.apga.metrics.Probabilities;
import org.apga.train.Evaluation;
import org.junit.jupiter.api.Test;

class CallCountsTest {
  private static Evaluation evaluation(double... probabilities) {
    List<Example> examples =
        IntStream.range(0, probabilities.length)
            .mapToObj(i -> new Example("p" + i, i % 2, "patient", "study", "elbow", Split.TEST))
            .toList();
    return new Evaluation(
        examples,
        DoubleStream.of(probabilities).mapToObj(Probabilities::ofAbnormal).toList(),
        null,
        null);
  }

  /** Of two classes: true and false positives, true and false negatives. */
  private static CallCounts counts(int tp, int fp, int tn, int fn) {
    return new CallCounts(List.of(List.of(tn, fp), List.of(fn, tp)));
  }

  /** How many abnormal and normal ones. */
  private static Doubtful doubtful(int abnormal, int normal) {
    return new Doubtful(List.of(normal, abnormal));
  }

  @Test
  void aCallThatRoundingDecidesIsNoDisagreement() {
    Evaluation evaluation = evaluation(0.2, 0.9, 0.5 + 1e-7, 0.5 - 1e-7);
    CallCounts ours = CallCounts.of(evaluation.images());
    Doubtful doubtful = Doubtful.of(evaluation, 2);

    assertThat(ours).isEqualTo(counts(1, 1, 1, 1));
    assertThat(doubtful).isEqualTo(doubtful(1, 1));
    assertThat(ours.agrees(ours, doubtful)).isTrue();
    assertThat(ours.agrees(counts(2, 0, 2, 0), doubtful)).isTrue();
    assertThat(ours.agrees(counts(0, 1, 1, 2), doubtful)).isTrue();
  }

  @Test
  void moreThanTheDoubtfulCallsIsADisagreementAndSoIsAnotherNumberOfImages() {
    CallCounts ours = counts(10, 5, 10, 5);

    assertThat(ours.agrees(counts(9, 5, 10, 6), doubtful(0, 9))).isFalse();
    assertThat(ours.agrees(counts(10, 7, 8, 5), doubtful(9, 1))).isFalse();
    assertThat(ours.agrees(counts(10, 5, 10, 4), doubtful(9, 9))).isFalse();
    assertThat(ours.agrees(counts(10, 4, 10, 5), doubtful(9, 9))).isFalse();
  }

  @Test
  void ofMoreClassesEachTrueClassMustHaveNearlyTheSameCalls() {
    CallCounts ours = new CallCounts(List.of(List.of(5, 1, 0), List.of(0, 4, 2), List.of(0, 0, 6)));
    CallCounts other =
        new CallCounts(List.of(List.of(5, 0, 1), List.of(0, 4, 2), List.of(0, 0, 6)));

    assertThat(ours.agrees(other, new Doubtful(List.of(1, 0, 0)))).isTrue();
    assertThat(ours.agrees(other, new Doubtful(List.of(0, 6, 6)))).isFalse();
    assertThat(ours).hasToString("calls of each class [[5, 1, 0], [0, 4, 2], [0, 0, 6]]");
  }

  @Test
  void ofMoreClassesAnImageIsDoubtfulWhereTwoAreNearlyAsProbable() {
    List<Example> examples =
        List.of(
            new Example("a", 2, "p", "s", "hip", Split.TEST),
            new Example("b", 1, "p", "t", "hip", Split.TEST));
    Evaluation evaluation =
        new Evaluation(
            examples,
            List.of(
                Probabilities.of(0.4 + 1e-5, 0.4 - 1e-5, 0.2), Probabilities.of(0.5, 0.25, 0.25)),
            null,
            null);

    assertThat(Doubtful.of(evaluation, 3)).isEqualTo(new Doubtful(List.of(0, 0, 1)));
  }
}
