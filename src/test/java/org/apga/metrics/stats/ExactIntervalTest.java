package org.apga.metrics.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.junit.jupiter.api.Test;

/** Rates that are the same in all resamples. */
class ExactIntervalTest {
  private static final Resampling USUAL = Resampling.USUAL;

  private static double[] repeated(int n, double value) {
    double[] values = new double[n];
    Arrays.fill(values, value);
    return values;
  }

  private static Replicates replicates(List<Scored> scores, int patients) {
    return PatientBootstrap.of(USUAL, "elbow").replicates(List.of(sheet(scores)), patients).get(0);
  }

  /** This number of images of a patient, all called alike. */
  private static List<Scored> images(String patient, int label, boolean right, int images) {
    double probability = right == (label == 1) ? 0.9 : 0.1;
    return IntStream.range(0, images)
        .mapToObj(i -> new Scored(probability, label, patient + i, patient))
        .toList();
  }

  @Test
  void onlyTheRatesOfAPerfectNetworkHaveAnIntervalAndItIsExact() {
    Replicates perfect =
        replicates(List.of(new Scored(0.9, 1, "a", "p0"), new Scored(0.1, 0, "b", "p1")), 2);

    assertThat(perfect.estimate().accuracy()).isEqualTo(1);
    assertThat(perfect.interval(Metric.ACCURACY)).isEqualTo(Interval.exact(1, 2));
    assertThat(perfect.interval(Metric.SENSITIVITY)).isEqualTo(Interval.exact(1, 1));
    // Half of the resamples of two patients have one class only.
    assertThat(perfect.interval(Metric.AUROC)).isEqualTo(Interval.NONE);
    assertThat(perfect.interval(Metric.KAPPA)).isEqualTo(Interval.NONE);
    assertThat(perfect.interval(Metric.BALANCED_ACCURACY)).isEqualTo(Interval.NONE);
  }

  @Test
  void anExactIntervalCountsPatientsWhomTheRateIsAboutAndNotTheirImages() {
    List<Scored> scores = new ArrayList<>();
    for (int patient = 0; patient < 9; patient++) {
      scores.addAll(images("p" + patient, 0, true, 1 + patient % 4));
    }
    // This patient has images of both classes and counts for each.
    scores.addAll(images("p9", 0, true, 2));
    scores.addAll(images("p9", 1, false, 3));
    scores.addAll(images("p10", 1, false, 1));
    Replicates replicates = replicates(scores, 11);

    assertThat(replicates.interval(Metric.SPECIFICITY)).isEqualTo(Interval.exact(1, 10));
    assertThat(replicates.interval(Metric.SENSITIVITY)).isEqualTo(Interval.exact(0, 2));
    Interval accuracy = replicates.interval(Metric.ACCURACY);
    assertThat(accuracy.isKnown()).isTrue();
    assertThat(accuracy.exact()).isFalse();
  }

  @Test
  void aRateBetweenZeroAndOneThatFewResamplesDefineHasNoInterval() {
    List<Scored> scores = new ArrayList<>(images("p0", 1, true, 1));
    scores.addAll(images("p1", 1, false, 1));
    for (int patient = 2; patient < 12; patient++) {
      scores.addAll(images("p" + patient, 0, true, 1));
    }

    // Both abnormal patients are missing from a sixth of the resamples.
    assertThat(replicates(scores, 12).interval(Metric.SENSITIVITY)).isEqualTo(Interval.NONE);
  }

  @Test
  void aPatientWhoseImagesAreHalfRightIsHalfASuccess() {
    List<Scored> scores = new ArrayList<>(images("p0", 1, true, 1));
    scores.addAll(images("p0", 1, false, 1));

    assertThat(replicates(scores, 1).interval(Metric.SENSITIVITY))
        .isEqualTo(Interval.exact(0.5, 1));
  }

  @Test
  void theMeanOfPerfectNetworksIsExactToo() {
    Replicates perfect = replicates(images("p0", 1, true, 3), 1);
    Replicates wrong = replicates(images("p0", 1, false, 3), 1);

    assertThat(MeanMetric.of(List.of(perfect, perfect, perfect), Metric.ACCURACY).interval())
        .isEqualTo(Interval.exact(1, 1));
    assertThat(MeanMetric.of(List.of(perfect), Metric.AUROC).interval()).isEqualTo(Interval.NONE);
    assertThat(MeanMetric.of(List.of(perfect, wrong), Metric.ACCURACY).estimate()).isEqualTo(0.5);
  }

  @Test
  void overSeedsTheIntervalIsThatOfBothResamplesOrExact() {
    double[] ones = repeated(USUAL.resamples(), 1);
    double[] others = IntStream.range(0, ones.length).mapToDouble(i -> i % 7 / 10.0).toArray();
    Resampled perfect = new Resampled(1, ones, 12);
    Resampled smaller = new Resampled(1, ones, 8);
    Resampled poor = new Resampled(0.3, others, 0);

    assertThat(Resampled.overSeeds(List.of(perfect, smaller), USUAL))
        .isEqualTo(Interval.exact(1, 8));
    assertThat(Resampled.overSeeds(List.of(perfect, poor), USUAL))
        .isEqualTo(
            Interval.percentiles(SeedBootstrap.of(2, USUAL).means(new double[][] {ones, others})));
    assertThat(Resampled.overSeeds(List.of(perfect, Resampled.NONE), USUAL))
        .isEqualTo(Interval.NONE);
    assertThat(Resampled.overSeeds(List.of(), USUAL)).isEqualTo(Interval.NONE);
  }

  @Test
  void aDifferenceIsNoRateAndHasNoExactInterval() {
    Resampled perfect = new Resampled(1, repeated(USUAL.resamples(), 1), 12);

    assertThat(perfect.minus(perfect).estimate()).isZero();
    assertThat(Resampled.overSeeds(List.of(perfect.minus(perfect)), USUAL))
        .isEqualTo(Interval.NONE);
    assertThat(perfect.minus(Resampled.NONE).values()).isEmpty();
  }

  @Test
  void withoutObservationsThereIsNoExactInterval() {
    assertThat(Interval.exact(1, 0)).isEqualTo(Interval.NONE);
  }

  private static ScoreSheet sheet(List<Scored> scores) {
    return ScoreSheet.of(scores, patient -> Integer.parseInt(patient.substring(1)));
  }
}
