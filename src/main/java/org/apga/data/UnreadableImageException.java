package org.apga.data;

/** An image's file is no image, is damaged, or is too large. */
final class UnreadableImageException extends Exception {
  /** {@code reason} is a clause without a full stop: "it is truncated". */
  UnreadableImageException(String reason) {
    super(reason);
  }
}
