package org.apga.plan;

import java.util.SortedMap;
import org.apga.provenance.Sha256;

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
    String hash = new Sha256().lines(identity).hex(HASH_BYTES);
    return new TrialId(
        String.join("-", cell.part(), cell.arm().label(), cell.shots().label(), "s" + seed, hash));
  }

  @Override
  public String toString() {
    return value;
  }
}
