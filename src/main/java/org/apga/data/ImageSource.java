package org.apga.data;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.image.UnreadableImageException;
import org.apga.files.Patience;

/**
 * Where the images of a manifest lie, as text, so that another process can read some of them.
 *
 * @param root the folder that paths are relative to, with its file system
 * @param folder the folder that no link may lead out of
 * @param boxes a file of lesions' boxes that was read with the manifest; empty for none
 */
public record ImageSource(String name, String root, String folder, String boxes) {
  /** A larger file is read piece by piece. */
  private static final long LARGEST_AT_ONCE = 1 << 26;

  /** A larger file is of no kind. */
  private static final long LARGEST_OF_A_KIND = 1 << 30;

  /** Of which no boxes are listed. */
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
   * Reads and decodes some of them now. Unreadable ones are listed, not thrown.
   *
   * @param patience with the way to the images
   * @throws DataException if the folder is not there
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
   * What some of the files hold: a checksum for each path, in their order.
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
   * What kinds of files some of them are, in words, in their order; empty for one that is not there
   * or cannot be read.
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

  /** Where they show lesions, as far as that is known. */
  public Lesions lesions(Configuration configuration) {
    return Lesions.of(manifest(List.of()), boxes, configuration);
  }

  private Manifest manifest(List<Example> examples) {
    // What is read of files has nothing to do with what labels are called.
    return Manifest.of(name, URI.create(root), URI.create(folder), examples, Classes.TWO);
  }
}
