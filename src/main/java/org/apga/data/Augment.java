package org.apga.data;

import org.apga.random.RandomStream;

/**
 * {@code augment.*}: how training images are changed by chance. Every draw is uniform.
 *
 * @param flip share of the images that are mirrored, left to right, 0..1
 * @param rotateDegrees most that an image is turned either way, 0..180
 * @param scale most by which a factor of size differs from 1, 0..0.9
 * @param brightness most by which a factor of every grey differs from 1, 0..1
 * @param contrast most by which a factor of every grey's distance from the mean differs from 1,
 *     0..1
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
   * What is done to one image.
   *
   * @param random the image's own; the same numbers are drawn whatever the settings, so that one of
   *     them can be varied and the others' draws stay
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
