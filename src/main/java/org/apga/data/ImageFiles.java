package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.FileErrors;
import org.apga.files.FileNames;
import org.apga.files.SmallFile;
import org.apga.provenance.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Reads the image files of a data set, none outside its folder. A missing file is a result, because
 * it is a fact about the data; a file that cannot be reached is an exception.
 */
final class ImageFiles {
  private final Manifest manifest;
  private final FileSystem files;
  private final Path folder;
  private final java.nio.file.@Nullable Path bounds;

  ImageFiles(Manifest manifest, Configuration configuration) {
    this.manifest = manifest;
    this.files = TextFiles.fileSystem(new Path(manifest.root()), configuration);
    this.folder = new Path(manifest.folder());
    this.bounds = real(folder);
  }

  /**
   * The file at a path.
   *
   * @param checksum as in {@link ImageChecksums}
   * @param bytes of the file; null if it is missing, not a file, outside the data set, or too large
   * @param reason why there are no bytes, a clause without a full stop; empty if there are
   */
  record Found(String checksum, byte @Nullable [] bytes, String reason) {
    private static Found nothing(String checksum, String reason) {
      return new Found(checksum, null, reason);
    }
  }

  /**
   * Reads the file of an image.
   *
   * @param largest bytes; for a larger file only the checksum is returned
   * @throws IOException if the file cannot be reached
   */
  Found find(String path, long largest) throws IOException {
    Path file = manifest.file(path);
    if (leadsOut(file)) {
      return Found.nothing(
          ImageChecksums.LEADS_OUT, "it is a link that leads out of the data set's folder");
    }
    try {
      SmallFile.Status status = SmallFile.status(files, file);
      if (status.isFolder()) {
        return Found.nothing(ImageChecksums.FOLDER, "it is a folder");
      }
      if (status.bytes() > largest) {
        try (InputStream in = files.open(file)) {
          return Found.nothing(
              Sha256.of(in),
              "it has " + status.bytes() + " bytes, more than any image within the limit");
        }
      }
      byte[] bytes = SmallFile.read(files, file);
      return new Found(Sha256.of(bytes), bytes, "");
    } catch (FileNotFoundException e) {
      return missing(file, path, e);
    } catch (IllegalArgumentException e) {
      // HDFS allows no colon in file names.
      if (path.indexOf(':') < 0) {
        throw e;
      }
      return Found.nothing(ImageChecksums.MISSING, "this file system does not allow its name");
    }
  }

  private Found missing(Path file, String path, FileNotFoundException e) throws IOException {
    // A file system that is not mounted appears as an empty or missing folder.
    boolean isHere = files.listStatusIterator(folder).hasNext();
    if (!isHere || FileErrors.isPermanent(e) || isFile(file)) {
      throw e;
    }
    Optional<String> other = FileNames.writtenOtherwise(path);
    return Found.nothing(
        ImageChecksums.MISSING,
        other.isPresent() && isFile(manifest.file(other.get()))
            ? "not there, but a file has its name with the accents in Unicode's other form: rename one"
            : "not there");
  }

  private boolean isFile(Path file) throws IOException {
    try {
      SmallFile.status(files, file);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Whether a symbolic link leads out of the folder, which may itself be reached through a link:
   * otherwise a data set could make this process read any file of the machine. Only local files
   * have links; HDFS has them disabled. False for a missing file.
   */
  private boolean leadsOut(Path file) {
    java.nio.file.Path real = bounds == null ? null : real(file);
    return real != null && !real.startsWith(bounds);
  }

  private static java.nio.file.@Nullable Path real(Path file) {
    try {
      return "file".equals(file.toUri().getScheme())
          ? java.nio.file.Path.of(file.toUri().getPath()).toRealPath()
          : null;
    } catch (IOException notThere) {
      return null;
    }
  }
}
