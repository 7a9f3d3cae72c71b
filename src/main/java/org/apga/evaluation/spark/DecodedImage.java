package org.apga.evaluation.spark;

import java.io.Serializable;
import org.apga.data.Example;
import org.apga.engine.Batch;
import org.apga.evaluation.ImageReading;

/** An image on an executor. A plain class, for Kryo 4 cannot rebuild records. */
final class DecodedImage implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double WHITE = 255.0;

  private final int index;
  private final String path;
  private final int label;
  private final int size;
  private final byte[] levels;
  private final String hash;
  private final String reason;

  private DecodedImage(
      int index, String path, int label, int size, byte[] levels, String hash, String reason) {
    this.index = index;
    this.path = path;
    this.label = label;
    this.size = size;
    this.levels = levels;
    this.hash = hash;
    this.reason = reason;
  }

  /**
   * An image that could be read.
   *
   * @param levels size x size unsigned grey levels, row-major
   */
  static DecodedImage of(int index, Example example, int size, byte[] levels, String hash) {
    return new DecodedImage(index, example.path(), example.label(), size, levels, hash, "");
  }

  /** An image that could not. */
  static DecodedImage unreadable(int index, Example example, String reason) {
    return new DecodedImage(index, example.path(), example.label(), 0, new byte[0], "", reason);
  }

  int index() {
    return index;
  }

  String path() {
    return path;
  }

  boolean readable() {
    return reason.isEmpty();
  }

  ImageReading reading() {
    return new ImageReading(index, hash, reason);
  }

  /** The image alone in a batch, its levels divided by 255 as in training. */
  Batch batch() {
    double[] pixels = new double[levels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (levels[i] & 0xff) / WHITE;
    }
    return new Batch(1, size, size, pixels, new int[] {label});
  }
}
