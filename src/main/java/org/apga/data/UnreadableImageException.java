package org.apga.data;

/** A file is not there, is no image, is damaged, or is too large. */
public final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * An image that cannot be read.
   *
   * @param path as listed
   * @param reason a clause without a full stop: "it is truncated"
   */
  public UnreadableImageException(String path, String reason) {
    super("Cannot read the image " + path + ": " + reason + ".");
    this.reason = reason;
  }

  /** A clause without a full stop. */
  public String reason() {
    return reason;
  }
}
