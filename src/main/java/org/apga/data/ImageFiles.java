package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.provenance.Sha256;

/** The files of a data set's images, of which none outside its folder is read. */
final class ImageFiles {
  private final Manifest manifest;
  private final FileSystem files;
  private final LinkBounds bounds;

  ImageFiles(Manifest manifest, Configuration configuration) {
    this.manifest = manifest;
    this.files = TextFiles.fileSystem(new Path(manifest.root()), configuration);
    this.bounds = LinkBounds.of(new Path(manifest.folder()));
  }

  /** What the file of that path holds, as {@link ImageChecksums} tells it. */
  String checksum(String path) throws IOException {
    Path file = manifest.file(path);
    if (bounds.areLeftBy(file)) {
      return ImageChecksums.LEADS_OUT;
    }
    try (InputStream in = files.open(file)) {
      return Sha256.of(in);
    } catch (FileNotFoundException e) {
      if (!files.exists(file)) {
        return ImageChecksums.MISSING;
      }
      if (files.getFileStatus(file).isDirectory()) {
        return ImageChecksums.FOLDER;
      }
      throw e;
    }
  }
}
