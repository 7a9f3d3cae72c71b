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
 * @param use what a run has its trials for
 */
public record Variant(String name, SortedMap<String, String> settings, Use use) {
  /** The grid's own settings. */
  public static final Variant NONE = new Variant("", new TreeMap<>());

  /** The name of whichever was chosen of an arm's: so that arms and nights can be compared. */
  public static final String CHOSEN = "chosen";

  /** What a run has trials for. Figures of the test split are shown of results alone. */
  public enum Use {
    /** They are what the run reports. */
    RESULT,
    /** A variant is chosen by what they reach on the selection split. */
    TUNING,
    /** Baselines that another arm's chosen variant starts from. */
    START;

    /** As tables name it. */
    public String label() {
      return Settings.label(this);
    }

    /** That of a label; {@link #RESULT} for any other text. */
    public static Use of(String label) {
      return label.equals(TUNING.label()) ? TUNING : label.equals(START.label()) ? START : RESULT;
    }
  }

  /** Copies the settings. */
  public Variant {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** A variant that is reported. */
  public Variant(String name, SortedMap<String, String> settings) {
    this(name, settings, Use.RESULT);
  }

  /** The same for another use. */
  public Variant usedFor(Use other) {
    return new Variant(name, settings, other);
  }

  /** The same where it is the one that was chosen. */
  public Variant chosen() {
    return new Variant(CHOSEN, settings);
  }

  @Override
  public String toString() {
    return name;
  }
}
