package org.apga.method;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.apga.engine.Masks;

/**
 * The measures of a step on one batch.
 *
 * @param measures in the order of {@link Measure}; one that the arm does not have is absent
 */
public record Step(Map<Measure, Double> measures) {
  /** Copies the measures. */
  public Step {
    measures = Collections.unmodifiableMap(new EnumMap<>(measures));
  }

  static Step of(Measure measure, double value) {
    return new Step(new EnumMap<>(Map.of(measure, value)));
  }

  Step with(Measure measure, double value) {
    EnumMap<Measure, Double> more = new EnumMap<>(measures);
    more.put(measure, value);
    return new Step(more);
  }

  /** Adds the shares of Grad-CAM's maps, which no step changes. */
  Step withMaps(MaskShares shares) {
    return with(Measure.MASK_SHARE, shares.share())
        .with(Measure.MASK_EMPTY, shares.empty())
        .with(Measure.MASK_FULL, shares.full());
  }

  /** Adds the shares of the policy's masks before its step. */
  Step withMasksBefore(Masks masks) {
    MaskShares shares = MaskShares.of(masks, Masks.Pointed.OVER_HALF);
    return with(Measure.MASK_SHARE_BEFORE, shares.share())
        .with(Measure.MASK_EMPTY_BEFORE, shares.empty())
        .with(Measure.MASK_FULL_BEFORE, shares.full());
  }

  /**
   * Adds the shares of the policy's masks after its step; one half counts as pointed at, as in
   * {@code Batch.keptWhere}.
   */
  Step withMasksAfter(Masks masks) {
    MaskShares shares = MaskShares.of(masks, Masks.Pointed.HALF_OR_MORE);
    return with(Measure.MASK_SHARE_AFTER, shares.share())
        .with(Measure.MASK_EMPTY_AFTER, shares.empty())
        .with(Measure.MASK_FULL_AFTER, shares.full());
  }

  /**
   * Shares of the pixels that the masks of a batch point at.
   *
   * @param share of all pixels, 0..1
   * @param empty share of images with no pixel pointed at
   * @param full share of images with every pixel pointed at
   */
  record MaskShares(double share, double empty, double full) {
    /**
     * Counts pixels for which {@code points} holds.
     *
     * @param map images x pixels, row-major
     */
    static MaskShares of(double[] map, int images, DoublePredicate points) {
      int pixels = map.length / images;
      long[] counts = new long[images];
      for (int i = 0; i < map.length; i++) {
        counts[i / pixels] += points.test(map[i]) ? 1 : 0;
      }
      return of(counts, pixels);
    }

    private static MaskShares of(Masks masks, Masks.Pointed pointed) {
      return of(masks.count(pointed), masks.height() * masks.width());
    }

    private static MaskShares of(long[] counts, int pixels) {
      double images = counts.length;
      return new MaskShares(
          Arrays.stream(counts).sum() / (images * pixels),
          Arrays.stream(counts).filter(count -> count == 0).count() / images,
          Arrays.stream(counts).filter(count -> count == pixels).count() / images);
    }
  }
}
