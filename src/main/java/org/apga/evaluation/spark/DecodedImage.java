package org.apga.evaluation.spark;

import java.io.Serializable;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.evaluation.ImageReading;

/**
 * An image on an executor.
 *
 * @param index its place in the list
 * @param levels unsigned grey levels, row-major; none if it could not be read
 * @param hash of them; empty if it could not be read
 * @param reason why it could not be read; empty if it could
 */
record DecodedImage(int index, String path, int label, byte[] levels, String hash, String reason)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  ImageReading reading() {
    return new ImageReading(index, hash, reason);
  }

  /** What networks and their masks are told of it. */
  Example example() {
    return new Example(path, label, "", "", "", Split.TEST);
  }
}
