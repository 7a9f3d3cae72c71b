package org.apga.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings of a trial that replace those of its grid.
 *
 * @param name its name in plans, tables and report pages, such as {@code learning-rate=1e-5}; empty
 *     for the grid's own settings
 * @param settings by path, as in {@link GridConfig#settings}; only those that decide its numbers
 * @param use the purpose of its trials in a run
 */
public record Variant(String name, SortedMap<String, String> settings, Use use) {
  /** The grid's own settings. */
  public static final Variant NONE = new Variant("", new TreeMap<>());

  /** The name of the chosen variant of any arm, so that arms and runs can be compared. */
  public static final String CHOSEN = "chosen";

  /** The purpose of trials in a run. Figures of the test split are shown only for results. */
  public enum Use {
    /** The run reports them. */
    RESULT,
    /** A variant is chosen by their scores on the selection split. */
    TUNING,
    /** Baselines from which another arm's chosen variant starts. */
    START;

    /** Returns its name in tables. */
    public String label() {
      return Settings.label(this);
    }

    /** Returns the use with a label; {@link #RESULT} for any other text. */
    public static Use of(String label) {
      return label.equals(TUNING.label()) ? TUNING : label.equals(START.label()) ? START : RESULT;
    }
  }

  /** Copies the settings. */
  public Variant {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Makes a variant that is reported. */
  public Variant(String name, SortedMap<String, String> settings) {
    this(name, settings, Use.RESULT);
  }

  /** Returns the same variant for another use. */
  public Variant usedFor(Use other) {
    return new Variant(name, settings, other);
  }

  /** Returns the same variant as the chosen one. */
  public Variant chosen() {
    return new Variant(CHOSEN, settings);
  }

  @Override
  public String toString() {
    return name;
  }
}
