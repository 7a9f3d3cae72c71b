package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
