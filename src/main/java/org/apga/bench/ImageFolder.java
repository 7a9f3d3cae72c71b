package org.apga.bench;

import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
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

/** A folder of PNG or JPEG files to decode. */
public final class ImageFolder {
  /** The group of all images. */
  static final String GROUP = "bench";

  /** Longer side of a phantom, pixels, as for most radiographs in MURA. */
  private static final int LONGER_SIDE = 512;

  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  /** The format of the grey images to draw. */
  public enum Kind {
    /** 8 bits. */
    PNG("png", BufferedImage.TYPE_BYTE_GRAY),
    /** 16 bits. */
    PNG16("png", BufferedImage.TYPE_USHORT_GRAY),
    /** ImageIO's default quality. */
    JPEG("jpg", BufferedImage.TYPE_BYTE_GRAY);

    private final String format;
    private final int type;

    Kind(String format, int type) {
      this.format = format;
      this.type = type;
    }

    int white() {
      return type == BufferedImage.TYPE_USHORT_GRAY ? 65535 : 255;
    }

    BufferedImage black(int width, int height) {
      return new BufferedImage(width, height, type);
    }
  }

  private static final List<String> PARTS =
      List.of("elbow", "finger", "forearm", "hand", "humerus", "shoulder", "wrist");

  private ImageFolder() {}

  /**
   * Draws phantoms, the same ones each time.
   *
   * @param folder created if it is missing
   * @throws IOException if a file cannot be written
   */
  public static void draw(Path folder, Kind kind, int images) throws IOException {
    Files.createDirectories(folder);
    try {
      IntStream.range(0, images)
          .parallel()
          .forEach(i -> Uncheck.run(() -> draw(folder, kind, images, i)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void draw(Path folder, Kind kind, int images, int index) throws IOException {
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
    String name = String.format(Locale.ROOT, "phantom-%0" + digits + "d.%s", index, kind.format);
    BufferedImage image = enlarged(PhantomRenderer.render(request), kind);
    ImageIO.write(image, kind.format, folder.resolve(name).toFile());
  }

  /** Enlarges a phantom, because they are drawn smaller than radiographs. */
  private static BufferedImage enlarged(PhantomImage image, Kind kind) {
    BufferedImage drawn = kind.black(image.width(), image.height());
    int[] levels = new int[image.pixels().length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Math.round(kind.white() * image.pixels()[i]);
    }
    drawn.getRaster().setPixels(0, 0, image.width(), image.height(), levels);
    double scale = (double) LONGER_SIDE / Math.max(image.width(), image.height());
    BufferedImage enlarged =
        kind.black(
            (int) Math.round(scale * image.width()), (int) Math.round(scale * image.height()));
    new AffineTransformOp(
            AffineTransform.getScaleInstance(scale, scale), AffineTransformOp.TYPE_BILINEAR)
        .filter(drawn.getRaster(), enlarged.getRaster());
    return enlarged;
  }

  /**
   * Returns the first PNG and JPEG files of a folder and its subfolders, by path, with labels in
   * turn.
   *
   * @throws DataException if there is no file, or no folder
   * @throws IOException if the folder cannot be listed
   */
  public static Manifest manifest(Path folder, int most) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw refused(folder, "it is not a folder");
    }
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.filter(ImageFolder::isImage)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .limit(most)
          .forEach(path -> examples.add(example(path, examples.size())));
    }
    if (examples.isEmpty()) {
      throw refused(folder, "it contains no PNG or JPEG file");
    }
    return Manifest.of(GROUP, folder.toAbsolutePath().toUri(), examples);
  }

  private static DataException refused(Path folder, String why) {
    return new DataException(
        "Cannot time the decoding of %s: %s. Name a folder of radiographs, or one that does not"
            + " exist yet, which gets phantoms.",
        folder, why);
  }

  private static boolean isImage(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
  }

  private static Example example(String path, int index) {
    String number = Integer.toString(index);
    return new Example(path, index % 2, number, number, GROUP, Split.TRAIN);
  }
}
