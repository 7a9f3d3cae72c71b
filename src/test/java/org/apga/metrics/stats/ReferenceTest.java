package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apga.metrics.Fixtures;
import org.apga.metrics.Scored;
import org.apga.metrics.Summary;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of scipy and statsmodels: src/test/resources/metrics/make_statistics.py. */
class ReferenceTest {
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final Resampling MANY = new Resampling(200_000, 1);

  private static double[] of(String name, String what) {
    return Fixtures.rows("statistics.csv").stream()
        .filter(cells -> cells[0].equals(name) && cells[1].equals(what))
        .flatMapToDouble(
            cells -> Arrays.stream(cells[2].split(" ")).mapToDouble(Double::parseDouble))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"three", "ties", "ten", "skewed"})
  void studentsIntervalIsThatOfScipy(String name) {
    Interval interval = Interval.student(Summary.of(of(name, "values")));

    assertThat(interval.low()).isCloseTo(of(name, "t")[0], within(1e-9));
    assertThat(interval.high()).isCloseTo(of(name, "t")[1], within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"three", "ties", "ten"})
  void signFlipsAndSignedRanksAreThoseOfScipy(String name) {
    double[] values = of(name, "values");

    assertThat(SignFlips.of(values, MANY)).isEqualTo(new SignFlips(of(name, "signs")[0], true));
    assertThat(SignFlips.ofRanks(values, MANY))
        .isEqualTo(new SignFlips(of(name, "ranks")[0], true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"three", "ties", "ten", "skewed"})
  void theBcaIntervalIsThatOfScipy(String name) {
    double[] values = of(name, "values");

    Interval interval = SeedBootstrap.of(values.length, MANY).bca(values);

    // Both draw at random, which moves an end by a few thousandths of the interval's width.
    double[] expected = of(name, "bca");
    Offset<Double> noise = within(0.02 * (expected[1] - expected[0]));
    assertThat(interval.low()).isCloseTo(expected[0], noise);
    assertThat(interval.high()).isCloseTo(expected[1], noise);
  }

  @Test
  void holmIsThatOfStatsmodels() {
    double[] adjusted = Holm.adjust(of("holm", "values"));

    double[] expected = of("holm", "adjusted");
    assertThat(adjusted).hasSize(7);
    for (int i = 0; i < expected.length; i++) {
      assertThat(adjusted[i]).isCloseTo(expected[i], ROUNDING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3 12", "0 5", "7 7", "1 0", "40 22"})
  void mcNemarIsTheExactBinomialTestOfScipy(String discordant) {
    int one = Integer.parseInt(discordant.split(" ")[0]);
    int other = Integer.parseInt(discordant.split(" ")[1]);
    List<Scored> first = new ArrayList<>();
    List<Scored> second = new ArrayList<>();
    add(first, second, 11, 0.9, 0.8);
    add(first, second, one, 0.9, 0.2);
    add(first, second, other, 0.1, 0.9);
    add(first, second, 4, 0.1, 0.5);

    McNemar test = McNemar.of(first, second);

    assertThat(test).isEqualTo(new McNemar(11, one, other, 4));
    assertThat(test.p()).isCloseTo(of("mcnemar", discordant)[0], ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0 23", "0.0 23", "1.0 1", "1.0 160", "0.5 7"})
  void theExactIntervalIsThatOfScipy(String shareAndTrials) {
    double share = Double.parseDouble(shareAndTrials.split(" ")[0]);
    int trials = Integer.parseInt(shareAndTrials.split(" ")[1]);

    Interval exact = Interval.exact(share, trials);

    assertThat(exact.exact()).isTrue();
    assertThat(exact.low()).isCloseTo(of("exact", shareAndTrials)[0], within(1e-10));
    assertThat(exact.high()).isCloseTo(of("exact", shareAndTrials)[1], within(1e-10));
  }

  private static void add(
      List<Scored> first, List<Scored> second, int count, double one, double other) {
    for (int i : Collections.nCopies(count, 0)) {
      String study = "study " + (first.size() + i);
      first.add(new Scored(one, 1, study, "patient"));
      second.add(0, new Scored(other, 1, study, "patient"));
    }
  }
}
