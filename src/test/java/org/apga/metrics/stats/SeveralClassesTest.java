package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Probabilities;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;

/** Statistics of more than two classes. */
class SeveralClassesTest {
  private static final Resampling RESAMPLING = new Resampling(500, 1);

  private static Scored image(String patient, int label, int called) {
    double[] p = {0.3, 0.3, 0.3};
    p[called] = 0.4;
    return new Scored(Probabilities.of(p), label, "s " + patient, patient);
  }

  /** Two images per patient; two thirds are called right. */
  private static List<Scored> images(String prefix, int patients) {
    RandomStream random = new RandomStream(patients);
    List<Scored> images = new ArrayList<>();
    for (int i = 0; i < 2 * patients; i++) {
      int called = random.nextInt(3) > 0 ? i % 3 : random.nextInt(3);
      images.add(image(prefix + i / 2, i % 3, called));
    }
    return images;
  }

  private static int place(String name) {
    return Integer.parseInt(name.substring(1));
  }

  @Test
  void mcNemarComparesRightAndWrongCallsOfAnyClass() {
    List<Scored> first =
        List.of(image("a", 2, 2), image("b", 2, 1), image("c", 0, 1), image("d", 1, 1));
    List<Scored> second =
        List.of(image("d", 1, 1), image("c", 0, 2), image("b", 2, 2), image("a", 2, 0));

    assertThat(McNemar.of(first, second)).isEqualTo(new McNemar(1, 1, 1, 1));
  }

  @Test
  void patientsAreResampledForAllClassesAndForEachAgainstTheRest() {
    List<Scored> images = images("p", 30);

    List<Replicates> replicates =
        PatientBootstrap.of(RESAMPLING, "part")
            .replicates(
                List.of(
                    ScoreSheet.of(images, SeveralClassesTest::place),
                    ScoreSheet.ofClass(images, 2, SeveralClassesTest::place)),
                30);

    Replicates all = replicates.get(0);
    Replicates ofClass = replicates.get(1);
    assertThat(all.estimate()).isEqualTo(ClassificationMetrics.of(images));
    assertThat(all.intervals()).containsOnlyKeys(Metric.of(3, true));
    assertThat(ofClass.estimate()).isEqualTo(ClassificationMetrics.ofClass(images, 2));
    assertThat(ofClass.intervals()).containsOnlyKeys(Metric.OF_TWO);
    for (Replicates of : replicates) {
      assertThat(of.patients()).isEqualTo(30);
      for (Metric metric : List.of(Metric.ACCURACY, Metric.AUROC, Metric.KAPPA, Metric.BRIER)) {
        Interval interval = of.interval(metric);
        assertThat(metric.of(of.estimate()))
            .as(metric.label())
            .isGreaterThan(interval.low())
            .isLessThan(interval.high());
      }
    }
    assertThat(all.interval(Metric.SENSITIVITY)).isEqualTo(Interval.NONE);
    assertThat(ofClass.interval(Metric.SENSITIVITY).isKnown()).isTrue();
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

    assertThat(all.get(Metric.ACCURACY)).isLessThan(0.01);
    // More than two classes have no sensitivity, and so no gap in it.
    assertThat(all).containsEntry(Metric.SENSITIVITY, Double.NaN);
  }
}
