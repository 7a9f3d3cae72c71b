package org.apga.plan;

/**
 * What the networks of a grid start from, by content.
 *
 * @param classifier SHA-256 of the file's bytes, 64 hex digits, or {@link #DRAWN}
 * @param policy the same of the policy's
 */
public record StartHashes(String classifier, String policy) {
  /** In place of a hash: weights drawn for each seed. */
  public static final String DRAWN = "drawn";

  /** Both networks start from drawn weights. */
  public static final StartHashes NO_FILES = new StartHashes(DRAWN, DRAWN);
}
