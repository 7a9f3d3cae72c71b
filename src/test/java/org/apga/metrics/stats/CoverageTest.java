package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.PairedDeltas;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.metrics.Summary;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Simulated grids: how often intervals contain the true value, how often tests find an effect that
 * does not exist, and how often they find one that does.
 *
 * <p>The tables in docs/decisions/0017 are what {@code -Dapga.simulations=20} prints: twenty times
 * as many repetitions.
 */
class CoverageTest {
  private static final int PATIENTS = 80;
  private static final int TIMES = Integer.getInteger("apga.simulations", 1);
  private static final Resampling RESAMPLING = new Resampling(TIMES == 1 ? 300 : 1000, 5);

  /** Coverage of BCa by number of seeds: the table of docs/decisions/0017. */
  private static final Map<Integer, Double> BCA =
      Map.of(
          2, 0.55, 3, 0.75, 4, 0.81, 5, 0.84, 6, 0.86, 8, 0.88, 10, 0.89, 20, 0.93, 40, 0.93, 100,
          0.94);

  static final List<Integer> SEEDS =
      TIMES == 1 ? List.of(3, 5, 10, 40) : BCA.keySet().stream().sorted().toList();

  static final List<Integer> FEW_SEEDS = TIMES == 1 ? List.of(3, 6) : List.of(2, 3, 5, 8);

  private static void show(String what, double... shares) {
    if (TIMES > 1) {
      System.out.println("SIMULATED " + what + " " + java.util.Arrays.toString(shares));
    }
  }

  /** Three standard errors of a share over this number of repetitions. */
  private static double noise(double share, int repetitions) {
    return 3 * Math.sqrt(share * (1 - share) / repetitions);
  }

  private static double accuracy(List<Scored> scores) {
    double right = scores.stream().filter(s -> s.called() == s.label()).count();
    return right / scores.size();
  }

  /** One part of a grid: an arm's accuracy minus its rival's, one value per seed. */
  private static double[] deltas(int seeds, double effect, long grid) {
    Simulated patients = new Simulated(PATIENTS, new RandomStream(grid));
    double[] deltas = new double[seeds];
    for (int i = 0; i < seeds; i++) {
      deltas[i] = accuracy(patients.network(effect)) - accuracy(patients.network(0));
    }
    return deltas;
  }

  /** With few patients, coverage is a little lower. */
  @ParameterizedTest
  @CsvSource({"40, 0.93", "160, 0.95"})
  void intervalsOverPatientsHoldTheTruthInNinetyFivePercent(int patients, double level) {
    int splits = 500 * TIMES;
    ClassificationMetrics truth =
        ClassificationMetrics.of(new Simulated(60_000, new RandomStream(1)).averageNetwork());
    Map<Metric, Integer> held = new EnumMap<>(Metric.class);
    for (int split = 0; split < splits; split++) {
      List<Scored> scores =
          new Simulated(patients, new RandomStream(1_000_000L * patients + split)).averageNetwork();
      Replicates replicates =
          PatientBootstrap.of(RESAMPLING, "split " + split)
              .replicates(List.of(ScoreSheet.of(scores, Simulated::place)), patients)
              .get(0);
      for (Metric metric : Metric.values()) {
        boolean holds = Intervals.holds(replicates.interval(metric), metric.of(truth));
        held.merge(metric, holds ? 1 : 0, Integer::sum);
      }
    }
    held.forEach(
        (metric, count) -> {
          double share = (double) count / splits;
          show(patients + " patients, " + metric.label(), share);
          // The calibration error's interval is rough: docs/decisions/0017.
          double least = metric == Metric.ECE ? 0.8 : level - noise(level, 500);
          assertThat(share).as(metric.label()).isBetween(least, 1.0);
        });
  }

  /** In many of these splits all images of a class are called right. */
  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80})
  void ratesNearOneAreHeldBecauseThoseOfOneHaveAnExactInterval(int patients) {
    int splits = 300 * TIMES;
    double effect = 1.2;
    double truth =
        ClassificationMetrics.of(new Simulated(60_000, new RandomStream(1)).averageNetwork(effect))
            .specificity();
    int known = 0;
    int exact = 0;
    int held = 0;
    for (int split = 0; split < splits; split++) {
      List<Scored> scores =
          new Simulated(patients, new RandomStream(8_000_000L + 1000L * patients + split))
              .averageNetwork(effect);
      Interval interval =
          PatientBootstrap.of(RESAMPLING, "split " + split)
              .replicates(List.of(ScoreSheet.of(scores, Simulated::place)), patients)
              .get(0)
              .interval(Metric.SPECIFICITY);
      known += interval.isKnown() ? 1 : 0;
      exact += interval.exact() ? 1 : 0;
      held += Intervals.holds(interval, truth) ? 1 : 0;
    }
    show(
        patients + " patients, rate near one: truth, known, exact, held of known",
        truth,
        (double) known / splits,
        (double) exact / splits,
        (double) held / known);
    assertThat(known).isEqualTo(splits);
    assertThat(exact).isBetween(splits / 20, splits - splits / 20);
    assertThat((double) held / known).isBetween(0.95 - noise(0.95, 300), 1.0);
  }

  @ParameterizedTest
  @FieldSource("SEEDS")
  void studentsIntervalHoldsTheTruthInNinetyFivePercentAndBcaInLess(int seeds) {
    int grids = 600 * TIMES;
    SeedBootstrap bootstrap = SeedBootstrap.of(seeds, RESAMPLING);
    int student = 0;
    int bca = 0;
    for (int grid = 0; grid < grids; grid++) {
      double[] deltas = deltas(seeds, 0, 100_000L * seeds + grid);
      student += Intervals.holds(Interval.student(Summary.of(deltas)), 0) ? 1 : 0;
      bca += Intervals.holds(bootstrap.bca(deltas), 0) ? 1 : 0;
    }
    show(seeds + " seeds, t and BCa", (double) student / grids, (double) bca / grids);
    assertThat((double) student / grids).isBetween(0.95 - noise(0.95, 600), 1.0);
    double known = BCA.getOrDefault(seeds, Double.NaN);
    assertThat((double) bca / grids).isCloseTo(known, within(0.01 + noise(known, 600)));
  }

  @Test
  void withoutAnEffectHolmFindsOneInOnlyAFewGridsOfSevenParts() {
    int grids = 150 * TIMES;
    int parts = 7;
    int found = 0;
    int uncorrected = 0;
    for (int grid = 0; grid < grids; grid++) {
      double[] p = new double[parts];
      for (int part = 0; part < parts; part++) {
        double[] deltas = deltas(10, 0, 2_000_000L + grid * parts + part);
        p[part] = SignFlips.of(deltas, RESAMPLING).p();
        uncorrected += p[part] <= ReachableP.ALPHA ? 1 : 0;
      }
      double least = 1;
      for (double corrected : Holm.adjust(p)) {
        least = Math.min(least, corrected);
      }
      found += least <= ReachableP.ALPHA ? 1 : 0;
    }
    show("no effect, p and Holm", (double) uncorrected / (grids * parts), (double) found / grids);
    // A little below 0.05: some deltas are zero, and p comes in steps.
    assertThat((double) uncorrected / (grids * parts)).isBetween(0.03, 0.05 + noise(0.05, 1050));
    assertThat((double) found / grids).isLessThan(0.05 + noise(0.05, 150));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void withTooFewSeedsNoEffectHoweverLargeIsFound(int seeds) {
    for (int grid = 0; grid < 50; grid++) {
      double p = SignFlips.of(deltas(seeds, 3, 3_000_000L + grid), RESAMPLING).p();

      assertThat(p).isGreaterThanOrEqualTo(ReachableP.of(seeds, 1, RESAMPLING)).isGreaterThan(0.05);
    }
  }

  @Test
  void plantedEffectsAreFoundAsOftenAsTheirSizeAllows() {
    int grids = 300 * TIMES;
    int small = 0;
    int large = 0;
    for (int grid = 0; grid < grids; grid++) {
      small += SignFlips.of(deltas(10, 0.15, 4_000_000L + grid), RESAMPLING).p() <= 0.05 ? 1 : 0;
      large += SignFlips.of(deltas(10, 0.4, 5_000_000L + grid), RESAMPLING).p() <= 0.05 ? 1 : 0;
    }
    show("power at 10 seeds", (double) small / grids, (double) large / grids);
    assertThat((double) small / grids).isBetween(0.39, 0.55);
    assertThat((double) large / grids).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @FieldSource("FEW_SEEDS")
  void overSeedsAndPatientsTheTruthIsHeldAndNobodyIsBetterWithoutAnEffect(int seeds) {
    int grids = 100 * TIMES;
    int held = 0;
    int better = 0;
    for (int grid = 0; grid < grids; grid++) {
      PairedComparison none = compare(seeds, 0, 6_000_000L + 100_000L * seeds + grid);
      held += Intervals.holds(none.twoLevel(), 0) ? 1 : 0;
      better += none.better() > 0.975 ? 1 : 0;
    }
    int found = 0;
    for (int grid = 0; grid < 20; grid++) {
      found += compare(seeds, 0.6, 7_000_000L + 100_000L * seeds + grid).better() > 0.975 ? 1 : 0;
    }
    show(
        seeds + " seeds, two levels: held, better", (double) held / grids, (double) better / grids);
    assertThat((double) held / grids).isBetween(0.95 - noise(0.95, 100), 1.0);
    assertThat((double) better / grids).isLessThan(0.025 + noise(0.025, 100));
    assertThat(found).isGreaterThan(15);
  }

  private static PairedComparison compare(int seeds, double effect, long grid) {
    Simulated patients = new Simulated(PATIENTS, new RandomStream(grid));
    List<ScoreSheet> sheets = new ArrayList<>();
    List<Long> names = new ArrayList<>();
    List<Double> deltas = new ArrayList<>();
    for (long seed = 0; seed < seeds; seed++) {
      List<Scored> arm = patients.network(effect);
      List<Scored> rival = patients.network(0);
      sheets.add(ScoreSheet.of(arm, Simulated::place));
      sheets.add(ScoreSheet.of(rival, Simulated::place));
      names.add(seed);
      deltas.add(accuracy(arm) - accuracy(rival));
    }
    List<Replicates> replicates =
        PatientBootstrap.of(RESAMPLING, "grid " + grid).replicates(sheets, PATIENTS);
    double[][] rows = new double[seeds][];
    for (int i = 0; i < seeds; i++) {
      rows[i] = replicates.get(2 * i).of(Metric.ACCURACY);
      double[] rival = replicates.get(2 * i + 1).of(Metric.ACCURACY);
      for (int j = 0; j < rival.length; j++) {
        rows[i][j] -= rival[j];
      }
    }
    return PairedComparison.of(PairedDeltas.of(names, deltas), rows, RESAMPLING);
  }
}
