package org.apga.metrics;

import java.util.List;

/**
 * Means over the masks of many images. The share of no masks is NaN, and so is what is said of
 * lesions where no image shows one.
 *
 * @param shareOverHalf mean share of the pixels that are marked, 0..1
 * @param emptyShare share of the masks that mark nothing
 * @param fullShare share of the masks that mark everything
 * @param lesions masks whose image shows a lesion; the means below are over these
 * @param iou mean intersection over union with the lesion's boxes
 * @param pointing share of hits in the pointing game
 * @param chance mean share of the pixels in a box: what blind pointing would hit
 */
public record MaskSummary(
    double shareOverHalf,
    double emptyShare,
    double fullShare,
    int lesions,
    double iou,
    double pointing,
    double chance) {

  /** The means, each image counting the same. */
  public static MaskSummary of(List<MaskMetrics> masks) {
    double over = 0;
    int empty = 0;
    int full = 0;
    int lesions = 0;
    double iou = 0;
    int hits = 0;
    double chance = 0;
    for (MaskMetrics mask : masks) {
      over += mask.shareOverHalf();
      empty += mask.empty() ? 1 : 0;
      full += mask.full() ? 1 : 0;
      MaskMetrics.Lesion lesion = mask.lesion();
      if (lesion != null) {
        lesions++;
        iou += lesion.iou();
        hits += lesion.hit() ? 1 : 0;
        chance += lesion.chance();
      }
    }
    // Floating-point 0 / 0 is NaN, which is what the mean of nothing should be.
    double n = masks.size();
    double m = lesions;
    return new MaskSummary(over / n, empty / n, full / n, lesions, iou / m, hits / m, chance / m);
  }
}
