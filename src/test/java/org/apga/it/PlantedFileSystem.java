package org.apga.it;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.jspecify.annotations.Nullable;

/**
 * The local files under addresses with a password, {@code planted://user:password@vault/path}, as
 * FTP has them. Its complaints quote the address: it refuses to open some images, and to make
 * folders for a cutout trial.
 */
public final class PlantedFileSystem extends RawLocalFileSystem {
  private @Nullable URI address;

  /** Made by Hadoop. */
  public PlantedFileSystem() {}

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    address = URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
  }

  @Override
  public String getScheme() {
    return "planted";
  }

  @Override
  public URI getUri() {
    // The parent's constructor asks before there is one.
    return address == null ? URI.create("planted://vault/") : address;
  }

  @Override
  protected void checkPath(Path path) {}

  @Override
  public File pathToFile(Path path) {
    return new File(path.toUri().getPath());
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    if (file.toString().endsWith("_negative/image2.png")) {
      throw new IOException("Access to " + makeQualified(file) + " is denied");
    }
    return super.open(file, bufferSize);
  }

  @Override
  public boolean mkdirs(Path folder) throws IOException {
    if (folder.toString().contains("-cutout-")) {
      throw new IOException("The quota of " + makeQualified(folder) + " is exhausted");
    }
    return super.mkdirs(folder);
  }
}
