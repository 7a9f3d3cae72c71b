package org.apga.data;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.image.UnreadableImageException;
import org.apga.files.Patience;

/**
 * Where the images of a manifest are, as text, so that another process can read some of them.
 *
 * @param root the folder that paths are relative to, with its file system
 * @param folder the folder that no link may lead out of
 * @param boxes a file of lesions' boxes that was read with the manifest; empty for none
 */
public record ImageSource(String name, String root, String folder, String boxes) {
  /** A larger file is read piece by piece. */
  private static final long LARGEST_AT_ONCE = 1 << 26;

  /** The kind of a larger file is not determined. */
  private static final long LARGEST_OF_A_KIND = 1 << 30;

  /** Images without listed boxes. */
  public ImageSource(String name, String root, String folder) {
    this(name, root, folder, "");
  }

  public static ImageSource of(Manifest manifest) {
    return new ImageSource(
        manifest.name(), manifest.root().toString(), manifest.folder().toString());
  }

  /** The same images with boxes. */
  public ImageSource with(Lesions lesions) {
    return new ImageSource(name, root, folder, lesions.file());
  }

  /**
   * Reads and decodes some of the images now. Unreadable ones are listed, not thrown.
   *
   * @param patience how long to wait for the images' file system
   * @throws DataException if the folder does not exist
   * @throws java.io.UncheckedIOException if the file system still cannot be reached when patience
   *     is over
   * @throws InterruptedException if this thread is interrupted
   */
  public PartImages read(
      List<Example> examples, Decoding decoding, Configuration configuration, Patience patience)
      throws InterruptedException {
    Manifest some = manifest(examples);
    return new PartDecoder(some, decoding, configuration, patience).decode(name, some.examples());
  }

  /**
   * The checksums of some of the files, one per path, in the same order.
   *
   * @throws IOException if the file system does not answer
   */
  public List<String> checksums(List<String> paths, Configuration configuration)
      throws IOException {
    Manifest none = manifest(List.of());
    ImageFiles files = new ImageFiles(none, configuration);
    List<String> checksums = new ArrayList<>();
    for (String path : paths) {
      checksums.add(files.find(path, LARGEST_AT_ONCE).checksum());
    }
    return checksums;
  }

  /**
   * The kinds of some of the image files, in words, in the same order; empty for a file that is
   * missing or cannot be read.
   *
   * @throws IOException if the file system does not answer
   */
  public List<String> kinds(List<Example> examples, Configuration configuration)
      throws IOException {
    ImageFiles files = new ImageFiles(manifest(List.of()), configuration);
    List<String> kinds = new ArrayList<>();
    for (Example example : examples) {
      byte[] bytes = files.find(example.path(), LARGEST_OF_A_KIND).bytes();
      try {
        kinds.add(bytes == null ? "" : ImageKind.of(bytes));
      } catch (UnreadableImageException e) {
        kinds.add("");
      }
    }
    return kinds;
  }

  /** Where the images show lesions, as far as that is known. */
  public Lesions lesions(Configuration configuration) {
    return Lesions.of(manifest(List.of()), boxes, configuration);
  }

  private Manifest manifest(List<Example> examples) {
    // Reading the files does not depend on the names of the classes.
    return Manifest.of(name, URI.create(root), URI.create(folder), examples, Classes.TWO);
  }
}
