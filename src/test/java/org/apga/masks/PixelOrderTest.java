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
  void theControlIsSmoothLikeGradCam() {
    int[] order = new PixelOrder("a", 96, 96).random();

    assertThat(order).containsExactlyInAnyOrder(IntStream.range(0, 9216).toArray());
    boolean[] first = new boolean[9216];
    Arrays.stream(order, 0, 4608).forEach(place -> first[place] = true);
    long edges =
        IntStream.range(0, 9216).filter(i -> i % 96 > 0 && first[i] != first[i - 1]).count();
    // Half of the pixels, and hardly more than two borders a row; at random every second pixel
    // would be one.
    assertThat(edges).isBetween(1L, 4L * 96);
  }

  @Test
  void theSmallestImageHasBlobsToo() {
    int[] order = new PixelOrder("a", 32, 32).random();

    double middle = Arrays.stream(order, 0, 100).map(i -> i % 32).average().orElseThrow();
    double spread =
        Arrays.stream(order, 0, 100)
            .mapToDouble(i -> Math.abs(i % 32 - middle))
            .average()
            .orElseThrow();
    // A tenth of all pixels at random would lie eight columns off their middle.
    assertThat(spread).isLessThan(6);
  }

  @Test
  void anImageHasItsOwnControlAndAlwaysTheSame() {
    assertThat(new PixelOrder("a", 8, 8).random()).isEqualTo(new PixelOrder("a", 8, 8).random());
    assertThat(new PixelOrder("a", 8, 8).random()).isNotEqualTo(new PixelOrder("b", 8, 8).random());
  }
}
