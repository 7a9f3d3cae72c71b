package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.random.RandomStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreSheetTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private static final List<String[]> IMAGES =
      Fixtures.rows("clustered.csv").subList(1, Fixtures.rows("clustered.csv").size());

  private static List<Scored> images() {
    return IMAGES.stream()
        .map(c -> new Scored(Double.parseDouble(c[0]), Integer.parseInt(c[1]), c[2], c[3]))
        .toList();
  }

  private static int patient(String name) {
    return Integer.parseInt(name.substring(1));
  }

  /** The three weightings of the fixture. */
  private static double[][] weights() {
    double[][] weights = new double[24][3];
    for (String[] c : IMAGES) {
      for (int w = 0; w < 3; w++) {
        weights[patient(c[3])][w] = Integer.parseInt(c[4 + w]);
      }
    }
    return weights;
  }

  @ParameterizedTest
  @CsvSource({"image, 0", "image, 1", "image, 2", "study, 0", "study, 1", "study, 2"})
  void metricsOfResampledPatientsAreThoseOfScikitLearn(String level, int weights) {
    List<Scored> scores = level.equals("study") ? Studies.of(images()) : images();

    ClassificationMetrics metrics =
        ScoreSheet.of(scores, ScoreSheetTest::patient).metrics(weights(), 3)[weights];

    Map<String, Double> actual = new HashMap<>();
    for (Metric metric : Metric.values()) {
      actual.put(metric.label(), metric.of(metrics));
    }
    actual.put("tp", (double) metrics.tp());
    actual.put("fp", (double) metrics.fp());
    actual.put("tn", (double) metrics.tn());
    actual.put("fn", (double) metrics.fn());
    List<String[]> expected =
        Fixtures.rows("clustered-reference.csv").stream()
            .filter(c -> c[0].equals(level) && c[1].equals("w" + weights))
            .toList();
    assertThat(expected).hasSize(12);
    for (String[] cells : expected) {
      assertThat(actual.get(cells[2])).as(cells[2]).isCloseTo(Double.valueOf(cells[3]), ROUNDING);
    }
  }

  @Test
  void aPatientWhoCountsTwiceIsAPatientWhoseImagesStandThereTwice() {
    RandomStream stream = new RandomStream(7);
    for (int round = 0; round < 50; round++) {
      double[][] weights = new double[24][1];
      for (double[] weight : weights) {
        weight[0] = stream.nextInt(4);
      }
      List<Scored> repeated = new ArrayList<>();
      images()
          .forEach(
              image ->
                  repeated.addAll(
                      Collections.nCopies((int) weights[patient(image.patient())][0], image)));

      ClassificationMetrics weighted =
          ScoreSheet.of(images(), ScoreSheetTest::patient).metrics(weights, 1)[0];

      ClassificationMetrics plain = ClassificationMetrics.of(repeated);
      assertThat(weighted.n()).isEqualTo(plain.n());
      assertThat(weighted.auroc()).isEqualTo(plain.auroc());
      for (Metric metric : Metric.values()) {
        assertThat(metric.of(weighted)).as(metric.label()).isCloseTo(metric.of(plain), ROUNDING);
      }
    }
  }

  @Test
  void whoDoesNotCountLeavesNoTrace() {
    List<Scored> scores =
        List.of(
            new Scored(0.3, 0, "a", "p0"),
            new Scored(0.3, 1, "b", "p1"),
            new Scored(0.9, 1, "c", "p0"));

    ClassificationMetrics metrics =
        ScoreSheet.of(scores, ScoreSheetTest::patient).metrics(new double[][] {{1}, {0}}, 1)[0];

    assertThat(metrics).isEqualTo(ClassificationMetrics.of(List.of(scores.get(0), scores.get(2))));
    assertThat(metrics.auroc()).isEqualTo(1);
  }

  @Test
  void withoutAnybodyNothingIsKnown() {
    ClassificationMetrics metrics =
        ScoreSheet.of(List.of(new Scored(0.3, 0, "a", "p0")), ScoreSheetTest::patient)
            .metrics(new double[][] {{0}}, 1)[0];

    assertThat(metrics.n()).isZero();
    for (Metric metric : Metric.values()) {
      assertThat(metric.of(metrics)).as(metric.label()).isNaN();
    }
  }

  @Test
  void patientsAreThoseWhoHaveScores() {
    ScoreSheet sheet =
        ScoreSheet.of(
            List.of(
                new Scored(0.9, 1, "a", "p5"),
                new Scored(0.1, 0, "b", "p2"),
                new Scored(0.5, 0, "c", "p5")),
            ScoreSheetTest::patient);

    assertThat(sheet.patients()).containsExactly(2, 5);
  }
}
