package org.apga.store;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A local file system that remembers which files were opened. */
public final class OpenedFiles extends LocalFileSystem {
  private static final List<String> NAMES = new CopyOnWriteArrayList<>();

  /** Made by Hadoop, by name. */
  public OpenedFiles() {}

  /** A configuration with it, that has opened nothing yet. */
  static Configuration configuration() {
    NAMES.clear();
    Configuration configuration = new Configuration(false);
    configuration.set("fs.file.impl", OpenedFiles.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return configuration;
  }

  /** Names, without folders, of the files that were opened. */
  static List<String> names() {
    return List.copyOf(NAMES);
  }

  @Override
  public FSDataInputStream open(Path file, int buffer) throws IOException {
    NAMES.add(file.getName());
    return super.open(file, buffer);
  }
}
