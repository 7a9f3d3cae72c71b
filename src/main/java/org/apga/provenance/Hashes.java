package org.apga.provenance;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** Short names for long contents. */
public final class Hashes {
  private static final int BYTES = 8;

  private Hashes() {}

  /** The first 16 hex digits of the SHA-256 of {@code name=value} lines. */
  public static String of(SortedMap<String, String> values) {
    MessageDigest digest = sha256();
    for (Map.Entry<String, String> entry : values.entrySet()) {
      digest.update(
          (entry.getKey() + "=" + entry.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return text(digest);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
