package org.apga.plan;

import java.util.SortedMap;
import org.apga.provenance.Sha256;

/**
 * Identifies a trial by everything that decides its numbers: a committed trial of the same id is
 * not trained again.
 *
 * @param value {@code part-arm-shots-sSEED-HASH}, valid as a folder's name; HASH is 12 hex digits
 *     of the identity's SHA-256
 */
public record TrialId(String value) {
  private static final int HASH_BYTES = 6;

  /** Returns the id of a trial with the given identity (names and values as text). */
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
