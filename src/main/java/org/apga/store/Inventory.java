package org.apga.store;

import java.util.List;

/**
 * The trials of a results root.
 *
 * @param commits every commit record, the oldest first
 * @param unfinished ids of trials that were begun and are not committed, by name
 */
public record Inventory(List<Commit> commits, List<String> unfinished) {
  /** Copies the lists. */
  public Inventory {
    commits = List.copyOf(commits);
    unfinished = List.copyOf(unfinished);
  }
}
