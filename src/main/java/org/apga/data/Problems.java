package org.apga.data;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the lines of a list, gathered so that a user mends all of it in one go. */
final class Problems {
  private static final int SHOWN = 20;

  private final List<String> found = new ArrayList<>();

  void add(String file, int line, String problem) {
    found.add(file + ":" + line + ": " + problem);
  }

  /**
   * Throws if anything was found.
   *
   * @param what "Cannot read the manifest a.csv"
   * @param advice a sentence: what to try
   */
  void raise(String what, String advice) {
    if (found.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder(what).append(": ");
    message.append(found.size() == 1 ? "1 problem. " : found.size() + " problems. ").append(advice);
    for (String problem : found.subList(0, Math.min(SHOWN, found.size()))) {
      message.append("\n  ").append(problem);
    }
    if (found.size() > SHOWN) {
      message.append("\n  and ").append(found.size() - SHOWN).append(" more");
    }
    throw new DataException(message.toString());
  }
}
