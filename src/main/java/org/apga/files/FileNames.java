package org.apga.files;

import java.io.IOException;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Names of files as people write them into lists, which software on the way may not take. */
public final class FileNames {
  private FileNames() {}

  /**
   * The file of that name below a folder. Hadoop's own {@code new Path(folder, name)} takes {@code
   * 10:30.png} for an address whose scheme is 10.
   *
   * @param name relative, with slashes
   */
  public static Path below(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  /**
   * The name with its accents written the other way: as one letter (Unicode's NFC, as most write
   * them), or as a letter and its accent (NFD, as some disks of Macs have them).
   *
   * @return nothing where there is one way only
   */
  public static Optional<String> writtenOtherwise(String name) {
    return Stream.of(Normalizer.Form.NFC, Normalizer.Form.NFD)
        .map(form -> Normalizer.normalize(name, form))
        .filter(other -> !other.equals(name))
        .findFirst();
  }

  /**
   * Makes sure that a path can be the name of a file in this process. On disks the locale decides
   * which names there can be; another machine may have another.
   *
   * @throws IOException if its letters are not in the locale
   */
  public static void requireNameable(FileSystem files, String path) throws IOException {
    Charset encoding = encoding();
    if ("file".equals(files.getUri().getScheme()) && !encoding.newEncoder().canEncode(path)) {
      throw new IOException(
          String.format(
              "Cannot read the image %s: the locale of this process has no such letters in names of files (%s). Set LC_ALL=C.UTF-8 on every machine.",
              path, encoding));
    }
  }

  /** The encoding that the locale gives to names of files on this machine's disks. */
  public static Charset encoding() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }
}
