package org.apga.data;

import org.apache.hadoop.conf.Configuration;
import org.apga.files.Patience;

/** Reads a few images, to see whether there is a way to them at all. */
public final class ImageProbe {
  private ImageProbe() {}

  /**
   * The first images of a group by path, read now.
   *
   * @param most how many
   * @throws DataException if the manifest has no such group or its folder is not there
   * @throws java.io.UncheckedIOException if the file system cannot be reached
   * @throws InterruptedException if this thread is interrupted
   */
  public static PartImages first(
      Manifest manifest, String group, int most, Decoding decoding, Configuration configuration)
      throws InterruptedException {
    return new PartDecoder(manifest, decoding, configuration, Patience.none())
        .decode(group, manifest.ofGroup(group).stream().limit(most).toList());
  }
}
