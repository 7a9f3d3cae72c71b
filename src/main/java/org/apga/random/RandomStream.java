package org.apga.random;

import java.nio.charset.StandardCharsets;

/**
 * A stream of random numbers: SplitMix64 (Steele, Lea and Flood 2014).
 *
 * <p>The bits depend on the seed alone: on no platform, JDK or other stream. Not thread-safe.
 */
public final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long state;
  private long position;
  private double spareGaussian = Double.NaN;

  /** A stream that starts from {@code seed} itself. */
  public RandomStream(long seed) {
    this.state = seed;
  }

  /**
   * The stream of {@code seed} for a purpose, or for one of several streams of a purpose: {@code
   * of(seed, ORDER, epoch)}, {@code of(seed, PHANTOM, patient, study)}.
   */
  public static RandomStream of(long seed, Purpose purpose, long... indices) {
    long mixed = mix(hash(purpose.name()) ^ mix(seed + GOLDEN_GAMMA));
    for (long index : indices) {
      mixed = mix(mixed * FNV_PRIME + index + GOLDEN_GAMMA);
    }
    return new RandomStream(mixed);
  }

  /** FNV-1a, 64 bit, of the UTF-8 bytes of {@code text}. */
  public static long hash(String text) {
    long hash = FNV_OFFSET;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** 64 random bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    position++;
    return mix(state);
  }

  /** The number of draws of 64 random bits so far, by all methods. */
  public long position() {
    return position;
  }

  /**
   * Advances as if 64 random bits had been drawn {@code draws} more times: a fresh stream that
   * skips another's {@link #position} continues like the other. A normal number that was drawn but
   * not yet returned ({@link #nextGaussian} draws two at once) is discarded.
   */
  public void skip(long draws) {
    state += draws * GOLDEN_GAMMA;
    position += draws;
    spareGaussian = Double.NaN;
  }

  /** Uniform in [0, 1), 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [low, high). */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * Uniform in 0 .. bound - 1.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException(
          "Cannot draw an integer below " + bound + ": the bound must be positive.");
    }
    // The bound is below 2^31 and 53 bits are drawn, so the bias is below 2^-22.
    return (int) (nextDouble() * bound);
  }

  /** Standard normal (Marsaglia's polar method). */
  public double nextGaussian() {
    if (!Double.isNaN(spareGaussian)) {
      double spare = spareGaussian;
      spareGaussian = Double.NaN;
      return spare;
    }
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double square = u * u + v * v;
      if (square > 0 && square < 1) {
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareGaussian = v * scale;
        return u * scale;
      }
    }
  }

  /** The numbers 0 .. count - 1 in random order (Fisher and Yates). */
  public int[] permutation(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
