package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables in docs/decisions/0035 are what {@code -Dapga.simulations=20} prints. */
class SidePermutationsTest {
  private static final int TIMES = Integer.getInteger("apga.simulations", 1);
  private static final Resampling MANY = new Resampling(20_000, 3);
  private static final List<Metric> BOTH = List.of(Metric.ACCURACY, Metric.AUROC);

  private static Scored image(String patient, int label, double probability) {
    return new Scored(probability, label, "s " + patient, patient);
  }

  private static double p(
      Metric metric, List<Scored> first, List<Scored> second, Resampling resampling) {
    Map<Metric, Double> p = SidePermutations.p(List.of(first), List.of(second), BOTH, resampling);
    return Objects.requireNonNull(p.get(metric));
  }

  private static double gap(Metric metric, List<Scored> first, List<Scored> second) {
    return metric.of(ClassificationMetrics.of(first)) - metric.of(ClassificationMetrics.of(second));
  }

  /** The p of all ways to put two of four abnormal and two of four normal patients on a side. */
  private static double enumerated(Metric metric, List<Scored> first, List<Scored> second) {
    List<Scored> all = new ArrayList<>(first);
    all.addAll(second);
    List<Double> gaps = new ArrayList<>();
    for (int way = 0; way < 1 << all.size(); way++) {
      List<Scored> one = new ArrayList<>();
      List<Scored> other = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        ((way >> i & 1) == 1 ? one : other).add(all.get(i));
      }
      if (one.size() == 4 && one.stream().mapToInt(Scored::label).sum() == 2) {
        gaps.add(gap(metric, one, other));
      }
    }
    assertThat(gaps).hasSize(36);
    double own = gap(metric, first, second);
    long above = gaps.stream().filter(gap -> gap >= own - 1e-9).count();
    long below = gaps.stream().filter(gap -> gap <= own + 1e-9).count();
    return Math.min(1, 2 * Math.min(above, below) / 36.0);
  }

  @Test
  void pIsTheShareOfAllWaysToDealPatientsOutWithinTheirClass() {
    List<Scored> first =
        List.of(image("a", 1, 0.9), image("b", 1, 0.8), image("c", 0, 0.4), image("d", 0, 0.1));
    List<Scored> second =
        List.of(image("e", 1, 0.6), image("f", 1, 0.3), image("g", 0, 0.2), image("h", 0, 0.7));

    for (Metric metric : BOTH) {
      assertThat(p(metric, first, second, MANY))
          .as(metric.label())
          .isCloseTo(enumerated(metric, first, second), within(0.02));
      assertThat(p(metric, first, second, MANY)).isEqualTo(p(metric, first, second, MANY));
    }
  }

  /** Two patients per class, one right and one wrong: four ways, with gaps 1, 0, 0 and -1. */
  @Test
  void theImagesOfAPatientMoveTogether() {
    List<Scored> first = new ArrayList<>();
    List<Scored> second = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      first.add(image("right 1", 1, 0.9));
      first.add(image("right 0", 0, 0.1));
      second.add(image("wrong 1", 1, 0.2));
      second.add(image("wrong 0", 0, 0.8));
    }

    assertThat(p(Metric.ACCURACY, first, second, MANY)).isCloseTo(0.5, within(0.02));
  }

  /** Each patient has one right image on one side and one wrong image on the other. */
  @Test
  void aPatientOnBothSidesKeepsAsManyImagesOnEach() {
    List<Scored> first = new ArrayList<>();
    List<Scored> second = new ArrayList<>();
    for (int patient = 0; patient < 4; patient++) {
      first.add(image("p" + patient, patient % 2, patient % 2 == 1 ? 0.9 : 0.1));
      second.add(image("p" + patient, patient % 2, patient % 2 == 1 ? 0.2 : 0.7));
    }

    // Twice the share of the most extreme of 2^4 ways.
    assertThat(p(Metric.ACCURACY, first, second, MANY)).isCloseTo(2 / 16.0, within(0.02));
  }

  /** All abnormal images are found, and half of the normal ones are called abnormal. */
  @Test
  void aGapOfAccuracyThatComesOfTheSharesOfAbnormalImagesIsNoFinding() {
    List<Scored> first = new ArrayList<>();
    List<Scored> second = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      first.add(image("f" + i, i < 80 ? 1 : 0, i < 80 || i % 2 == 0 ? 0.8 : 0.2));
      second.add(image("s" + i, i < 20 ? 1 : 0, i < 20 || i % 2 == 0 ? 0.8 : 0.2));
    }

    assertThat(gap(Metric.ACCURACY, first, second)).isCloseTo(0.3, within(1e-12));
    assertThat(p(Metric.ACCURACY, first, second, new Resampling(1000, 1))).isGreaterThan(0.5);
  }

  @Test
  void whatCannotBeDealtOutOtherwiseIsNoFinding() {
    List<Scored> first = List.of(image("a", 1, 0.9), image("a", 0, 0.1));
    List<Scored> second = List.of(image("b", 1, 0.2), image("c", 0, 0.8));

    assertThat(p(Metric.ACCURACY, first, second, new Resampling(100, 1))).isEqualTo(1);
  }

  @Test
  void theGapIsTheMeanOverNetworks() {
    List<Scored> first = List.of(image("a", 1, 0.9), image("b", 0, 0.1), image("c", 1, 0.8));
    List<Scored> second = List.of(image("d", 1, 0.4), image("e", 0, 0.6), image("f", 1, 0.3));
    Resampling resampling = new Resampling(500, 1);

    Map<Metric, Double> one = SidePermutations.p(List.of(first), List.of(second), BOTH, resampling);

    // The mean gap of two networks with opposite gaps is zero.
    assertThat(SidePermutations.p(List.of(first, first), List.of(second, second), BOTH, resampling))
        .isEqualTo(one);
    List<Scored> turned =
        first.stream().map(i -> image(i.patient(), i.label(), 1 - i.probability())).toList();
    List<Scored> turnedToo =
        second.stream().map(i -> image(i.patient(), i.label(), 1 - i.probability())).toList();
    assertThat(
            SidePermutations.p(
                List.of(first, turned), List.of(second, turnedToo), BOTH, resampling))
        .containsEntry(Metric.ACCURACY, 1.0)
        .containsEntry(Metric.AUROC, 1.0);
  }

  private static List<Scored> side(
      int from, int patients, double abnormal, double signal, RandomStream stream) {
    List<Scored> side = new ArrayList<>();
    for (int patient = from; patient < from + patients; patient++) {
      int label = stream.nextDouble() < abnormal ? 1 : 0;
      double hard = 0.8 * stream.nextGaussian();
      for (int i = stream.nextInt(3); i >= 0; i--) {
        double logit = (label == 1 ? signal : -signal) + hard + stream.nextGaussian();
        side.add(image("p" + patient, label, 1 / (1 + Math.exp(-logit))));
      }
    }
    return side;
  }

  /** Numbers of patients on each side, and shares of them that are abnormal. */
  @ParameterizedTest
  @CsvSource({
    "10, 80, 0.45, 0.45",
    "20, 20, 0.45, 0.45",
    "40, 80, 0.45, 0.45",
    "20, 80, 0.2, 0.6",
    "80, 80, 0.1, 0.6"
  })
  void withoutADifferenceFivePercentAreFound(
      int patients, int others, double abnormal, double ofOthers) {
    int times = 200 * TIMES;
    Resampling resampling = new Resampling(TIMES == 1 ? 199 : 999, 5);
    int[] found = new int[BOTH.size()];
    int[] held = new int[BOTH.size()];
    for (int time = 0; time < times; time++) {
      RandomStream stream = new RandomStream(1000L * patients + others + 1_000_000L * time);
      List<Scored> first = side(0, patients, abnormal, 1.2, stream);
      List<Scored> second = side(patients, others, ofOthers, 1.2, stream);
      List<Replicates> replicates =
          PatientBootstrap.of(resampling, "split " + time)
              .replicates(
                  List.of(
                      ScoreSheet.of(first, Simulated::place),
                      ScoreSheet.of(second, Simulated::place)),
                  patients + others);
      for (int i = 0; i < found.length; i++) {
        Metric metric = BOTH.get(i);
        found[i] += p(metric, first, second, resampling) <= ReachableP.ALPHA ? 1 : 0;
        Interval gap =
            MeanMetric.of(replicates.subList(0, 1), metric)
                .minus(MeanMetric.of(replicates.subList(1, 2), metric));
        held[i] += gap.isKnown() && !(gap.low() <= 0 && gap.high() >= 0) ? 1 : 0;
      }
    }
    if (TIMES > 1) {
      System.out.printf(
          "SIMULATED %s and %s patients, %s and %s abnormal: found %s, 0 outside the interval %s%n",
          patients,
          others,
          abnormal,
          ofOthers,
          Arrays.toString(Arrays.stream(found).mapToDouble(n -> (double) n / times).toArray()),
          Arrays.toString(Arrays.stream(held).mapToDouble(n -> (double) n / times).toArray()));
    }
    for (int count : found) {
      assertThat((double) count / times).isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / 200));
    }
  }
}
