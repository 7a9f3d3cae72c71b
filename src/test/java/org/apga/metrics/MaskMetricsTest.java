package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MaskMetricsTest {
  private static final Box UPPER_LEFT_QUARTER = new Box(0, 0, 0.5, 0.5);

  @Test
  void halfAMaskOnALesionIsMeasured() {
    // Marked: the upper left 2 x 2 pixels' first column, and one pixel below them.
    double[] mask = {
      0.9, 0.1, 0.1, 0.1, //
      0.8, 0.1, 0.1, 0.1, //
      0.7, 0.1, 0.1, 0.1, //
      0.1, 0.1, 0.1, 0.5,
    };

    MaskMetrics metrics = MaskMetrics.of(mask, 4, 4, List.of(UPPER_LEFT_QUARTER));

    // 2 of 3 marked pixels lie among the box's 4: 2 / (3 + 4 - 2).
    assertThat(metrics)
        .isEqualTo(
            new MaskMetrics(3 / 16.0, false, false, new MaskMetrics.Lesion(0.4, true, 0.25)));
  }

  @Test
  void aMaskThatIsTheLesionHasAnIouOfOne() {
    double[] mask = {0.9, 0.1, 0.1, 0.1};

    assertThat(MaskMetrics.of(mask, 2, 2, List.of(UPPER_LEFT_QUARTER)).lesion())
        .isEqualTo(new MaskMetrics.Lesion(1, true, 0.25));
  }

  @Test
  void anEmptyMaskStillPointsSomewhere() {
    double[] mask = {0.1, 0.1, 0.1, 0.5};

    assertThat(MaskMetrics.of(mask, 2, 2, List.of(UPPER_LEFT_QUARTER)))
        .isEqualTo(new MaskMetrics(0, true, false, new MaskMetrics.Lesion(0, false, 0.25)));
  }

  @Test
  void aFullMaskPointsAtItsFirstPixel() {
    double[] mask = {1, 1, 1, 1};

    assertThat(MaskMetrics.of(mask, 2, 2, List.of(UPPER_LEFT_QUARTER)))
        .isEqualTo(new MaskMetrics(1, false, true, new MaskMetrics.Lesion(0.25, true, 0.25)));
    assertThat(MaskMetrics.of(mask, 2, 2, List.of(new Box(0.5, 0.5, 1, 1))).lesion())
        .isEqualTo(new MaskMetrics.Lesion(0.25, false, 0.25));
  }

  @Test
  void severalBoxesAreTakenTogether() {
    // Marked: the corners of the diagonal and one more, which has the highest probability.
    double[] mask = {
      0.6, 0.1, 0.1, 0.9, //
      0.1, 0.1, 0.1, 0.1, //
      0.1, 0.1, 0.1, 0.1, //
      0.1, 0.1, 0.1, 0.6,
    };
    Box upperHalf = new Box(0, 0, 1, 0.5);
    Box lowerRight = new Box(0.5, 0.5, 1, 1);

    // 8 pixels of the upper half, 4 of the quarter, 4 of both: the first quarter adds none.
    assertThat(
            MaskMetrics.of(mask, 4, 4, List.of(UPPER_LEFT_QUARTER, upperHalf, lowerRight)).lesion())
        .isEqualTo(new MaskMetrics.Lesion(3 / 12.0, true, 12 / 16.0));
    assertThat(MaskMetrics.of(mask, 4, 4, List.of(UPPER_LEFT_QUARTER, lowerRight)).lesion())
        .isEqualTo(new MaskMetrics.Lesion(2 / 9.0, false, 0.5));
  }

  @Test
  void theHighestPixelHitsWhicheverBoxItIsIn() {
    double[] mask = {0.1, 0.1, 0.1, 0.4};
    Box lowerRight = new Box(0.5, 0.5, 1, 1);

    assertThat(MaskMetrics.of(mask, 2, 2, List.of(UPPER_LEFT_QUARTER, lowerRight)).lesion())
        .isEqualTo(new MaskMetrics.Lesion(0, true, 0.5));
    assertThat(MaskMetrics.of(mask, 2, 2, List.of(lowerRight, UPPER_LEFT_QUARTER)).lesion())
        .isEqualTo(new MaskMetrics.Lesion(0, true, 0.5));
  }

  @Test
  void withoutALesionOnlyTheAreaIsMeasured() {
    assertThat(MaskMetrics.of(new double[] {0.6, 0.4}, 1, 2, List.of()))
        .isEqualTo(new MaskMetrics(0.5, false, false, null));
  }

  @Test
  void widthAndHeightAreNotMistaken() {
    // 1 x 4 pixels; the box is the third quarter of the width.
    double[] mask = {0.1, 0.1, 0.9, 0.1};

    assertThat(MaskMetrics.of(mask, 1, 4, List.of(new Box(0.5, 0, 0.75, 1))).lesion())
        .isEqualTo(new MaskMetrics.Lesion(1, true, 0.25));
  }

  @Test
  void aPixelIsInTheBoxWhereItsCentreIs() {
    // Centres at 1/8, 3/8, 5/8, 7/8.
    double[] mask = {0.1, 0.1, 0.1, 0.1};

    assertThat(chance(mask, new Box(0.125, 0, 0.625, 1))).isEqualTo(0.5);
    assertThat(chance(mask, new Box(0.13, 0, 0.63, 1))).isEqualTo(0.5);
    assertThat(chance(mask, new Box(0.12, 0, 0.63, 1))).isEqualTo(0.75);
  }

  @Test
  void aBoxBetweenTwoCentresHoldsThePixelItLiesOn() {
    double[] mask = {0.1, 0.1, 0.1, 0.1};

    assertThat(chance(mask, new Box(0.26, 0.1, 0.27, 0.2))).isEqualTo(0.25);
    assertThat(chance(mask, new Box(0.99, 0.1, 1, 0.2))).isEqualTo(0.25);
  }

  private static double chance(double[] row, Box box) {
    return Objects.requireNonNull(MaskMetrics.of(row, 1, row.length, List.of(box)).lesion())
        .chance();
  }

  @Test
  void aSummaryMeansEachImageTheSame() {
    MaskSummary summary =
        MaskSummary.of(
            List.of(
                new MaskMetrics(0, true, false, new MaskMetrics.Lesion(0, false, 0.1)),
                new MaskMetrics(1, false, true, new MaskMetrics.Lesion(0.5, true, 0.3)),
                new MaskMetrics(0.5, false, false, null),
                new MaskMetrics(0.5, false, false, null)));

    assertThat(summary.shareOverHalf()).isEqualTo(0.5);
    assertThat(summary.emptyShare()).isEqualTo(0.25);
    assertThat(summary.fullShare()).isEqualTo(0.25);
    assertThat(summary.lesions()).isEqualTo(2);
    assertThat(summary.iou()).isEqualTo(0.25);
    assertThat(summary.pointing()).isEqualTo(0.5);
    assertThat(summary.chance()).isCloseTo(0.2, within(1e-15));
  }

  @Test
  void aSummaryOfNothingIsNotANumber() {
    double none = Double.NaN;
    assertThat(MaskSummary.of(List.of()))
        .isEqualTo(new MaskSummary(none, none, none, 0, none, none, none));
  }

  @Test
  void aMaskOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> MaskMetrics.of(new double[3], 2, 2, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot measure a mask of 2 x 2 pixels: it has 3 probabilities. Pass one per"
                + " pixel.");
  }

  @Test
  void aMaskWithNanIsRefusedWithItsPlace() {
    assertThatThrownBy(
            () -> MaskMetrics.of(new double[] {0, 0, 0, 0, 0, Double.NaN}, 2, 3, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot measure a mask of 2 x 3 pixels: the probability in row 1, column 2 is NaN, not"
                + " in 0..1. Check whether the policy diverged.");
  }

  @Test
  void aBoxOutOfTheImageIsRefused() {
    assertThatThrownBy(() -> new Box(0.5, 0, 1.5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make a box of left 0.5, top 0.0, right 1.5, bottom 1.0: it is empty or extends"
                + " beyond the image. Use fractions with left < right and top < bottom.");
  }
}
