package org.apga.data;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileNames;
import org.apga.provenance.Sha256;

/**
 * The images of a data set; {@link #of} makes one.
 *
 * <p>Two manifests of the same images have the same hash and the same order, regardless of where
 * the images are and how they were listed.
 *
 * @param name of the data set in reports
 * @param root the folder that the paths are relative to, with its file system
 * @param folder that contains all images: the root, or a folder below it, which may be a link to
 *     another place. No link may lead out of it
 * @param examples all images, sorted by path
 * @param classes of its labels
 * @param hash SHA-256 of the sorted {@link #row}s, 64 hex digits
 */
public record Manifest(
    String name, URI root, URI folder, List<Example> examples, Classes classes, String hash) {

  /**
   * A manifest of {@code examples}, sorted by path, all in the root, with the classes {@link
   * Classes#TWO}.
   *
   * @param examples at least one; no path twice
   */
  public static Manifest of(String name, URI root, List<Example> examples) {
    return of(name, root, root, examples, Classes.TWO);
  }

  /** The same with any classes, and with all images in {@code folder}, the root or below it. */
  public static Manifest of(
      String name, URI root, URI folder, List<Example> examples, Classes classes) {
    List<Example> sorted = examples.stream().sorted(Comparator.comparing(Example::path)).toList();
    return new Manifest(name, root, folder, sorted, classes, hashOf(sorted, classes));
  }

  /** All groups, sorted. */
  public List<String> groups() {
    return examples.stream().map(Example::group).distinct().sorted().toList();
  }

  /**
   * The images of one group, sorted by path.
   *
   * @throws DataException if there is no such group
   */
  public List<Example> ofGroup(String group) {
    List<Example> found = examples.stream().filter(e -> e.group().equals(group)).toList();
    if (found.isEmpty()) {
      throw new DataException(
          "Cannot use the group %s: %s has no such group. Take one of %s.",
          group, name, String.join(", ", groups()));
    }
    return found;
  }

  /** The file at a path. */
  Path file(String path) {
    return FileNames.below(new Path(root), path);
  }

  /** All that is known about an image, as one line. */
  String row(Example example) {
    return row(example, classes);
  }

  private static String row(Example example, Classes classes) {
    Stream<String> attributes =
        example.attributes().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue());
    return Csv.row(Stream.concat(required(example, classes), attributes).toArray(String[]::new));
  }

  /** The cells of {@link ManifestCsv#COLUMNS}. */
  static Stream<String> required(Example example, Classes classes) {
    return Stream.of(
        example.path(),
        classes.cell(example.label()),
        example.patient(),
        example.study(),
        example.group(),
        example.split().name().toLowerCase(Locale.ROOT));
  }

  private static String hashOf(List<Example> sorted, Classes classes) {
    Sha256 sha256 = new Sha256();
    sorted.stream().map(example -> row(example, classes)).sorted().forEach(sha256::line);
    return sha256.hex();
  }
}
