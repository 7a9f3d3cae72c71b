package org.apga.report;

/** The colour map viridis (van der Walt and Smith 2015) between nine of its colours. */
final class Viridis {
  private static final int[] COLOURS = {
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725
  };

  private Viridis() {}

  /**
   * The colour of a share.
   *
   * @param share 0..1
   * @return 0xRRGGBB
   */
  static int colour(double share) {
    double place = share * (COLOURS.length - 1);
    int low = Math.min(COLOURS.length - 2, (int) place);
    return Canvas.mixed(COLOURS[low], COLOURS[low + 1], place - low);
  }
}
