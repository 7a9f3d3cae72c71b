package org.apga.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig.Selection;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.data.ImageSets;
import org.apga.metrics.Probabilities;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private static final Selection PUBLISHED =
      ConfigReader.read(Map.of("profile", "reference")).selection();

  // Of labels 0, 0, 1, 1: AUROC 1, 0.75 and 0.5; the accuracy of HALF is 0.5.
  private static final double[] RIGHT = {0.1, 0.2, 0.8, 0.9};
  private static final double[] NEARLY = {0.1, 0.7, 0.6, 0.9};
  private static final double[] HALF = {0.5, 0.5, 0.5, 0.5};

  private static Selection sound(SelectionMetric metric, int patience) {
    return new Selection(SelectionSplit.SELECTION, metric, patience, 0, 0, false);
  }

  private static Evaluation of(double... probabilities) {
    return new Evaluation(
        ImageSets.ofLabels(0, 0, 1, 1).examples(), said(probabilities), null, null);
  }

  private static List<Probabilities> said(double... abnormal) {
    return DoubleStream.of(abnormal).mapToObj(Probabilities::ofAbnormal).toList();
  }

  private static Evaluation augmented(double[] plain, double[] augmented) {
    return new Evaluation(
        ImageSets.ofLabels(0, 0, 1, 1).examples(), said(plain), said(augmented), new double[4]);
  }

  @Test
  void aHigherScoreIsBetterAndALowerOneIsNot() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.AUROC, 15));

    assertThat(stopping.memory().bestEpoch()).isZero();
    assertThat(stopping.offer(1, of(NEARLY))).isTrue();
    assertThat(stopping.offer(2, of(HALF))).isFalse();
    assertThat(stopping.offer(3, of(RIGHT))).isTrue();
    assertThat(stopping.memory().bestEpoch()).isEqualTo(3);
    assertThat(stopping.memory().bestScore()).isEqualTo(1);
  }

  @Test
  void ofEqualScoresTheLowerLossIsBetterAndAnEqualOneIsNot() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.AUROC, 15));
    stopping.offer(1, of(RIGHT));

    assertThat(stopping.offer(2, of(RIGHT))).isFalse();
    assertThat(stopping.offer(3, of(0.2, 0.3, 0.7, 0.8))).isFalse();
    assertThat(stopping.offer(4, of(0.05, 0.1, 0.9, 0.95))).isTrue();
    assertThat(stopping.memory().bestEpoch()).isEqualTo(4);
  }

  @Test
  void asPublishedOnlyAStrictlyHigherScoreIsBetter() {
    EarlyStopping stopping = new EarlyStopping(PUBLISHED);
    stopping.offer(1, of(RIGHT));

    assertThat(stopping.offer(2, of(0.05, 0.1, 0.9, 0.95))).isFalse();
  }

  @Test
  void theReasonToStopSaysHowManyFailedAndWhatWasBest() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.AUROC, 2));
    stopping.offer(1, of(NEARLY));
    stopping.offer(2, of(HALF));
    assertThat(stopping.reason()).isEmpty();
    stopping.offer(3, of(HALF));

    assertThat(stopping.reason())
        .contains(
            "No better auroc on the selection split in 2 evaluations; the best was 0.7500 in epoch"
                + " 1.");
  }

  @Test
  void aLossIsShownAsItIsThoughALowerOneIsBetter() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.LOSS, 1));
    stopping.offer(1, of(HALF));
    stopping.offer(2, of(0.5, 0.5, 0.5, 0.4));

    // ln 2.
    assertThat(stopping.reason())
        .contains(
            "No better loss on the selection split in 1 evaluations; the best was 0.6931 in epoch"
                + " 1.");
    assertThat(stopping.memory().bestScore()).isEqualTo(-Math.log(2));
  }

  @Test
  void kappaIsThatOfStudies() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.KAPPA, 1));
    stopping.offer(1, of(RIGHT));

    assertThat(stopping.memory().bestScore()).isEqualTo(1);
  }

  @Test
  void whenAllEpochsAreDoneTheReasonSaysSo() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.ACCURACY, 15));
    stopping.offer(1, of(HALF));
    stopping.offer(2, of(RIGHT));

    assertThat(stopping.allEpochsDone(2))
        .isEqualTo("All 2 epochs are done; the best was 1.0000 in epoch 2.");
  }

  @Test
  void asPublishedTheFirstFailureIsFreeSo16InARowStop() {
    EarlyStopping stopping = new EarlyStopping(PUBLISHED);
    stopping.offer(1, of(NEARLY));
    for (int failure = 1; failure <= 15; failure++) {
      stopping.offer(1 + failure, of(NEARLY));
      assertThat(stopping.reason()).isEmpty();
    }
    stopping.offer(17, of(NEARLY));

    assertThat(stopping.reason())
        .contains(
            "No better accuracy on the test split in 16 evaluations; the best was 0.7500 in epoch"
                + " 1.");
  }

  @Test
  void aBetterEvaluationForgivesTheFailuresBefore() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.AUROC, 2));
    stopping.offer(1, of(HALF));
    stopping.offer(2, of(HALF));
    stopping.offer(3, of(RIGHT));
    stopping.offer(4, of(HALF));

    assertThat(stopping.reason()).isEmpty();
  }

  @Test
  void asPublishedAnAugmentedScoreMayBeTheBestButForgivesNoFailure() {
    EarlyStopping stopping = new EarlyStopping(PUBLISHED);
    stopping.offer(1, of(NEARLY));
    for (int epoch = 2; epoch <= 17; epoch++) {
      Evaluation evaluation = augmented(HALF, epoch < 17 ? RIGHT : HALF);
      assertThat(stopping.offer(epoch, evaluation)).isFalse();
      assertThat(stopping.offerAugmented(epoch, evaluation)).isEqualTo(epoch == 2);
    }

    assertThat(stopping.reason())
        .contains(
            "No better accuracy on the test split in 16 evaluations; the best was 1.0000 in epoch"
                + " 2.");
  }

  @Test
  void asPublishedAPlainScoreHasToBeatTheAugmentedOne() {
    EarlyStopping stopping = new EarlyStopping(PUBLISHED);
    stopping.offerAugmented(1, augmented(HALF, RIGHT));

    assertThat(stopping.offer(2, of(RIGHT))).isFalse();
  }

  @Test
  void elsewhereAnAugmentedScoreDecidesNothing() {
    EarlyStopping stopping = new EarlyStopping(sound(SelectionMetric.ACCURACY, 15));
    stopping.offer(1, augmented(HALF, RIGHT));

    assertThat(stopping.offerAugmented(1, augmented(HALF, RIGHT))).isFalse();
    assertThat(stopping.memory().bestScore()).isEqualTo(0.5);
  }

  @Test
  void whatItRemembersIsAllThatDecides() {
    EarlyStopping one = new EarlyStopping(sound(SelectionMetric.AUROC, 3));
    one.offer(1, of(NEARLY));
    one.offer(2, of(HALF));
    EarlyStopping other = new EarlyStopping(sound(SelectionMetric.AUROC, 3));
    other.remember(one.memory());

    for (EarlyStopping stopping : new EarlyStopping[] {one, other}) {
      assertThat(stopping.offer(3, of(NEARLY))).isFalse();
      assertThat(stopping.reason()).isEmpty();
      stopping.offer(4, of(HALF));
    }
    assertThat(other.reason()).isEqualTo(one.reason()).isPresent();
    assertThat(other.memory()).isEqualTo(one.memory());
  }
}
