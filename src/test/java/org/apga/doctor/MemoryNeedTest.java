package org.apga.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.apga.config.ConfigReader;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.UNetSpec;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
  private static final double GIB = 1L << 30;

  @Test
  void parametersCountFourTimes() {
    // DenseNet-169 with two classes has 12,487,810 trained parameters and 158,400 running figures.
    assertThat(MemoryNeed.of(TestGrids.grid("baseline", 25)).stateBytes())
        .isEqualTo(16L * (12_487_810 + 158_400));
  }

  @Test
  void whatAnImageLeavesBehindInADenseNetIsCountedByHand() {
    // Of 32 x 32 pixels, one layer a block, growth 2, stem 4, bottleneck 1:
    // stem 2 x 4 x 16², pool 4 x 8²; block of 4 channels (4 + 2 + 2 + 2) x 8², transition's norm
    // 6 x 8², conv 3 x 8², pool 3 x 4²; (3 + 6) x 4², 5 x 4², 2 x 4², 2 x 2²; (2 + 6) x 2²,
    // 4 x 2², 2 x 2², 2; 2 + 6, last norm 4.
    DenseNetSpec spec = new DenseNetSpec(32, List.of(1, 1, 1, 1), 2, 4, 1, 2);

    assertThat(MemoryNeed.activations(spec))
        .isEqualTo(
            2 * 4 * 256
                + 4 * 64
                + (10 + 6 + 3) * 64
                + 3 * 16
                + (9 + 5 + 2) * 16
                + 2 * 4
                + (8 + 4 + 2) * 4
                + 2
                + 8
                + 4);
  }

  @Test
  void whatAnImageLeavesBehindInAUNetIsCountedByHand() {
    // Of 32 x 32 pixels, base width 1. Encoder 2 at 32², 2 pooled and 4 at 16², 4 pooled, 8 and 8
    // at 8², 8 pooled, 16 and 16 at 4², 16 pooled, 16 and 16 at 2², 16 pooled to 1.
    // Decoder blocks 16 at 1 and 8 at 2²; 16, 8 at 4²; 16, 4 at 8²; 8, 2 at 16²; 4, 1 at 32²; then
    // 1 and the score at 32².
    assertThat(MemoryNeed.activations(new UNetSpec(32, 1)))
        .isEqualTo(
            2 * 1024
                + (2 + 4) * 256
                + (4 + 8 + 8) * 64
                + (8 + 16 + 16) * 16
                + (16 + 16 + 16) * 4
                + 16
                + 16
                + 8 * 4
                + 16 * 4
                + 8 * 16
                + 16 * 16
                + 4 * 64
                + 8 * 64
                + 2 * 256
                + 4 * 256
                + 1 * 1024
                + 2 * 1024);
  }

  @Test
  void theBatchMultipliesWhatStepsLeaveBehind() {
    MemoryNeed eight = MemoryNeed.of(TestGrids.grid("baseline", 8));
    MemoryNeed sixteen = MemoryNeed.of(TestGrids.grid("baseline", 16));

    assertThat(sixteen.activationBytes()).isEqualTo(2 * eight.activationBytes());
    assertThat(sixteen.stateBytes()).isEqualTo(eight.stateBytes());
    // PyTorch's whole process took 1.9 GB at batch 8.
    assertThat(eight.bytes() / GIB).isCloseTo(1.0, within(0.1));
  }

  @Test
  void anArmWithAPolicyHoldsBothNetworks() {
    MemoryNeed alone = MemoryNeed.of(TestGrids.grid("cutout", 25));
    MemoryNeed both = MemoryNeed.of(TestGrids.grid("cutout,apga", 25));

    assertThat(both.stateBytes() - alone.stateBytes()).isEqualTo(16L * 22_927_393);
    assertThat(both.activationBytes()).isGreaterThan(alone.activationBytes());
  }

  @Test
  void doublesTakeTwiceAsMuch() {
    MemoryNeed floats = MemoryNeed.of(ConfigReader.read(Map.of()));
    MemoryNeed doubles = MemoryNeed.of(ConfigReader.read(Map.of("numerics.precision", "double")));

    assertThat(doubles.bytes()).isEqualTo(2 * floats.bytes());
  }

  @Test
  void aGridNeedsWhatItsLargestVariantDoes() {
    MemoryNeed largest = MemoryNeed.of(TestGrids.grid("baseline", 32));
    MemoryNeed varied =
        MemoryNeed.of(
            TestGrids.grid(
                "baseline",
                25,
                Map.of("grid.vary", "{train.batch-size=[8,32],train.learning-rate=[1e-4,1e-3]}")));
    MemoryNeed deeper =
        MemoryNeed.of(
            TestGrids.grid(
                "baseline", 25, Map.of("grid.variants", "{big={classifier.depth=201}}")));

    assertThat(varied).isEqualTo(largest);
    assertThat(deeper)
        .isEqualTo(
            MemoryNeed.of(TestGrids.grid("baseline", 25, Map.of("classifier.depth", "201"))));
  }
}
