package org.apga.plan;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apga.plan.Choices.Score;
import org.jspecify.annotations.Nullable;

/**
 * What a trial has reached on the selection split so far.
 *
 * @param epochs number of epochs that are done
 * @param bests each score that was the best so far, by the epoch, from 1, in which it was reached
 * @param end whether the trial can go on
 */
public record Course(int epochs, NavigableMap<Integer, Score> bests, End end) {
  /** The course of a trial about which nothing is known. */
  public static final Course NOTHING = new Course(0, new TreeMap<>(), End.OPEN);

  /** Whether a trial can go on. */
  public enum End {
    /** It is not complete. */
    OPEN,
    /** It is committed. */
    DONE,
    /** It failed because of its settings, and would fail again. */
    LOST
  }

  /** Copies the map. */
  public Course {
    bests = Collections.unmodifiableNavigableMap(new TreeMap<>(bests));
  }

  /** Returns the same course with another end. */
  public Course with(End other) {
    return new Course(epochs, bests, other);
  }

  /** Returns whether the score at the end of an epoch is known, or will never be. */
  boolean reaches(int epoch) {
    return epochs >= epoch || end != End.OPEN;
  }

  /** Returns the result if the trial ended with that epoch; null if it did not get there. */
  public @Nullable Score at(int epoch) {
    Map.Entry<Integer, Score> best = bests.floorEntry(epoch);
    return best != null && (epochs >= epoch || end == End.DONE) ? best.getValue() : null;
  }
}
