package org.apga.data.image;

/** A file is not an image, is damaged, is of an unsupported kind, or is too large. */
public final class UnreadableImageException extends Exception {
  /** {@code reason} is a clause without a full stop: "it is truncated". */
  public UnreadableImageException(String reason) {
    super(reason);
  }

  /**
   * Refuses more pixels than a limit.
   *
   * @throws UnreadableImageException if there are more, or none
   */
  public static void requireSize(long width, long height, long maxPixels)
      throws UnreadableImageException {
    if (width < 1 || height < 1) {
      throw new UnreadableImageException("it has " + width + " x " + height + " pixels");
    }
    if (height > maxPixels / width) {
      throw new UnreadableImageException(
          String.format(
              "it has %d x %d pixels, more than the limit of %d", width, height, maxPixels));
    }
  }
}
