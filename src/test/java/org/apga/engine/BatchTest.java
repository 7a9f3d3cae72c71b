package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final double[] PIXELS = {0.1, 0.2, 0.3, 0.4};
  private static final Batch BATCH = new Batch(2, 1, 2, PIXELS, new int[] {1, 0});

  private static Masks masks(double... probabilities) {
    return Masks.of(2, 1, 2, probabilities);
  }

  @Test
  void theAdversaryErasesWhatIsOverOneHalf() {
    Batch erased = BATCH.erasedWhere(masks(0.5, Math.nextUp(0.5), 0, 1), Fill.ZERO);

    assertThat(erased.pixels()).containsExactly(0.1, 0, 0.3, 0);
    assertThat(erased.labels()).containsExactly(1, 0);
  }

  @Test
  void theAidKeepsWhatIsOneHalfOrMore() {
    assertThat(BATCH.keptWhere(masks(0.5, Math.nextDown(0.5), 0, 1), Fill.ZERO).pixels())
        .containsExactly(0.1, 0, 0, 0.4);
  }

  @Test
  void maskingLeavesTheBatchItselfAlone() {
    double[] before = PIXELS.clone();

    BATCH.keptWhere(masks(0, 0, 0, 0), Fill.ZERO);

    assertThat(BATCH.pixels()).isEqualTo(before);
  }

  @Test
  void levelsAreSharesOfWhiteInBothPrecisions() {
    byte[] ramp = new byte[256];
    for (int level = 0; level < ramp.length; level++) {
      ramp[level] = (byte) level;
    }
    Batch batch = new Batch(16, 16, List.of(new byte[256], ramp), new int[] {0, 1});
    float[] singles = new float[512];

    batch.pixels(singles);

    assertThat(batch.images()).isEqualTo(2);
    for (int level = 0; level < ramp.length; level++) {
      assertThat(batch.pixels()[level]).isZero();
      assertThat(batch.pixels()[256 + level]).isEqualTo(level / 255.0);
      assertThat(singles[256 + level]).isEqualTo((float) (level / 255.0));
    }
  }

  @Test
  void anImageIsChangedBeforeItIsRounded() {
    byte[] levels = {0, 77, (byte) 200, (byte) 255};
    Batch ofLevels = new Batch(1, 4, List.of(levels), new int[] {0});
    Batch ofNumbers = new Batch(1, 1, 4, ofLevels.pixels(), new int[] {0});
    float[] changed = new float[5];
    float[] same = new float[5];

    ofLevels.image(0, level -> (level - 0.485) / 0.229, changed, 1);
    ofNumbers.image(0, level -> (level - 0.485) / 0.229, same, 1);

    assertThat(changed)
        .containsExactly(0, (float) (-0.485 / 0.229), single(77), single(200), single(255))
        .isEqualTo(same);
  }

  private static float single(int level) {
    return (float) ((level / 255.0 - 0.485) / 0.229);
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> new Batch(2, 2, List.of(new byte[4], new byte[3]), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make a batch of 2 x 2: it has 2 images and 2 labels, or an image of another"
                + " size.");
  }

  @Test
  void arraysOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> new Batch(2, 1, 2, new double[3], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a batch of 2 x 1 x 2: it has 3 pixels and 2 labels.");
    assertThatThrownBy(() -> new Batch(2, 1, 2, new double[4], new int[1]))
        .hasMessage("Cannot make a batch of 2 x 1 x 2: it has 4 pixels and 1 labels.");
  }

  @Test
  void aMaskOfOneImageIsItsOwnAndItsShareIsWhatIsOverOneHalf() {
    Masks both = masks(0.5, 0.6, 0.7, 0.8);

    assertThat(both.shareOverHalf()).isEqualTo(0.75);
    assertThat(both.of(0).shareOverHalf()).isEqualTo(0.5);
    assertThat(both.of(1).probabilities()).containsExactly(0.7, 0.8);
    assertThat(both.of(1).images()).isEqualTo(1);
  }

  @Test
  void aTensorWhoseShapeDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new Tensor.Floats(new int[] {2, 3}, new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a tensor of shape [2, 3]: it has 5 values.");
    assertThat(Tensor.sizeOf(new int[0])).isEqualTo(1);
  }
}
