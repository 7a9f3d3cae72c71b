package org.apga.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;

/** Small data sets in a temporary folder. */
final class TestData {
  static final Configuration CONFIGURATION = new Configuration(false);

  static {
    CONFIGURATION.set("fs.defaultFS", "file:///");
  }

  private TestData() {}

  static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] encoded(BufferedImage image, String format) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, out)) {
        throw new IOException("no writer");
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A grey PNG, width x height, every pixel at {@code level}. */
  static byte[] greyPng(int width, int height, int level) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, level);
      }
    }
    return encoded(image, "png");
  }

  /** One example of group {@code group}; the path names all that it is. */
  static Example example(String group, String patient, int label, Split split, int image) {
    String path = String.format("%s/%s/%s/%d-%d.png", split, group, patient, label, image);
    String study = group + "/" + patient + "/" + label;
    return new Example(path, label, patient, study, group, split);
  }

  static Manifest manifest(List<Example> examples) {
    return Manifest.of("made", URI.create("file:///nowhere"), examples);
  }

  /** 1 x 1 images whose level is given for each example, without any file. */
  static PartImages images(List<Example> examples, int... levels) {
    List<byte[]> pixels = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (int level : levels) {
      pixels.add(new byte[] {(byte) level});
      hashes.add(String.format("%03d", level));
    }
    return new PartImages(
        "elbow",
        1,
        examples,
        pixels,
        Collections.nCopies(pixels.size(), new ImageSize(1, 1)),
        hashes,
        List.of(),
        "",
        0,
        PartImages.Origin.DECODED);
  }

  /** How many patients of a split have images of a group and label. */
  static long patients(Splits splits, Split split, String group, int label) {
    return splits.manifest().examples().stream()
        .filter(e -> splits.of(e) == split && e.group().equals(group) && e.label() == label)
        .map(Example::patient)
        .distinct()
        .count();
  }
}
