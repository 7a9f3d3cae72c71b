package org.apga.store;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an attempt at a trial, and its folder: {@code attempt-2-1f0c9a3e}. Two drivers that begin
 * at once may count to the same number, but never draw the same digits, so no other process writes
 * to that folder.
 *
 * @param number from 1, one more than the last existing attempt; for people
 * @param id eight hex digits; empty for attempts of versions without them, {@code attempt-2}
 */
public record AttemptName(int number, String id) implements Comparable<AttemptName> {
  static final String PATTERN = "attempt-(\\d{1,9})(?:-([0-9a-f]{8}))?";
  private static final Pattern NAME = Pattern.compile(PATTERN);
  private static final int ID_DIGITS = 8;

  /** A new, unique name. */
  static AttemptName fresh(int number) {
    return new AttemptName(number, UUID.randomUUID().toString().substring(0, ID_DIGITS));
  }

  /** The attempt whose folder has this name, if it is an attempt. */
  static Optional<AttemptName> of(String folder) {
    Matcher name = NAME.matcher(folder);
    return name.matches()
        ? Optional.of(of(name.group(1), Optional.ofNullable(name.group(2))))
        : Optional.empty();
  }

  /** The name from the groups of {@link #PATTERN}. */
  static AttemptName of(String number, Optional<String> id) {
    return new AttemptName(Integer.parseInt(number), id.orElse(""));
  }

  @Override
  public int compareTo(AttemptName other) {
    return Comparator.comparingInt(AttemptName::number)
        .thenComparing(AttemptName::id)
        .compare(this, other);
  }

  /** The name of the attempt's folder. */
  @Override
  public String toString() {
    return "attempt-" + number + (id.isEmpty() ? "" : "-" + id);
  }
}
