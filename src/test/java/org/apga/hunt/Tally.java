package org.apga.hunt;

import java.util.Map;
import java.util.TreeMap;

/** Counts what happened in a hunt. */
final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized int of(String what) {
    return counts.getOrDefault(what, 0);
  }

  /** Each count on a line. */
  synchronized String told() {
    StringBuilder lines = new StringBuilder();
    counts.forEach((what, count) -> lines.append(String.format("%7d  %s%n", count, what)));
    return lines.toString();
  }
}
