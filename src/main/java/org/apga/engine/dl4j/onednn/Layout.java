package org.apga.engine.dl4j.onednn;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.bytedeco.dnnl.memory;

/**
 * The layout in memory of a tensor of n images, c channels and h x w pixels.
 *
 * <p>{@link Order#IMAGES} is [n][c / block][h][w][block], which convolutions over pixels need.
 * {@link Order#CHANNELS} is [c / block][n][h][w][block]. There, every run of whole blocks of
 * channels is contiguous, so a dense block is one buffer and each of its layers reads a prefix. To
 * oneDNN the latter is one image of n * h rows, which is right for operations on single pixels (1 x
 * 1 convolution, batch norm) or on whole pairs of rows (2 x 2 pooling, even h).
 *
 * @param block adjacent channels: 16, 8 or 1 (plain)
 */
record Layout(Order order, int block) {
  /** The dimension that varies slowest. */
  enum Order {
    IMAGES,
    CHANNELS
  }

  /** Row-major n x c x h x w. */
  static final Layout PLAIN = new Layout(Order.IMAGES, 1);

  /** The largest block up to {@code most} that divides every number of channels; else 1. */
  static int block(int most, int... channels) {
    IntUnaryOperator fits = b -> Arrays.stream(channels).allMatch(c -> c % b == 0) ? b : 1;
    return most >= 16 && fits.applyAsInt(16) == 16 ? 16 : most >= 8 ? fits.applyAsInt(8) : 1;
  }

  /** The dimensions for oneDNN. */
  long[] dimensions(Shape shape) {
    return order == Order.IMAGES
        ? new long[] {shape.images(), shape.channels(), shape.height(), shape.width()}
        : new long[] {1, shape.channels(), (long) shape.images() * shape.height(), shape.width()};
  }

  memory.desc describe(Shape shape) {
    return new memory.desc(dimensions(shape), memory.data_type.f32, tag());
  }

  private memory.format_tag tag() {
    return switch (block) {
      case 16 -> memory.format_tag.aBcd16b;
      case 8 -> memory.format_tag.aBcd8b;
      default -> memory.format_tag.abcd;
    };
  }

  /**
   * The same memory as {n, c / coarse, coarse / fine, h * w, fine}, so that two layouts of one
   * shape can be copied into each other element by element.
   *
   * @param coarse the larger of the two layouts' blocks
   * @param fine the smaller
   */
  memory.desc split(Shape shape, int coarse, int fine) {
    long pixels = (long) shape.height() * shape.width();
    long plane = order == Order.IMAGES ? pixels : shape.images() * pixels;
    long image = order == Order.IMAGES ? shape.channels() * pixels : pixels * block;
    boolean whole = block == coarse;
    long[] dimensions = {shape.images(), shape.channels() / coarse, coarse / fine, pixels, fine};
    long[] strides = {
      image,
      whole ? plane * block : coarse / fine * plane * block,
      whole ? fine : plane * block,
      block,
      1
    };
    if (coarse == fine) {
      return new memory.desc(
          new long[] {dimensions[0], dimensions[1], dimensions[3], dimensions[4]},
          memory.data_type.f32,
          new long[] {strides[0], strides[1], strides[3], strides[4]});
    }
    return new memory.desc(dimensions, memory.data_type.f32, strides);
  }
}
