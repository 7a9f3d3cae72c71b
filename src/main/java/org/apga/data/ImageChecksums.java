package org.apga.data;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.provenance.Sha256;

/**
 * Checksums of image files by path: the SHA-256 of each file's bytes.
 *
 * @param byPath 64 hex digits for each path, or the reason why there are none, such as {@link
 *     #MISSING}
 */
public record ImageChecksums(SortedMap<String, String> byPath) {
  /** In place of a checksum: there is no such file. */
  public static final String MISSING = "missing";

  /**
   * In place of a checksum: the file is not read, because it is a link that leads out of the data
   * set.
   */
  static final String LEADS_OUT = "leads-out";

  /** In place of a checksum: it is a folder. */
  static final String FOLDER = "folder";

  private static final String GAP = "  ";

  public ImageChecksums {
    byPath = Collections.unmodifiableSortedMap(new TreeMap<>(byPath));
  }

  /** The checksums of some of the images. */
  public ImageChecksums of(Collection<Example> examples) {
    SortedMap<String, String> some = new TreeMap<>();
    for (Example example : examples) {
      some.put(example.path(), byPath.getOrDefault(example.path(), MISSING));
    }
    return new ImageChecksums(some);
  }

  /** SHA-256 of {@link #text}, 64 hex digits: the same for the same images under the same paths. */
  public String hash() {
    return Sha256.of(text());
  }

  /** One line per file, as {@code sha256sum} writes and checks it, sorted by path. */
  public String text() {
    StringBuilder lines = new StringBuilder();
    byPath.forEach(
        (path, checksum) -> {
          boolean escaped = path.indexOf('\n') >= 0 || path.indexOf('\\') >= 0;
          lines.append(escaped ? "\\" : "").append(checksum).append(GAP);
          lines.append(escaped ? path.replace("\\", "\\\\").replace("\n", "\\n") : path);
          lines.append('\n');
        });
    return lines.toString();
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IOException if the text is something else
   */
  public static ImageChecksums parse(String text) throws IOException {
    SortedMap<String, String> byPath = new TreeMap<>();
    for (String line : text.lines().toList()) {
      boolean escaped = line.startsWith("\\");
      int gap = line.indexOf(GAP);
      if (gap < 0) {
        throw new IOException("a line is not a checksum with a path");
      }
      String path = line.substring(gap + GAP.length());
      byPath.put(escaped ? path.translateEscapes() : path, line.substring(escaped ? 1 : 0, gap));
    }
    return new ImageChecksums(byPath);
  }

  /** Number of files that are changed, new or missing here. */
  public int differencesFrom(ImageChecksums earlier) {
    Set<String> paths = new HashSet<>(byPath.keySet());
    paths.addAll(earlier.byPath.keySet());
    paths.removeIf(path -> Objects.equals(byPath.get(path), earlier.byPath.get(path)));
    return paths.size();
  }
}
