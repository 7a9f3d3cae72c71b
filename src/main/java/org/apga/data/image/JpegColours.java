package org.apga.data.image;

/**
 * The colour space of a JPEG's components. Samples are 0 to 255; the arithmetic is libjpeg's
 * (jdcolor.c: fixed point of 16 bits), so that levels are the same as those of every reader built
 * on it.
 */
public enum JpegColours {
  GREY {
    @Override
    public float level(int[] samples, int at, Channel channel) {
      return samples[at];
    }
  },
  RGB {
    @Override
    public float level(int[] samples, int at, Channel channel) {
      return Luma.of(samples[at], samples[at + 1], samples[at + 2], channel);
    }
  },
  YCC {
    @Override
    public float level(int[] samples, int at, Channel channel) {
      return Luma.of(red(samples, at), green(samples, at), blue(samples, at), channel);
    }
  },
  /**
   * Amounts of ink: 255 is full ink here, and no ink in {@link #INVERTED_CMYK}, as Adobe writes it.
   */
  CMYK {
    @Override
    public float level(int[] samples, int at, Channel channel) {
      return printed(
          255 - samples[at],
          255 - samples[at + 1],
          255 - samples[at + 2],
          255 - samples[at + 3],
          channel);
    }
  },
  INVERTED_CMYK {
    @Override
    public float level(int[] samples, int at, Channel channel) {
      return printed(samples[at], samples[at + 1], samples[at + 2], samples[at + 3], channel);
    }
  },
  INVERTED_YCCK {
    @Override
    public float level(int[] samples, int at, Channel channel) {
      return printed(
          255 - red(samples, at),
          255 - green(samples, at),
          255 - blue(samples, at),
          samples[at + 3],
          channel);
    }
  };

  private static final int BITS = 16;
  private static final int HALF = 1 << BITS - 1;
  private static final int CENTRE = 128;

  /** The level of the pixel whose first component is at {@code at}. */
  public abstract float level(int[] samples, int at, Channel channel);

  /**
   * Red, green and blue as light that the inks let pass, each times the light that black lets pass.
   */
  private static float printed(int red, int green, int blue, int black, Channel channel) {
    return Luma.of(through(red, black), through(green, black), through(blue, black), channel);
  }

  private static float through(int colour, int black) {
    return colour * black / 255f;
  }

  private static int fixed(double factor) {
    return (int) (factor * (1 << BITS) + 0.5);
  }

  private static int red(int[] samples, int at) {
    return clamp(samples[at] + (fixed(1.40200) * (samples[at + 2] - CENTRE) + HALF >> BITS));
  }

  private static int green(int[] samples, int at) {
    int change =
        -fixed(0.34414) * (samples[at + 1] - CENTRE)
            + HALF
            - fixed(0.71414) * (samples[at + 2] - CENTRE);
    return clamp(samples[at] + (change >> BITS));
  }

  private static int blue(int[] samples, int at) {
    return clamp(samples[at] + (fixed(1.77200) * (samples[at + 1] - CENTRE) + HALF >> BITS));
  }

  private static int clamp(int level) {
    return Math.max(0, Math.min(255, level));
  }
}
