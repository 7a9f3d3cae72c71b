package org.apga.masks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PixelOrderTest {

  @Test
  void theHighestComesFirst() {
    assertThat(new PixelOrder("a", 2, 2).of(new double[] {0.1, 0.9, 0.4, 0.5}))
        .containsExactly(1, 3, 2, 0);
  }

  @Test
  void equalOnesComeInOneOrderWhateverTheMap() {
    PixelOrder order = new PixelOrder("a", 4, 4);
    int[] flat = order.of(new double[16]);
    double[] halves = new double[16];
    Arrays.fill(halves, 8, 16, 1);

    int[] half = order.of(halves);

    assertThat(flat).containsExactlyInAnyOrder(IntStream.range(0, 16).toArray());
    assertThat(flat).isNotEqualTo(IntStream.range(0, 16).toArray());
    assertThat(half)
        .containsExactly(
            IntStream.concat(
                    Arrays.stream(flat).filter(i -> i >= 8), Arrays.stream(flat).filter(i -> i < 8))
                .toArray());
    assertThat(order.of(new double[] {0, -0.0, 0, -0.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
        .isEqualTo(flat);
  }

  @Test
  void theControlTakesWholeSquares() {
    int[] order = new PixelOrder("a", 64, 64).random();

    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 4096).toArray());
    for (int square = 0; square < 256; square++) {
      assertThat(
              Arrays.stream(order, 16 * square, 16 * square + 16)
                  .map(i -> i / 256 * 16 + i % 64 / 4))
          .containsOnly(order[16 * square] / 256 * 16 + order[16 * square] % 64 / 4);
    }
  }

  @Test
  void anImageHasItsOwnControlAndAlwaysTheSame() {
    assertThat(new PixelOrder("a", 8, 8).random()).isEqualTo(new PixelOrder("a", 8, 8).random());
    assertThat(new PixelOrder("a", 8, 8).random()).isNotEqualTo(new PixelOrder("b", 8, 8).random());
  }
}
