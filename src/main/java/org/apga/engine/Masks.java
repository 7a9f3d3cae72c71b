package org.apga.engine;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.apga.random.RandomStream;

/**
 * A policy's probability for each pixel. An engine may keep them on its device, where {@link
 * Batch#erasedWhere} and {@link Batch#keptWhere} need no copy; {@link #probabilities()} copies them
 * to the host.
 */
public abstract class Masks {
  private final int images;
  private final int height;
  private final int width;

  /** Whether a mask points at a pixel. */
  public enum Pointed {
    /** p &gt; 0.5: what the adversary erases. */
    OVER_HALF(p -> p > 0.5),
    /** p &ge; 0.5: what the aid keeps. */
    HALF_OR_MORE(p -> p >= 0.5);

    private final DoublePredicate test;

    Pointed(DoublePredicate test) {
      this.test = test;
    }

    /** Whether a pixel of this probability is pointed at. */
    public boolean at(double probability) {
      return test.test(probability);
    }
  }

  /**
   * Masks of the given size.
   *
   * @param images n
   * @param height pixels
   * @param width pixels
   */
  protected Masks(int images, int height, int width) {
    this.images = images;
    this.height = height;
    this.width = width;
  }

  /**
   * Masks in host memory.
   *
   * @param probabilities n x height x width, row-major, 0..1
   */
  public static Masks of(int images, int height, int width, double[] probabilities) {
    return new OnHost(images, height, width, probabilities);
  }

  /** Number of images. */
  public final int images() {
    return images;
  }

  /** Pixels. */
  public final int height() {
    return height;
  }

  /** Pixels. */
  public final int width() {
    return width;
  }

  /** Images x height x width, row-major, 0..1. */
  public abstract double[] probabilities();

  /**
   * The number of pixels that are pointed at.
   *
   * @return one number per image
   */
  public long[] count(Pointed pointed) {
    double[] probabilities = probabilities();
    long[] counts = new long[images];
    int pixels = height * width;
    for (int i = 0; i < probabilities.length; i++) {
      counts[i / pixels] += pointed.at(probabilities[i]) ? 1 : 0;
    }
    return counts;
  }

  /** Share of all pixels with p &gt; 0.5, 0..1. */
  public final double shareOverHalf() {
    return (double) Arrays.stream(count(Pointed.OVER_HALF)).sum() / (images * height * width);
  }

  /** Whether each pixel is pointed at, drawn with its probability; in host memory. */
  public final Masks drawn(RandomStream random) {
    double[] drawn = probabilities().clone();
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = random.nextDouble() < drawn[i] ? 1 : 0;
    }
    return of(images, height, width, drawn);
  }

  /** Images x height x width, whether a pixel has p &gt; 0.5. */
  public final boolean[] pointed() {
    double[] probabilities = probabilities();
    boolean[] over = new boolean[probabilities.length];
    for (int i = 0; i < over.length; i++) {
      over[i] = Pointed.OVER_HALF.at(probabilities[i]);
    }
    return over;
  }

  /** The mask of image {@code i} alone, in host memory. */
  public final Masks of(int i) {
    int pixels = height * width;
    return of(1, height, width, Arrays.copyOfRange(probabilities(), i * pixels, (i + 1) * pixels));
  }

  private static final class OnHost extends Masks {
    private final double[] probabilities;

    OnHost(int images, int height, int width, double[] probabilities) {
      super(images, height, width);
      this.probabilities = probabilities;
    }

    @Override
    public double[] probabilities() {
      return probabilities;
    }
  }
}
