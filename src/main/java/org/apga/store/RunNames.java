package org.apga.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Names of a grid's runs: the UTC time of the first call, then the hash of the plan. */
public final class RunNames {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final int STAMP_LENGTH = 15;

  private RunNames() {}

  /** The name of a run that starts now. */
  public static String of(Instant now, String planHash) {
    return STAMP.format(now.atOffset(ZoneOffset.UTC)) + "-" + planHash;
  }

  /** When a run was first started; empty if its name does not begin with a time. */
  public static Optional<Instant> started(String run) {
    if (run.length() < STAMP_LENGTH) {
      return Optional.empty();
    }
    try {
      String stamp = run.substring(0, STAMP_LENGTH);
      return Optional.of(LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
