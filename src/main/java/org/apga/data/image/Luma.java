package org.apga.data.image;

/** Converts colours to grey. */
public final class Luma {
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Luma() {}

  /**
   * Rec. 601 luma, or the first channel. If all three are equal, exactly that level: a grey image
   * has the same pixels if saved as RGB.
   */
  public static float of(float red, float green, float blue, Channel channel) {
    if (channel == Channel.FIRST || red == green && green == blue) {
      return red;
    }
    return RED * red + GREEN * green + BLUE * blue;
  }
}
