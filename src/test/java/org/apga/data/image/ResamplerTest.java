package org.apga.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The expected levels are Pillow 13.0.0's: {@code Image.new('L', (w, h))} filled by {@code
 * putdata([(x*37 + y*91 + x*y*13) % 256 ...])}, then {@code resize((to_w, to_h), Image.BILINEAR)}.
 */
class ResamplerTest {

  private static Plane pattern(int width, int height) {
    return new Plane(
        height,
        width,
        (y, levels) -> {
          for (int x = 0; x < width; x++) {
            levels[x] = (x * 37 + y * 91 + x * y * 13) % 256;
          }
        });
  }

  private static void sameAsPillow(
      int width, int height, int toWidth, int toHeight, int... levels) {
    float[] resized = Resampler.resize(pattern(width, height), toHeight, toWidth);
    assertThat(resized).hasSameSizeAs(levels);
    for (int i = 0; i < levels.length; i++) {
      assertThat(resized[i]).isCloseTo(levels[i], within(1f));
    }
  }

  @Test
  void shrinkingALittle() {
    sameAsPillow(7, 5, 4, 3, 61, 128, 127, 163, 151, 142, 148, 140, 106, 125, 142, 131);
  }

  @Test
  void shrinkingALot() {
    sameAsPillow(
        30, 20, 4, 4, 133, 131, 125, 122, 137, 139, 140, 138, 118, 118, 130, 131, 111, 94, 114,
        131);
    sameAsPillow(
        101, 57, 6, 5, 132, 132, 132, 134, 132, 130, 119, 124, 126, 128, 131, 136, 125, 127, 125,
        126, 128, 123, 127, 130, 125, 128, 133, 121, 130, 128, 126, 125, 126, 131);
  }

  @Test
  void enlarging() {
    sameAsPillow(
        3, 4, 5, 6, 0, 15, 37, 59, 74, 46, 63, 89, 115, 133, 106, 127, 158, 164, 168, 167, 191, 228,
        136, 75, 100, 127, 169, 134, 111, 17, 47, 93, 139, 169);
  }

  @Test
  void theSameSizeChangesNothing() {
    float[] same = Resampler.resize(pattern(6, 5), 5, 6);

    for (int y = 0; y < 5; y++) {
      float[] row = new float[6];
      pattern(6, 5).row(y, row);
      assertThat(Arrays.copyOfRange(same, 6 * y, 6 * y + 6)).isEqualTo(row);
    }
  }
}
