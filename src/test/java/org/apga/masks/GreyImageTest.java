package org.apga.masks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GreyImageTest {

  @Test
  void everyLevelComesBackFromAPng() throws IOException {
    double[] shares = IntStream.range(0, 256).mapToDouble(level -> level / 255.0).toArray();
    GreyImage image = GreyImage.of(shares, 8, 32);

    GreyImage read = GreyImage.read(image.png());

    assertThat(read.height()).isEqualTo(8);
    assertThat(read.width()).isEqualTo(32);
    assertThat(IntStream.range(0, 256).map(i -> read.level(i / 32, i % 32)).toArray())
        .containsExactly(IntStream.range(0, 256).toArray());
  }

  @Test
  void theSameImageIsTheSameBytes() {
    double[] shares = {0, 0.25, 0.5, 1};

    assertThat(GreyImage.of(shares, 2, 2).png()).isEqualTo(GreyImage.of(shares, 2, 2).png());
  }

  @Test
  void sharesAreRoundedAndBounded() {
    GreyImage image = GreyImage.of(new double[] {-1, 0.498, 0.5, 2}, 1, 4);

    assertThat(image.levels()).containsExactly(0, 127, 128, 255);
  }

  @Test
  void aReducedImageHasTheMeansOfSquares() {
    GreyImage image =
        new GreyImage(4, 4, new byte[] {0, 10, 1, 1, 20, 30, 1, 2, 0, 0, -1, -1, 0, 0, -1, -1});

    // The mean of 1, 1, 1 and 2 is 1.25.
    assertThat(image.reduced(2).levels()).containsExactly(15, 1, 0, 255);
    assertThat(image.reduced(3).levels()).hasSize(4);
    assertThat(image.reduced(4).levels()).isEqualTo(image.levels());
  }

  @Test
  void theSizesThatNetworksTakeAreReducedTo64() {
    for (int size = 32; size <= 2048; size += 32) {
      GreyImage small = new GreyImage(size, size, new byte[size * size]).reduced(64);

      assertThat(small.width()).as("%d", size).isEqualTo(small.height()).isBetween(32, 64);
    }
  }

  @Test
  void whatIsNoMaskIsRefused() {
    assertThatThrownBy(() -> GreyImage.read(new byte[] {1, 2, 3}))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot read 3 bytes as a mask: they are not an 8-bit greyscale PNG. Publish the tables"
                + " again.");
    assertThatThrownBy(() -> new GreyImage(2, 2, new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot make an image of 2 x 2 pixels: it has 3 levels. Pass height x width of them.");
    assertThatThrownBy(() -> new GreyImage(7, 5, new byte[35]).reduced(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot reduce 7 x 5 pixels to at most 3: no square of pixels divides both sides.");
  }
}
