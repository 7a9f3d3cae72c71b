package org.apga.bench;

import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.io.function.Uncheck;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.Manifest;
import org.apga.data.Split;
import org.apga.data.phantom.LesionKind;
import org.apga.data.phantom.PhantomImage;
import org.apga.data.phantom.PhantomRenderer;
import org.apga.data.phantom.PhantomRequest;
import org.apga.data.phantom.PhantomSpec;

/** A folder of PNG files to decode. */
public final class PngFolder {
  /** The group that all images are of. */
  static final String GROUP = "bench";

  /** Longer side of a phantom, pixels: that of most radiographs in MURA. */
  private static final int LONGER_SIDE = 512;

  private static final List<String> PARTS =
      List.of("elbow", "finger", "forearm", "hand", "humerus", "shoulder", "wrist");

  private PngFolder() {}

  /**
   * Draws phantoms as 8-bit grey PNG files; the same ones each time.
   *
   * @param folder created where it is missing
   * @throws IOException if a file cannot be written
   */
  public static void draw(Path folder, int images) throws IOException {
    Files.createDirectories(folder);
    try {
      IntStream.range(0, images)
          .parallel()
          .forEach(i -> Uncheck.run(() -> draw(folder, images, i)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void draw(Path folder, int images, int index) throws IOException {
    Optional<LesionKind> lesion =
        index % 2 == 1 ? Optional.of(LesionKind.FRACTURE) : Optional.empty();
    PhantomRequest request =
        new PhantomRequest(
            PARTS.get(index % PARTS.size()),
            index,
            index,
            0,
            lesion,
            PhantomSpec.DEFAULT_DIFFICULTY,
            Set.of());
    int digits = Integer.toString(images - 1).length();
    String name = String.format(Locale.ROOT, "phantom-%0" + digits + "d.png", index);
    ImageIO.write(enlarged(PhantomRenderer.render(request)), "png", folder.resolve(name).toFile());
  }

  /** Phantoms are drawn smaller than radiographs are. */
  private static BufferedImage enlarged(PhantomImage image) {
    BufferedImage drawn = grey(image.width(), image.height());
    byte[] levels = ((DataBufferByte) drawn.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(255 * image.pixels()[i]);
    }
    double scale = (double) LONGER_SIDE / Math.max(image.width(), image.height());
    BufferedImage enlarged =
        grey((int) Math.round(scale * image.width()), (int) Math.round(scale * image.height()));
    new AffineTransformOp(
            AffineTransform.getScaleInstance(scale, scale), AffineTransformOp.TYPE_BILINEAR)
        .filter(drawn.getRaster(), enlarged.getRaster());
    return enlarged;
  }

  private static BufferedImage grey(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
  }

  /**
   * The first PNG files of a folder and its subfolders, by path, with labels in turn.
   *
   * @throws DataException if there is none, or no folder
   * @throws IOException if the folder cannot be listed
   */
  public static Manifest manifest(Path folder, int most) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw refused(folder, "it is no folder");
    }
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.filter(PngFolder::isPng)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .limit(most)
          .forEach(path -> examples.add(example(path, examples.size())));
    }
    if (examples.isEmpty()) {
      throw refused(folder, "it holds no PNG file");
    }
    return Manifest.of(GROUP, folder.toAbsolutePath().toUri(), examples);
  }

  private static DataException refused(Path folder, String why) {
    return new DataException(
        "Cannot time the decoding of %s: %s. Name a folder of radiographs, or one that is not"
            + " there yet, which gets phantoms.",
        folder, why);
  }

  private static boolean isPng(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".png") && Files.isRegularFile(file);
  }

  private static Example example(String path, int index) {
    String number = Integer.toString(index);
    return new Example(path, index % 2, number, number, GROUP, Split.TRAIN);
  }
}
