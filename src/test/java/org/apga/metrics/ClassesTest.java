package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apga.random.RandomStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures of any number of classes. */
class ClassesTest {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private static int patient(String name) {
    return Integer.parseInt(name.substring(1));
  }

  private static Scored scored(int label, double... probabilities) {
    return new Scored(Probabilities.of(probabilities), label, "study", "p0");
  }

  /** Images of 20 patients, in any number of classes; in tenths there are ties. */
  private static List<Scored> images(int classes, boolean inTenths, RandomStream random) {
    List<Scored> images = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      int label = random.nextInt(classes);
      double[] p = new double[classes];
      if (inTenths) {
        for (int tenth = 0; tenth < 10; tenth++) {
          p[random.nextInt(3) == 0 ? label : random.nextInt(classes)] += 0.1;
        }
      } else {
        Arrays.setAll(p, c -> Math.exp(random.nextGaussian() + (c == label ? 1 : 0)));
        double sum = Arrays.stream(p).sum();
        Arrays.setAll(p, c -> p[c] / sum);
      }
      images.add(new Scored(Probabilities.of(p), label, "s" + i, "p" + random.nextInt(20)));
    }
    return images;
  }

  /** The figures of all classes, or of one against the rest, by the names of the fixture. */
  private static Map<String, Double> named(ClassificationMetrics metrics) {
    Map<String, Double> named = new HashMap<>();
    metrics.figures().forEach((metric, value) -> named.put(metric.label(), value));
    for (int truth = 0; truth < metrics.classes(); truth++) {
      for (int called = 0; called < metrics.classes(); called++) {
        double count = metrics.confusion(truth, called);
        named.put("confusion %s %s".formatted(truth, called), count);
      }
    }
    named.put("tp", (double) metrics.tp());
    named.put("fp", (double) metrics.fp());
    named.put("tn", (double) metrics.tn());
    named.put("fn", (double) metrics.fn());
    return named;
  }

  @ParameterizedTest
  @CsvSource({"two, 2", "three, 3", "five, 5"})
  void allClassesAndEachAgainstTheRestAreThoseOfScikitLearn(String name, int classes) {
    List<Scored> scores =
        Fixtures.rows("classes.csv").stream()
            .filter(cells -> cells[0].equals(name))
            .map(
                cells ->
                    scored(
                        Integer.parseInt(cells[1]),
                        Arrays.stream(cells[2].split(" "))
                            .mapToDouble(Double::parseDouble)
                            .toArray()))
            .toList();
    Map<String, Map<String, Double>> actual = new HashMap<>();
    actual.put("all", named(ClassificationMetrics.of(scores)));
    for (int c = 0; c < classes; c++) {
      actual.put(Integer.toString(c), named(ClassificationMetrics.ofClass(scores, c)));
    }

    List<String[]> expected =
        Fixtures.rows("classes-reference.csv").stream()
            .filter(cells -> cells[0].equals(name))
            .toList();

    assertThat(expected).hasSize(classes * classes + 8 + 11 * classes);
    for (String[] cells : expected) {
      assertThat(actual.getOrDefault(cells[1], Map.of()).get(cells[2]))
          .as(name + " " + cells[1] + " " + cells[2])
          .isCloseTo(Double.valueOf(cells[3]), ROUNDING);
    }
  }

  /** Made by the code that knew two classes alone. */
  @Test
  void ofTwoClassesEachFigureHasTheBitsItAlwaysHad() {
    List<String[]> images = Fixtures.rows("clustered.csv");
    double[][] weights = new double[24][3];
    List<Scored> clustered = new ArrayList<>();
    for (String[] c : images.subList(1, images.size())) {
      clustered.add(new Scored(Double.parseDouble(c[0]), Integer.parseInt(c[1]), c[2], c[3]));
      Arrays.setAll(weights[patient(c[3])], w -> Integer.parseInt(c[4 + w]));
    }
    for (String[] wanted : Fixtures.rows("two-classes.csv").subList(1, 10)) {
      String[] name = wanted[0].split(" ");
      List<Scored> scores =
          switch (name[0]) {
            case "image" -> clustered;
            case "study" -> Studies.of(clustered);
            default ->
                Fixtures.rows("scores.csv").stream()
                    .filter(c -> c[0].equals(name[0]))
                    .map(c -> scored(Double.parseDouble(c[1]), Integer.parseInt(c[2])))
                    .toList();
          };
      ClassificationMetrics metrics =
          name.length == 1
              ? ClassificationMetrics.of(scores)
              : ScoreSheet.of(scores, ClassesTest::patient)
                  .metrics(weights, 3)[Integer.parseInt(name[1].substring(1))];

      List<Double> actual = new ArrayList<>();
      Metric.OF_TWO.forEach(metric -> actual.add(metric.of(metrics)));
      actual.add(Calibration.temperature(scores));
      actual.add(scores.stream().mapToDouble(s -> Calibration.at(1.7, s).probability()).sum());
      assertThat(actual)
          .as(wanted[0])
          .isEqualTo(Arrays.stream(wanted).skip(1).map(Double::valueOf).toList());
      assertThat(Metric.QUADRATIC_KAPPA.of(metrics)).isEqualTo(metrics.kappa());
    }
  }

  private static Scored scored(double probability, int label) {
    return new Scored(probability, label, "study", "p0");
  }

  @Test
  void otherNumbersOfTheClassesMoveWhatIsOfAClassAndNothingElse() {
    RandomStream random = new RandomStream(3);
    for (int round = 0; round < 20; round++) {
      int classes = 3 + round % 4;
      List<Scored> images = images(classes, false, random);
      int[] to = random.permutation(classes);
      List<Scored> moved =
          images.stream()
              .map(
                  image -> {
                    double[] p = new double[classes];
                    for (int c = 0; c < classes; c++) {
                      p[to[c]] = image.probabilities().of(c);
                    }
                    return scored(to[image.label()], p);
                  })
              .toList();

      ClassificationMetrics before = ClassificationMetrics.of(images);
      ClassificationMetrics after = ClassificationMetrics.of(moved);

      assertThat(after.accuracy()).isEqualTo(before.accuracy());
      assertThat(after.kappa()).isEqualTo(before.kappa());
      for (Metric metric : Metric.of(classes, false)) {
        assertThat(metric.of(after)).as(metric.label()).isCloseTo(metric.of(before), ROUNDING);
      }
      for (int c = 0; c < classes; c++) {
        ClassificationMetrics ofClass = ClassificationMetrics.ofClass(images, c);
        ClassificationMetrics ofMoved = ClassificationMetrics.ofClass(moved, to[c]);
        assertThat(ofMoved.confusion()).isEqualTo(ofClass.confusion());
        assertThat(ofMoved.auroc()).isEqualTo(ofClass.auroc());
        assertThat(ofMoved.sensitivity()).isEqualTo(ofClass.sensitivity());
        assertThat(ofMoved.specificity()).isEqualTo(ofClass.specificity());
      }
    }
  }

  @Test
  void aPatientWhoCountsTwiceIsAPatientWhoseImagesStandThereTwice() {
    RandomStream random = new RandomStream(4);
    for (int round = 0; round < 20; round++) {
      List<Scored> images = images(4, round % 2 == 0, random);
      double[][] weights = new double[20][1];
      for (double[] weight : weights) {
        weight[0] = random.nextInt(4);
      }
      List<Scored> repeated = new ArrayList<>();
      images.forEach(
          image ->
              repeated.addAll(
                  Collections.nCopies((int) weights[patient(image.patient())][0], image)));

      assertSame(
          ScoreSheet.of(images, ClassesTest::patient).metrics(weights, 1)[0],
          ClassificationMetrics.of(repeated));
      for (int c = 0; c < 4; c++) {
        assertSame(
            ScoreSheet.ofClass(images, c, ClassesTest::patient).metrics(weights, 1)[0],
            ClassificationMetrics.ofClass(repeated, c));
      }
    }
  }

  private static void assertSame(ClassificationMetrics weighted, ClassificationMetrics plain) {
    assertThat(weighted.confusion()).isEqualTo(plain.confusion());
    assertThat(weighted.auroc()).isEqualTo(plain.auroc());
    for (Metric metric : Metric.values()) {
      assertThat(metric.of(weighted)).as(metric.label()).isCloseTo(metric.of(plain), ROUNDING);
    }
  }

  @Test
  void ofTwoClassesNormalAgainstTheRestIsAbnormalTurnedRound() {
    List<Scored> images = images(2, true, new RandomStream(5));

    ClassificationMetrics abnormal = ClassificationMetrics.of(images);
    ClassificationMetrics normal = ClassificationMetrics.ofClass(images, 0);

    assertThat(ClassificationMetrics.ofClass(images, 1)).isEqualTo(abnormal);
    assertThat(normal.tp()).isEqualTo(abnormal.tn());
    assertThat(normal.fp()).isEqualTo(abnormal.fn());
    assertThat(normal.sensitivity()).isEqualTo(abnormal.specificity());
    assertThat(normal.auroc()).isCloseTo(abnormal.auroc(), ROUNDING);
  }

  @Test
  void aClassIsPositiveWhereItIsCalledThoughItIsNotOverOneHalf() {
    List<Scored> scores = List.of(scored(0, 0.4, 0.3, 0.3), scored(0, 0.45, 0.05, 0.5));

    ClassificationMetrics ofClass = ClassificationMetrics.ofClass(scores, 0);

    assertThat(ofClass.tp()).isEqualTo(1);
    assertThat(ofClass.fn()).isEqualTo(1);
    assertThat(ofClass.sensitivity()).isEqualTo(0.5);
    assertThat(ofClass.specificity()).isNaN();
  }

  @Test
  void aClassThatDoesNotOccurHasNoAurocAndIsLeftOutOfBalancedAccuracy() {
    ClassificationMetrics metrics =
        ClassificationMetrics.of(
            List.of(
                scored(0, 0.6, 0.3, 0.1),
                scored(0, 0.7, 0.2, 0.1),
                scored(1, 0.2, 0.6, 0.2),
                scored(1, 0.2, 0.2, 0.6)));

    assertThat(Metric.BALANCED_ACCURACY.of(metrics)).isEqualTo(0.75);
    assertThat(metrics.auroc()).isNaN();
    assertThat(metrics.sensitivity()).isNaN();
    assertThat(metrics.specificity()).isNaN();
    assertThat(metrics.n()).isEqualTo(4);
    assertThat(metrics.classes()).isEqualTo(3);
  }

  @Test
  void theListedMetricsAreThoseOfTwoClassesOrOfMore() {
    assertThat(Metric.of(2, false).stream().map(Metric::label))
        .containsExactly(
            "accuracy", "sensitivity", "specificity", "auroc", "kappa", "brier", "ece", "loss");
    assertThat(Metric.of(2, true)).isEqualTo(Metric.of(2, false));
    assertThat(Metric.of(3, false).stream().map(Metric::label))
        .containsExactly("accuracy", "balanced_accuracy", "auroc", "kappa", "brier", "ece", "loss");
    assertThat(Metric.of(3, true).stream().map(Metric::label))
        .containsExactly(
            "accuracy",
            "balanced_accuracy",
            "auroc",
            "kappa",
            "quadratic_kappa",
            "brier",
            "ece",
            "loss");
  }

  @Test
  void whatIsMeasuredTogetherIsOfAsManyClasses() {
    List<Scored> mixed =
        List.of(scored(0.5, 1), new Scored(Probabilities.of(1, 0, 0), 0, "b", "p"));

    for (Runnable measure :
        List.<Runnable>of(
            () -> ClassificationMetrics.of(mixed),
            () -> ClassificationMetrics.ofClass(mixed, 1),
            () -> Calibration.temperature(mixed))) {
      assertThatThrownBy(measure::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot measure scores of 2 and of 3 classes together: study b is the first that"
                  + " differs. Pass the scores of one data set.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void aClassThatIsNotThereIsRefused(int c) {
    assertThatThrownBy(() -> ClassificationMetrics.ofClass(List.of(scored(0, 0.4, 0.3, 0.3)), c))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot measure class " + c + " of 3 classes: there is no such class. Pass 0 to 2.");
  }

  @Test
  void ofNothingNoClassHasFigures() {
    IntStream.range(0, 3)
        .forEach(
            c ->
                assertThat(ClassificationMetrics.ofClass(List.of(), c))
                    .isEqualTo(ClassificationMetrics.of(List.of())));
  }
}
