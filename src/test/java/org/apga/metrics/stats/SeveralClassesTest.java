package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apga.metrics.Metric;
import org.apga.metrics.Probabilities;
import org.apga.metrics.Scored;
import org.junit.jupiter.api.Test;

/** Statistics of more than two classes. */
class SeveralClassesTest {
  private static final Resampling RESAMPLING = new Resampling(500, 1);

  private static Scored image(String patient, int label, int called) {
    double[] p = {0.3, 0.3, 0.3};
    p[called] = 0.4;
    return new Scored(Probabilities.of(p), label, "s " + patient, patient);
  }

  @Test
  void mcNemarComparesRightAndWrongCallsOfAnyClass() {
    List<Scored> first =
        List.of(image("a", 2, 2), image("b", 2, 1), image("c", 0, 1), image("d", 1, 1));
    List<Scored> second =
        List.of(image("d", 1, 1), image("c", 0, 2), image("b", 2, 2), image("a", 2, 0));

    assertThat(McNemar.of(first, second)).isEqualTo(new McNemar(1, 1, 1, 1));
  }

  /** Class 2 is found only on the first side; the other classes do not differ. */
  @Test
  void aGapOfAccuracyIsFoundAndOneThatIsNotDefinedHasNoP() {
    List<Scored> first = new ArrayList<>();
    List<Scored> second = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      first.add(image("f" + i, i % 3, i % 3));
      second.add(image("s" + i, i % 3, i % 3 == 2 ? i % 2 : i % 3));
    }
    List<Metric> metrics = List.of(Metric.SENSITIVITY, Metric.ACCURACY);

    Map<Metric, Double> all =
        SidePermutations.p(List.of(first), List.of(second), metrics, RESAMPLING);

    // No permutation reaches the gap; the observed sides count as one, and p has two sides.
    assertThat(all).containsEntry(Metric.ACCURACY, 2.0 / 501);
    // More than two classes have no sensitivity, and so no gap in it.
    assertThat(all).containsEntry(Metric.SENSITIVITY, Double.NaN);
  }
}
