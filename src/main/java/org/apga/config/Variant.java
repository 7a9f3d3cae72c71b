package org.apga.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings that a trial has in place of its grid's own.
 *
 * @param name as plans, tables and pages show it, such as {@code learning-rate=1e-5}; empty for the
 *     grid's own settings
 * @param settings by path, as {@link GridConfig#settings}; only those that decide its numbers
 */
public record Variant(String name, SortedMap<String, String> settings) {
  /** The grid's own settings. */
  public static final Variant NONE = new Variant("", new TreeMap<>());

  /** Copies the settings. */
  public Variant {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Whether another differs from this in nothing that both have, and has nothing besides. */
  public boolean includes(Variant other) {
    return settings.entrySet().containsAll(other.settings.entrySet());
  }

  @Override
  public String toString() {
    return name;
  }
}
