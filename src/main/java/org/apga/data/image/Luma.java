package org.apga.data.image;

/** What a colour is in grey. */
public final class Luma {
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Luma() {}

  /**
   * Rec. 601 luma, or the first channel. Exactly the level where all three are equal: a grey image
   * has the same pixels saved as RGB.
   */
  public static float of(float red, float green, float blue, Channel channel) {
    if (channel == Channel.FIRST || red == green && green == blue) {
      return red;
    }
    return RED * red + GREEN * green + BLUE * blue;
  }
}
