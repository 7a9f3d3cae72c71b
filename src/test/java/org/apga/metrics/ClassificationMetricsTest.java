package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassificationMetricsTest {

  @ParameterizedTest
  @ValueSource(strings = {"ties", "smooth", "rare"})
  void theMetricsAreThoseOfScikitLearn(String name) {
    Map<String, Double> expected = new HashMap<>();
    for (String[] cells : rows("reference.csv", name)) {
      expected.put(cells[1], Double.valueOf(cells[2]));
    }
    List<Scored> scores = new ArrayList<>();
    for (String[] cells : rows("scores.csv", name)) {
      scores.add(scored(Double.parseDouble(cells[1]), Integer.parseInt(cells[2])));
    }

    ClassificationMetrics metrics = ClassificationMetrics.of(scores);

    Map<String, Double> actual = new HashMap<>();
    actual.put("tp", (double) metrics.tp());
    actual.put("fp", (double) metrics.fp());
    actual.put("tn", (double) metrics.tn());
    actual.put("fn", (double) metrics.fn());
    actual.put("accuracy", metrics.accuracy());
    actual.put("sensitivity", metrics.sensitivity());
    actual.put("specificity", metrics.specificity());
    actual.put("auroc", metrics.auroc());
    actual.put("kappa", metrics.kappa());
    actual.put("brier", metrics.brier());
    actual.put("ece", metrics.ece());
    actual.put("meanCrossEntropy", metrics.meanCrossEntropy());
    assertThat(expected).hasSize(12);
    expected.forEach(
        (metric, value) ->
            assertThat(actual.get(metric)).as(metric).isCloseTo(value, within(1e-12)));
    assertThat(metrics.n()).isEqualTo(scores.size());
    assertThat(metrics.positives()).isEqualTo(metrics.tp() + metrics.fn());
  }

  @Test
  void ofNothingOnlyTheCountsAreKnown() {
    ClassificationMetrics nothing = ClassificationMetrics.of(List.of());

    assertThat(nothing.confusion()).containsExactly(List.of(0, 0), List.of(0, 0));
    assertThat(nothing.n()).isZero();
    assertThat(nothing.positives()).isZero();
    assertThat(nothing.figures()).containsOnlyKeys(Metric.values());
    assertThat(nothing.figures().values()).containsOnly(Double.NaN);
  }

  @Test
  void withPositivesOnlySpecificityAndAurocAreUndefined() {
    ClassificationMetrics metrics =
        ClassificationMetrics.of(List.of(scored(0.75, 1), scored(0.25, 1)));

    assertThat(metrics.sensitivity()).isEqualTo(0.5);
    assertThat(metrics.specificity()).isNaN();
    assertThat(metrics.auroc()).isNaN();
    // Observed agreement 1/2; the labels are all abnormal, so chance agrees in 1/2 too.
    assertThat(metrics.kappa()).isZero();
  }

  @Test
  void withNegativesOnlySensitivityAndAurocAreUndefined() {
    ClassificationMetrics metrics = ClassificationMetrics.of(List.of(scored(0.25, 0)));

    assertThat(metrics.sensitivity()).isNaN();
    assertThat(metrics.specificity()).isEqualTo(1);
    assertThat(metrics.auroc()).isNaN();
    assertThat(metrics.kappa()).isNaN();
  }

  @Test
  void exactlyOneHalfIsNormal() {
    assertThat(ClassificationMetrics.of(List.of(scored(0.5, 0))).tn()).isEqualTo(1);
    assertThat(ClassificationMetrics.of(List.of(scored(Math.nextUp(0.5), 0))).fp()).isEqualTo(1);
  }

  @Test
  void aTieCountsHalf() {
    // Pairs: 0.4 against 0.4 is a tie, 0.9 against 0.4 is right.
    ClassificationMetrics metrics =
        ClassificationMetrics.of(List.of(scored(0.4, 1), scored(0.9, 1), scored(0.4, 0)));

    assertThat(metrics.auroc()).isEqualTo(0.75);
  }

  @Test
  void zeroTiesWithMinusZero() {
    assertThat(ClassificationMetrics.of(List.of(scored(-0.0, 0), scored(0.0, 1))).auroc())
        .isEqualTo(0.5);
  }

  @Test
  void certainErrorsCostTheClampedCrossEntropy() {
    ClassificationMetrics metrics = ClassificationMetrics.of(List.of(scored(0, 1), scored(1, 0)));

    assertThat(metrics.meanCrossEntropy()).isCloseTo(12 * Math.log(10), within(1e-12));
    assertThat(metrics.brier()).isEqualTo(1);
    assertThat(metrics.ece()).isEqualTo(1);
    assertThat(metrics.auroc()).isZero();
    assertThat(metrics.kappa()).isEqualTo(-1);
  }

  @Test
  void aBinHoldsItsUpperEdge() {
    // 0.1 and 0.05 share the first bin: |0.15 - 1| / 2. In bins of their own: (0.9 + 0.05) / 2.
    ClassificationMetrics metrics =
        ClassificationMetrics.of(List.of(scored(0.1, 1), scored(0.05, 0)));

    assertThat(metrics.ece()).isCloseTo(0.425, within(1e-15));
  }

  @Test
  void manyScoresDoNotOverflow() {
    List<Scored> scores = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      scores.add(scored(0.9, 1));
      scores.add(scored(0.1, 0));
    }
    ClassificationMetrics metrics = ClassificationMetrics.of(scores);

    assertThat(metrics.auroc()).isEqualTo(1);
    assertThat(metrics.kappa()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY})
  void aProbabilityOutOfRangeIsRefusedWithItsStudy(double probability) {
    assertThatThrownBy(() -> new Scored(probability, 1, "study1", "patient1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot score an image of study study1: its probability "
                + probability
                + " is not in 0..1. Check whether the classifier diverged.");
  }

  @Test
  void aLabelThatIsNeitherZeroNorOneIsRefusedWithItsStudy() {
    assertThatThrownBy(() -> new Scored(0.5, 2, "study1", "patient1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot score an image of study study1: its label is 2. Use 1 for abnormal and 0 for"
                + " normal.");
  }

  private static Scored scored(double probability, int label) {
    return new Scored(probability, label, "study", "patient");
  }

  private static List<String[]> rows(String file, String name) {
    return Fixtures.rows(file).stream().filter(cells -> cells[0].equals(name)).toList();
  }
}
