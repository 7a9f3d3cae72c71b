package org.apga.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/**
 * Names a trial by everything that decides its numbers: the same id means done already.
 *
 * @param value {@code part-arm-shots-sSEED-HASH}, fit for a folder's name; HASH is 12 hex digits of
 *     the identity's SHA-256
 */
public record TrialId(String value) {
  private static final int HASH_BYTES = 6;

  /** The id of a trial with the given identity (names and values as text). */
  public static TrialId of(Cell cell, long seed, SortedMap<String, String> identity) {
    MessageDigest digest = sha256();
    for (Map.Entry<String, String> entry : identity.entrySet()) {
      digest.update(
          (entry.getKey() + "=" + entry.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String hash = HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
    return new TrialId(
        cell.part()
            + "-"
            + cell.arm().label()
            + "-"
            + cell.shots().label()
            + "-s"
            + seed
            + "-"
            + hash);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
