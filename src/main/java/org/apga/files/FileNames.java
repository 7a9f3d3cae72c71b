package org.apga.files;

import java.io.IOException;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Names of files as people write them into lists, including names that Hadoop or the locale does
 * not accept.
 */
public final class FileNames {
  private FileNames() {}

  /**
   * The file of that name below a folder. Hadoop's {@code new Path(folder, name)} parses {@code
   * 10:30.png} as an address with scheme 10.
   *
   * @param name relative, with slashes
   */
  public static Path below(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  /**
   * The name with its accents in the other Unicode form: as one letter (NFC, the usual form), or as
   * a letter and its accent (NFD, as on some disks of Macs).
   *
   * @return empty if both forms are the same
   */
  public static Optional<String> writtenOtherwise(String name) {
    return Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
        .map(form -> Normalizer.normalize(name, form))
        .filter(other -> !other.equals(name))
        .findFirst();
  }

  /**
   * Checks that a path can be the name of a file in this process. On disks the locale determines
   * the possible names; other machines may have another locale.
   *
   * @throws IOException if the locale cannot encode its letters
   */
  public static void requireNameable(FileSystem files, String path) throws IOException {
    Charset encoding = encoding();
    if ("file".equals(files.getUri().getScheme()) && !encoding.newEncoder().canEncode(path)) {
      throw new IOException(
          String.format(
              "Cannot read the image %s: the locale of this process cannot encode such letters in file names (%s). Set LC_ALL=C.UTF-8 on every machine.",
              path, encoding));
    }
  }

  /** The locale's encoding of file names on this machine's disks. */
  public static Charset encoding() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }
}
