package org.apga.files;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** The encoding that the locale gives to names of files on this machine's disks. */
  public static Charset encoding() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }
}
