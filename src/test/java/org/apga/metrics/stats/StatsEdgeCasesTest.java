package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
import org.apga.metrics.PairedDeltas;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.metrics.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatsEdgeCasesTest {
  private static final Resampling USUAL = Resampling.USUAL;

  private static double[] repeated(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 10, 20})
  void equalDifferencesReachTheLeastPThereIs(int seeds) {
    SignFlips test = SignFlips.of(repeated(seeds, -0.01), USUAL);

    assertThat(test).isEqualTo(new SignFlips(2 / Math.pow(2, seeds), true));
    assertThat(test.p()).isEqualTo(ReachableP.of(seeds, 1, USUAL));
  }

  @Test
  void beyondTwentySeedsSignsAreSampledAndNoPIsZero() {
    SignFlips clear = SignFlips.of(repeated(21, 0.01), USUAL);
    assertThat(clear).isEqualTo(new SignFlips(1 / 2001.0, false));
    assertThat(clear.p()).isEqualTo(ReachableP.of(21, 1, USUAL));

    // 22 of 32 positive: the exact two-sided binomial p is 0.0501.
    double[] some = repeated(32, 1);
    Arrays.fill(some, 0, 10, -1);
    assertThat(SignFlips.of(some, USUAL).p()).isCloseTo(0.0501, within(0.015));
    assertThat(SignFlips.of(some, USUAL)).isEqualTo(SignFlips.of(some, USUAL));
  }

  @Test
  void withoutADifferenceBothSignsAreAsLikely() {
    assertThat(SignFlips.of(repeated(5, 0), USUAL).p()).isEqualTo(1);
    assertThat(SignFlips.ofRanks(repeated(5, 0), USUAL).p()).isEqualTo(1);
    assertThat(SignFlips.of(new double[] {0.1, -0.1}, USUAL).p()).isEqualTo(1);
  }

  /** 0.3 - 0.2, 0.4 - 0.3 and 0.1 differ in their last bits. */
  @Test
  void differencesThatDifferByRoundingAloneAreTies() {
    double[] same = {0.1, 0.1, -0.1, 0.1, 0.1};
    double[] rounded = {0.3 - 0.2, 0.4 - 0.3, -0.1, 0.9 - 0.8, 0.1};

    assertThat(SignFlips.ofRanks(rounded, USUAL)).isEqualTo(SignFlips.ofRanks(same, USUAL));
    assertThat(SignFlips.ofRanks(new double[] {0.1 + 0.2 - 0.3, 0.1}, USUAL))
        .isEqualTo(SignFlips.ofRanks(new double[] {0, 0.1}, USUAL));
  }

  @Test
  void resamplesThatEqualAnEstimateOfZeroButForRoundingCountAsEqual() {
    double[] exact = new double[400];
    double[] rounded = new double[400];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = i % 4 == 0 ? 0.1 : i % 4 == 1 ? -0.1 : 0;
      rounded[i] = exact[i] == 0 ? 0.1 + 0.2 - 0.3 : exact[i];
    }
    double[] jackknife = {0.01, -0.02, 0.005};

    Interval wanted = Interval.bca(0, exact, jackknife);
    Interval seen = Interval.bca(0, rounded, jackknife);

    assertThat(seen.low()).isCloseTo(wanted.low(), within(1e-9));
    assertThat(seen.high()).isCloseTo(wanted.high(), within(1e-9));
    assertThat(Interval.bca(0, repeated(100, 1e-17), jackknife)).isEqualTo(Interval.NONE);
  }

  @Test
  void withoutPairsThereIsNoP() {
    assertThat(SignFlips.of(new double[0], USUAL).p()).isNaN();
    assertThat(SignFlips.ofRanks(new double[0], USUAL).p()).isNaN();
    assertThat(ReachableP.of(0, 7, USUAL)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"1, 6", "2, 7", "7, 9"})
  void itTakesSixSeedsAndWithHolmOverSevenPartsNine(int tests, int seeds) {
    assertThat(ReachableP.seedsFor(tests)).isEqualTo(seeds);
    assertThat(ReachableP.of(seeds, tests, USUAL)).isLessThanOrEqualTo(0.05);
    assertThat(ReachableP.of(seeds - 1, tests, USUAL)).isGreaterThan(0.05);
  }

  @Test
  void noPIsMoreThanCertain() {
    assertThat(ReachableP.of(1, 7, USUAL)).isEqualTo(1);
    assertThat(Holm.adjust(new double[] {0.6, 0.7})).containsExactly(1, 1);
    assertThat(new McNemar(5, 0, 0, 5).p()).isEqualTo(1);
    assertThat(new McNemar(0, 1, 1, 0).p()).isEqualTo(1);
  }

  @Test
  void aPartWithoutATestIsNotCorrectedFor() {
    assertThat(Holm.adjust(new double[] {Double.NaN, 0.02, 0.25}))
        .containsExactly(Double.NaN, 0.04, 0.25);
    assertThat(Holm.adjust(new double[] {Double.NaN})).containsExactly(Double.NaN);
    assertThat(Holm.adjust(new double[0])).isEmpty();
  }

  @Test
  void studiesThatOneNetworkHasNotSeenAreNotCompared() {
    List<Scored> one = List.of(new Scored(0.9, 1, "a", "p"), new Scored(0.9, 1, "b", "p"));
    List<Scored> other = List.of(new Scored(0.1, 1, "b", "p"), new Scored(0.1, 1, "c", "p"));

    assertThat(McNemar.of(one, other)).isEqualTo(new McNemar(0, 1, 0, 0));
  }

  @Test
  void valuesThatDoNotDifferHaveNoInterval() {
    // 0.8 - 0.7 and 0.6 - 0.5 differ by rounding alone.
    double[] values = {0.8 - 0.7, 0.6 - 0.5};

    assertThat(Interval.student(Summary.of(values))).isEqualTo(Interval.NONE);
    assertThat(SeedBootstrap.of(2, USUAL).bca(values)).isEqualTo(Interval.NONE);
    assertThat(Interval.percentiles(values)).isEqualTo(Interval.NONE);
    assertThat(Interval.NONE.isKnown()).isFalse();
  }

  @Test
  void oneValueHasNoInterval() {
    assertThat(Interval.student(Summary.of(0.3))).isEqualTo(Interval.NONE);
    assertThat(Interval.student(Summary.of())).isEqualTo(Interval.NONE);
    assertThat(SeedBootstrap.of(1, USUAL).bca(new double[] {0.3})).isEqualTo(Interval.NONE);
  }

  @Test
  void aFigureThatManyResamplesLeaveUndefinedHasNoInterval() {
    double[] values = new double[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 5 ? Double.NaN : i;
    }
    assertThat(Interval.percentiles(values).isKnown()).isTrue();
    values[5] = Double.NaN;
    assertThat(Interval.percentiles(values)).isEqualTo(Interval.NONE);
    assertThat(Interval.bca(50, values, new double[] {1, 2})).isEqualTo(Interval.NONE);
  }

  @Test
  void nobodyIsBetterWhereTooFewResamplesSayWho() {
    double[] patients = new double[USUAL.resamples()];
    Arrays.fill(patients, Double.NaN);
    patients[0] = 0.1;

    PairedComparison one =
        PairedComparison.of(
            PairedDeltas.of(List.of(0L), List.of(0.1)), new double[][] {patients}, USUAL);

    assertThat(one.twoLevel()).isEqualTo(Interval.NONE);
    assertThat(one.better()).isNaN();
  }

  @Test
  void oneUndefinedValueTakesNoOther() {
    assertThat(Summary.ofDefined(DoubleStream.of(0.5, Double.NaN, 0.25)))
        .isEqualTo(Summary.of(0.5, 0.25));
  }

  @Test
  void percentilesLieBetweenNeighbours() {
    double[] hundred = new double[101];
    for (int i = 0; i < hundred.length; i++) {
      hundred[i] = 100 - i;
    }
    Interval interval = Interval.percentiles(hundred);

    assertThat(interval.low()).isCloseTo(2.5, within(1e-12));
    assertThat(interval.high()).isCloseTo(97.5, within(1e-12));
  }

  @Test
  void withoutBiasAndSkewnessBcaIsThePercentiles() {
    double[] symmetric = new double[1001];
    for (int i = 0; i < symmetric.length; i++) {
      symmetric[i] = i - 500;
    }
    Interval bca = Interval.bca(0, symmetric, new double[] {-1, 0, 1});

    Interval percentiles = Interval.percentiles(symmetric);
    assertThat(bca.low()).isCloseTo(percentiles.low(), within(1e-9));
    assertThat(bca.high()).isCloseTo(percentiles.high(), within(1e-9));
  }

  @Test
  void anEstimateBelowAllResamplesStillHasAnInterval() {
    double[] above = {1, 2, 3, 4};

    Interval interval = Interval.bca(0, above, new double[] {0, 0, 0});

    assertThat(interval.isKnown()).isTrue();
    assertThat(interval.low()).isBetween(1.0, 1.1);
  }

  @Test
  void asManySeedsAreDrawnAlike() {
    double[] one = {1, 2, 3};
    double[] twice = {2, 4, 6};
    double[] means = SeedBootstrap.of(3, USUAL).means(one);
    double[] others = SeedBootstrap.of(3, USUAL).means(twice);

    for (int i = 0; i < means.length; i++) {
      assertThat(others[i]).isEqualTo(2 * means[i]);
    }
    // The mean of three of 1, 2, 3 with replacement has expectation 2 and variance 2/9.
    Summary summary = Summary.of(means);
    assertThat(summary.mean()).isCloseTo(2, within(4 * Math.sqrt(2 / 9.0 / 2000)));
    assertThat(summary.sd() * summary.sd()).isCloseTo(2 / 9.0, within(0.02));
  }

  @Test
  void aPatientsImagesComeAndGoTogether() {
    // Ten patients with one image each, then a hundred copies of each: the interval is the same.
    List<Scored> once = scores(1);
    List<Scored> often = scores(100);

    List<Replicates> all =
        PatientBootstrap.of(USUAL, "elbow", "test")
            .replicates(List.of(sheet(once), sheet(often)), 10);

    assertThat(all.get(0).patients()).isEqualTo(10);
    assertThat(all.get(1).of(Metric.ACCURACY)).isEqualTo(all.get(0).of(Metric.ACCURACY));
    assertThat(all.get(1).interval(Metric.ACCURACY))
        .isEqualTo(all.get(0).interval(Metric.ACCURACY));
    assertThat(Intervals.holds(all.get(0).interval(Metric.ACCURACY), 0.8)).isTrue();
  }

  @Test
  void anEmptySplitHasNoFigures() {
    Replicates nothing =
        PatientBootstrap.of(USUAL, "elbow").replicates(List.of(sheet(List.of())), 0).get(0);

    for (Metric metric : Metric.values()) {
      assertThat(metric.of(nothing.estimate())).isNaN();
      assertThat(nothing.interval(metric)).isEqualTo(Interval.NONE);
    }
    assertThat(nothing.patients()).isZero();
  }

  @Test
  void aComparisonWithoutPredictionsKnowsSeedsAlone() {
    PairedDeltas deltas = PairedDeltas.of(List.of(1L, 2L, 3L), List.of(0.01, 0.02, 0.06));

    PairedComparison without = PairedComparison.of(deltas, new double[][] {{}, {}, {}}, USUAL);

    assertThat(without.student().isKnown()).isTrue();
    assertThat(without.bca().isKnown()).isTrue();
    assertThat(without.twoLevel()).isEqualTo(Interval.NONE);
    assertThat(without.better()).isNaN();
    assertThat(without.signs().p()).isEqualTo(0.25);
  }

  @Test
  void inHalfOfTheTiesTheFirstIsBetter() {
    PairedDeltas deltas = PairedDeltas.of(List.of(1L), List.of(0.0));
    double[] replicates = repeated(100, 0);
    Arrays.fill(replicates, 0, 20, 0.1);

    assertThat(
            PairedComparison.of(deltas, new double[][] {replicates}, new Resampling(100, 1))
                .better())
        .isCloseTo(0.6, within(1e-12));
  }

  private static ScoreSheet sheet(List<Scored> scores) {
    return ScoreSheet.of(scores, patient -> Integer.parseInt(patient.substring(1)));
  }

  /** Ten patients; two are called wrong. */
  private static List<Scored> scores(int images) {
    return IntStream.range(0, 10 * images)
        .mapToObj(i -> i % 10)
        .map(i -> new Scored(i < 8 ? 0.9 : 0.2, 1, "s" + i, "p" + i))
        .toList();
  }
}
