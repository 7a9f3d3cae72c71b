package org.apga.engine;

import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Radiographs and their labels. The pixels are numbers, or 8-bit grey levels that are converted on
 * first use.
 *
 * <p>Pixels are doubles, although training runs in float: the same classes check parity with the
 * published method in double precision, and every float is exact in a double.
 *
 * <p>A batch with erased pixels keeps the batch it came from and what erased them ({@link
 * #covering()}), so that an engine that has the whole images on its device can erase them there.
 * Belongs to one thread.
 */
public final class Batch {
  private static final double WHITE = 255;

  /** A look-up takes half the time of a division. */
  private static final double[] SHARE_OF_WHITE =
      IntStream.range(0, 256).mapToDouble(level -> level / WHITE).toArray();

  /** A constant of the class, so that the JIT knows its length and omits the bounds checks. */
  private static final float[] ROUNDED = rounded(share -> share);

  private final int images;
  private final int height;
  private final int width;
  private final int[] labels;
  private final @Nullable Covering covering;
  private final List<byte[]> levels;
  private double @Nullable [] pixels;
  private @Nullable Fill filledWith;
  private double[] filling = {};

  /** How a batch was made from another by erasing pixels. */
  public sealed interface Covering {
    /** The other batch. */
    Batch whole();

    /** What replaces the erased pixels. */
    Fill fill();

    /**
     * Pixels erased by the masks of a policy.
     *
     * @param erased whether pixels that the policy points at (p &gt; 0.5) are erased; otherwise
     *     those that it does not point at (p &lt; 0.5)
     */
    record ByMasks(Batch whole, Masks masks, boolean erased, Fill fill) implements Covering {}

    /**
     * Pixels erased by a map.
     *
     * @param kept images x height x width, whether a pixel stays
     */
    record ByMap(Batch whole, boolean[] kept, Fill fill) implements Covering {}
  }

  /**
   * Whole images from numbers.
   *
   * @param images n
   * @param height pixels
   * @param width pixels
   * @param pixels n x height x width, row-major, one channel, 0..1; an engine repeats the channel
   * @param labels n, 1 = abnormal
   */
  public Batch(int images, int height, int width, double[] pixels, int[] labels) {
    if (pixels.length != images * height * width || labels.length != images) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot make a batch of %d x %d x %d: it has %d pixels and %d labels.",
              images, height, width, pixels.length, labels.length));
    }
    this.images = images;
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.labels = labels;
    this.levels = List.of();
    this.covering = null;
  }

  /**
   * Whole images from grey levels.
   *
   * @param levels height x width of each image, row-major, unsigned; neither copied nor changed
   * @param labels one per image, 1 = abnormal
   */
  public Batch(int height, int width, List<byte[]> levels, int[] labels) {
    if (levels.size() != labels.length
        || !levels.stream().allMatch(image -> image.length == height * width)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot make a batch of %d x %d: it has %d images and %d labels, or an image of"
                  + " another size.",
              height, width, levels.size(), labels.length));
    }
    this.images = labels.length;
    this.height = height;
    this.width = width;
    this.levels = levels;
    this.labels = labels;
    this.covering = null;
  }

  private Batch(Covering covering) {
    Batch whole = covering.whole();
    this.images = whole.images;
    this.height = whole.height;
    this.width = whole.width;
    this.labels = whole.labels;
    this.levels = List.of();
    this.covering = covering;
  }

  /** Number of images. */
  public int images() {
    return images;
  }

  /** Pixels. */
  public int height() {
    return height;
  }

  /** Pixels. */
  public int width() {
    return width;
  }

  /** One per image, 1 = abnormal. */
  public int[] labels() {
    return labels;
  }

  /** How this batch was made from another; null if its images are whole. */
  public @Nullable Covering covering() {
    return covering;
  }

  /** Images x height x width, row-major, one channel, 0..1. */
  public double[] pixels() {
    double[] known = pixels;
    if (known == null) {
      known = covering == null ? shares() : covered();
      pixels = known;
    }
    return known;
  }

  private double[] shares() {
    int area = height * width;
    double[] shares = new double[images * area];
    for (int i = 0; i < images; i++) {
      byte[] image = levels.get(i);
      for (int p = 0; p < area; p++) {
        shares[i * area + p] = SHARE_OF_WHITE[image[p] & 0xff];
      }
    }
    return shares;
  }

  /**
   * The same as {@link #pixels()}, in single precision.
   *
   * @param into receives images x height x width
   */
  public void pixels(float[] into) {
    if (levels.isEmpty()) {
      double[] all = pixels();
      for (int p = 0; p < all.length; p++) {
        into[p] = (float) all[p];
      }
      return;
    }
    int area = height * width;
    for (int i = 0; i < images; i++) {
      byte[] image = levels.get(i);
      for (int p = 0; p < area; p++) {
        into[i * area + p] = ROUNDED[image[p] & 0xff];
      }
    }
  }

  private static float[] rounded(DoubleUnaryOperator change) {
    float[] rounded = new float[SHARE_OF_WHITE.length];
    for (int level = 0; level < rounded.length; level++) {
      rounded[level] = (float) change.applyAsDouble(SHARE_OF_WHITE[level]);
    }
    return rounded;
  }

  /**
   * An image's pixels, each changed and then rounded to single precision.
   *
   * @param into receives height x width values, starting at {@code at}
   */
  public void image(int image, DoubleUnaryOperator change, float[] into, int at) {
    int area = height * width;
    if (levels.isEmpty()) {
      double[] all = pixels();
      for (int p = 0; p < area; p++) {
        into[at + p] = (float) change.applyAsDouble(all[image * area + p]);
      }
      return;
    }
    float[] changed = rounded(change);
    byte[] of = levels.get(image);
    for (int p = 0; p < area; p++) {
      into[at + p] = changed[of[p] & 0xff];
    }
  }

  private double[] covered() {
    if (covering instanceof Covering.ByMasks by) {
      double[] map = by.masks.probabilities();
      return by.erased
          ? covered(by, i -> !Masks.Pointed.OVER_HALF.at(map[i]))
          : covered(by, i -> Masks.Pointed.HALF_OR_MORE.at(map[i]));
    }
    if (covering instanceof Covering.ByMap by) {
      return covered(by, i -> by.kept[i]);
    }
    throw new IllegalStateException("Cannot erase pixels: the batch is whole.");
  }

  private static double[] covered(Covering covering, IntPredicate keep) {
    double[] all = covering.whole().pixels();
    double[] left = covering.whole().filling(covering.fill()).clone();
    for (int i = 0; i < left.length; i++) {
      if (keep.test(i)) {
        left[i] = all[i];
      }
    }
    return left;
  }

  /**
   * The values that replace erased pixels of these images.
   *
   * @return images x height x width, not to be changed
   */
  public double[] filling(Fill fill) {
    if (fill != filledWith) {
      filling = fill.of(pixels(), height, width);
      filledWith = fill;
    }
    return filling;
  }

  /**
   * The middle of the first image.
   *
   * @param side pixels; at most the size of the image
   */
  public Batch middle(int side) {
    int rows = Math.min(side, height);
    int columns = Math.min(side, width);
    double[] middle = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      int from = (r + (height - rows) / 2) * width + (width - columns) / 2;
      System.arraycopy(pixels(), from, middle, r * columns, columns);
    }
    return new Batch(1, rows, columns, middle, new int[] {labels[0]});
  }

  /** The adversary's images: pixels that the policy points at (p &gt; 0.5) are erased. */
  public Batch erasedWhere(Masks masks, Fill fill) {
    return new Batch(new Covering.ByMasks(this, masks, true, fill));
  }

  /** The aid's images: pixels that the policy does not point at (p &lt; 0.5) are erased. */
  public Batch keptWhere(Masks masks, Fill fill) {
    return new Batch(new Covering.ByMasks(this, masks, false, fill));
  }

  /** The same images, with every pixel erased whose value in {@code map} fails {@code keep}. */
  public Batch kept(double[] map, DoublePredicate keep, Fill fill) {
    boolean[] kept = new boolean[map.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = keep.test(map[i]);
    }
    return kept(kept, fill);
  }

  /**
   * The same images, with every pixel erased that {@code kept} does not mark.
   *
   * @param kept images x height x width, row-major
   */
  public Batch kept(boolean[] kept, Fill fill) {
    return new Batch(new Covering.ByMap(this, kept, fill));
  }
}
