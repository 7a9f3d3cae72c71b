package org.apga.files;

import org.apache.hadoop.fs.FileSystem;

/** How a file system is best asked many things. */
public final class Requests {
  /** Within the connections that Hadoop's clients keep to an object store, 96 by default. */
  private static final int OVER_A_NETWORK = 32;

  private Requests() {}

  /**
   * Requests to have under way at once: over a network they wait for answers, on this machine for
   * its cores.
   */
  public static int sideBySide(FileSystem fs) {
    return fs.getUri().getScheme().equals("file")
        ? Runtime.getRuntime().availableProcessors()
        : OVER_A_NETWORK;
  }
}
