package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.evaluation.CallCounts.Doubtful;
import org.apga.train.Evaluation;
import org.junit.jupiter.api.Test;

class CallCountsTest {
  private static Evaluation evaluation(double... probabilities) {
    List<Example> examples =
        IntStream.range(0, probabilities.length)
            .mapToObj(i -> new Example("p" + i, i % 2, "patient", "study", "elbow", Split.TEST))
            .toList();
    return new Evaluation(examples, probabilities, null, null);
  }

  @Test
  void aCallThatRoundingDecidesIsNoDisagreement() {
    Evaluation evaluation = evaluation(0.2, 0.9, 0.5 + 1e-7, 0.5 - 1e-7);
    CallCounts ours = CallCounts.of(evaluation.images());
    Doubtful doubtful = Doubtful.of(evaluation);

    assertThat(ours).isEqualTo(new CallCounts(1, 1, 1, 1));
    assertThat(doubtful).isEqualTo(new Doubtful(1, 1));
    assertThat(ours.agrees(ours, doubtful)).isTrue();
    assertThat(ours.agrees(new CallCounts(2, 0, 2, 0), doubtful)).isTrue();
    assertThat(ours.agrees(new CallCounts(0, 1, 1, 2), doubtful)).isTrue();
  }

  @Test
  void moreThanTheDoubtfulCallsIsADisagreementAndSoIsAnotherNumberOfImages() {
    CallCounts ours = new CallCounts(10, 5, 10, 5);

    assertThat(ours.agrees(new CallCounts(9, 5, 10, 6), new Doubtful(0, 9))).isFalse();
    assertThat(ours.agrees(new CallCounts(10, 7, 8, 5), new Doubtful(9, 1))).isFalse();
    assertThat(ours.agrees(new CallCounts(10, 5, 10, 4), new Doubtful(9, 9))).isFalse();
    assertThat(ours.agrees(new CallCounts(10, 4, 10, 5), new Doubtful(9, 9))).isFalse();
  }
}
