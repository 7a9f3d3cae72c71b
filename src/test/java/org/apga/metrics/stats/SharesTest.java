package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
import org.apga.metrics.Probabilities;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.junit.jupiter.api.Test;

/** The share of each true class that is called each class, in resamples of the patients. */
class SharesTest {
  private static final Resampling RESAMPLING = new Resampling(200, 3);

  /** 30 patients with two images each; classes are called wrongly in turn. */
  private static List<Scored> images(int classes) {
    List<Scored> images = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int label = i % classes;
      double[] p = new double[classes];
      Arrays.fill(p, 0.1 / classes);
      p[i % 4 == 0 ? (label + 1) % classes : label] += 0.9;
      images.add(new Scored(Probabilities.of(p), label, "s" + i, Integer.toString(i / 2)));
    }
    return images;
  }

  private static List<Replicates> replicates(ScoreSheet... sheets) {
    return PatientBootstrap.of(RESAMPLING, "part").replicates(List.of(sheets), 30);
  }

  @Test
  void theSharesOfAClassAddUpToOneInEveryResampleAndItsOwnIsItsSensitivity() {
    List<Scored> images = images(3);
    List<Replicates> all =
        replicates(
            ScoreSheet.of(images, Integer::parseInt),
            ScoreSheet.ofClass(images, 1, Integer::parseInt));

    assertThat(all.get(0).hasShares()).isTrue();
    assertThat(all.get(0).share(1, 1).values())
        .isEqualTo(all.get(1).resampled(Metric.SENSITIVITY).values());
    for (int truth = 0; truth < 3; truth++) {
      for (int resample = 0; resample < RESAMPLING.resamples(); resample++) {
        double sum = 0;
        for (int called = 0; called < 3; called++) {
          sum += all.get(0).share(truth, called).values()[resample];
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
      }
    }
  }

  @Test
  void aShareThatNoResampleChangesCountsThePatientsWhoHaveTheClass() {
    Replicates of = replicates(ScoreSheet.of(images(3), Integer::parseInt)).get(0);

    Resampled never = of.share(0, 2);

    assertThat(never.estimate()).isZero();
    // Every third of 60 images is of class 0, and no patient has two of them.
    assertThat(never.patients()).isEqualTo(20);
    assertThat(Resampled.overSeeds(List.of(never), RESAMPLING)).isEqualTo(Interval.exact(0, 20));
  }

  @Test
  void twoClassesAndMoreThanSixteenHaveNoShares() {
    assertThat(
            IntStream.of(2, 3, 16, 17)
                .mapToObj(
                    n ->
                        replicates(ScoreSheet.of(images(n), Integer::parseInt)).get(0).hasShares()))
        .containsExactly(false, true, true, false);
  }
}
