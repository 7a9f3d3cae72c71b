package org.apga.plan;

import java.util.Map;

/**
 * What the networks of a grid start from, by content.
 *
 * @param classifier SHA-256 of the file's bytes, 64 hex digits, or {@link #DRAWN}
 * @param policy the same of the policy's
 * @param varied the same of files that variants name, by the text of their settings
 */
public record StartHashes(String classifier, String policy, Map<String, String> varied) {
  /** In place of a hash: weights drawn for each seed. */
  public static final String DRAWN = "drawn";

  /** Both networks start from drawn weights. */
  public static final StartHashes NO_FILES = new StartHashes(DRAWN, DRAWN);

  /** Of a grid whose variants all start from the same. */
  public StartHashes(String classifier, String policy) {
    this(classifier, policy, Map.of());
  }
}
