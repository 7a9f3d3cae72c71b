package org.apga.plan;

import java.util.Map;

/**
 * The start weights of a grid's networks, by content.
 *
 * @param classifier SHA-256 of the file's bytes, 64 hex digits, or {@link #DRAWN}
 * @param policy the same for the policy
 * @param varied the same for files that variants name, by the value of their settings
 */
public record StartHashes(String classifier, String policy, Map<String, String> varied) {
  /** Stands for weights that are drawn for each seed. */
  public static final String DRAWN = "drawn";

  /** Both networks start from drawn weights. */
  public static final StartHashes NO_FILES = new StartHashes(DRAWN, DRAWN);

  /** Makes the hashes of a grid whose variants all start from the same weights. */
  public StartHashes(String classifier, String policy) {
    this(classifier, policy, Map.of());
  }
}
