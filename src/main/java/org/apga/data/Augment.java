package org.apga.data;

import org.apga.random.RandomStream;

/**
 * {@code augment.*}: random changes to training images. Every draw is uniform.
 *
 * @param flip share of the images that are mirrored, left to right, 0..1
 * @param rotateDegrees largest rotation in either direction, 0..180
 * @param scale largest difference of the size factor from 1, 0..0.9
 * @param brightness largest difference from 1 of the factor applied to every grey level, 0..1
 * @param contrast largest difference from 1 of the factor applied to every grey level's distance
 *     from the mean, 0..1
 * @param probability share of the images that are changed at all, 0..1
 */
public record Augment(
    double flip,
    double rotateDegrees,
    double scale,
    double brightness,
    double contrast,
    double probability) {
  /** Every image stays as it is. */
  public static final Augment NONE = new Augment(0, 0, 0, 0, 0, 0);

  /** Whether any image is ever changed. */
  public boolean changesImages() {
    return probability > 0
        && (flip > 0 || rotateDegrees > 0 || scale > 0 || brightness > 0 || contrast > 0);
  }

  /**
   * Draws the changes to one image.
   *
   * @param random the image's own stream; the same numbers are drawn with any settings, so that
   *     varying one setting does not change the draws of the others
   */
  Alteration draw(RandomStream random) {
    boolean changed = random.nextDouble() < probability;
    Alteration drawn =
        new Alteration(
            random.nextDouble() < flip,
            random.nextDouble(-rotateDegrees, rotateDegrees),
            random.nextDouble(1 - scale, 1 + scale),
            random.nextDouble(1 - brightness, 1 + brightness),
            random.nextDouble(1 - contrast, 1 + contrast));
    return changed ? drawn : Alteration.NONE;
  }
}
