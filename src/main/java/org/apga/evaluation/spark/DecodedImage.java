package org.apga.evaluation.spark;

import java.io.Serializable;
import org.apga.data.Example;
import org.apga.data.ImageSize;
import org.apga.data.Split;
import org.apga.evaluation.ImageReading;

/**
 * An image on an executor.
 *
 * @param index its place in the list
 * @param levels unsigned grey levels, row-major; none if it could not be read
 * @param height of the image in its file, pixels; 0 if it could not be read
 * @param width of the image in its file, pixels; 0 if it could not be read
 * @param hash of the grey levels; empty if it could not be read
 * @param reason why it could not be read; empty if it could
 */
record DecodedImage(
    int index,
    String path,
    int label,
    byte[] levels,
    int height,
    int width,
    String hash,
    String reason)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  ImageReading reading() {
    return new ImageReading(index, hash, reason);
  }

  ImageSize size() {
    return new ImageSize(height, width);
  }

  /** Returns the image as an example, for networks and their masks. */
  Example example() {
    return new Example(path, label, "", "", "", Split.TEST);
  }
}
