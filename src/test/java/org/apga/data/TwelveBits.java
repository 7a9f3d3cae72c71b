package org.apga.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Makes images use the lowest 12 of 16 bits, for the tests of other packages. */
public final class TwelveBits {
  private TwelveBits() {}

  /** Writes every PNG in a folder, or below it, anew. */
  public static void rewrite(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(file -> file.toString().endsWith(".png")).toList();
    }
    for (Path file : files) {
      BufferedImage image = ImageIO.read(file.toFile());
      BufferedImage narrow =
          new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_USHORT_GRAY);
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          int level = image.getRGB(x, y) & 0xff;
          narrow.getRaster().setSample(x, y, 0, level << 4);
        }
      }
      ImageIO.write(narrow, "png", file.toFile());
    }
  }
}
