package org.apga.metrics;

import java.util.List;

/**
 * Means over the masks of many images. Without masks the shares are NaN; without lesions so are the
 * means over lesions.
 *
 * @param shareOverHalf mean share of the pixels that are marked, 0..1
 * @param emptyShare share of the masks that mark nothing
 * @param fullShare share of the masks that mark everything
 * @param lesions number of masks whose image shows a lesion; {@code iou}, {@code pointing} and
 *     {@code chance} are over these
 * @param iou mean intersection over union with the lesion's boxes
 * @param pointing share of hits in the pointing game
 * @param chance mean share of the pixels in a box: what pointing at random would hit
 */
public record MaskSummary(
    double shareOverHalf,
    double emptyShare,
    double fullShare,
    int lesions,
    double iou,
    double pointing,
    double chance) {

  /** The means, with the same weight for every image. */
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
    // In floating point 0 / 0 is NaN, as the mean of no values should be.
    double n = masks.size();
    double m = lesions;
    return new MaskSummary(over / n, empty / n, full / n, lesions, iou / m, hits / m, chance / m);
  }
}
