package org.apga.data.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelFormatTest {
  private static final int BIT_DEPTH_AT = 24;
  private static final int COLOUR_TYPE_AT = 25;

  @ParameterizedTest
  @CsvSource({"GREY8, 8, 0", "RGB, 8, 2", "PALETTE, 8, 3", "RGBA, 8, 6", "GREY16, 16, 0"})
  void everyFormatIsWrittenAsSuchAndKeepsTheGreys(PixelFormat format, int depth, int colourType)
      throws IOException {
    PhantomImage image =
        PhantomRenderer.render(
            new PhantomRequest("finger", 1, 2, 0, Optional.empty(), 0.3, Set.of()));

    byte[] png = format.encode(image);

    assertThat(png[BIT_DEPTH_AT]).isEqualTo((byte) depth);
    assertThat(png[COLOUR_TYPE_AT]).isEqualTo((byte) colourType);
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(png));
    for (int i = 0; i < image.pixels().length; i += 97) {
      int x = i % image.width();
      int y = i / image.width();
      // Greys are compared before a colour profile bends them.
      double grey =
          colourType == 0
              ? read.getRaster().getSample(x, y, 0) / (depth == 16 ? 65535.0 : 255.0)
              : (read.getRGB(x, y) & 0xff) / 255.0;
      assertThat(grey).isCloseTo(image.pixels()[i], within(0.003));
    }
  }
}
