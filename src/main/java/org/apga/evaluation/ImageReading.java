package org.apga.evaluation;

/**
 * The result of reading an image.
 *
 * @param image its place in the list
 * @param hash of its pixels as decoded; empty if it could not be read
 * @param reason why it could not be read, a clause without a full stop; empty if it could
 */
public record ImageReading(int image, String hash, String reason) {
  public boolean readable() {
    return reason.isEmpty();
  }
}
