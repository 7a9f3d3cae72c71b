package org.apga.data;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apga.files.FileNames;

/**
 * A file somewhere below a folder.
 *
 * @param path relative to the folder, with {@code /} between names
 */
public record FolderFile(String path, FileStatus status) {
  private static final char UNKNOWN_LETTER = '\uFFFD';

  /**
   * All files of a folder and of those below it, sorted by path.
   *
   * @param folder with its file system
   * @throws DataException if the locale of this process cannot decode a file name
   * @throws java.io.FileNotFoundException if there is no such folder
   */
  public static List<FolderFile> below(Path folder, FileSystem files) throws IOException {
    requireLegibleNames(folder);
    List<FolderFile> found = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      found.add(new FolderFile(folder.toUri().relativize(file.getPath().toUri()).getPath(), file));
    }
    found.sort(Comparator.comparing(FolderFile::path));
    return found;
  }

  /** Java's listing of a folder, and so Hadoop's, skips names that it cannot decode. */
  private static void requireLegibleNames(Path folder) throws IOException {
    if (!"file".equals(folder.toUri().getScheme())) {
      return;
    }
    try (Stream<java.nio.file.Path> all =
        Files.walk(java.nio.file.Path.of(folder.toUri().getPath()))) {
      all.map(java.nio.file.Path::toString)
          .filter(name -> name.indexOf(UNKNOWN_LETTER) >= 0)
          .findFirst()
          .ifPresent(
              name -> {
                throw new DataException(
                    "Cannot read the images in %s: the name %s has letters that the locale of this"
                        + " process does not support (%s). Set LC_ALL=C.UTF-8, or rename the file.",
                    folder, name, FileNames.encoding());
              });
    }
  }
}
