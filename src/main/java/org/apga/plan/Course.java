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
 * @param epochs that are done
 * @param bests what was the best so far, by the epoch, from 1, in which it became that
 * @param end whether there is more to come
 */
public record Course(int epochs, NavigableMap<Integer, Score> bests, End end) {
  /** Of a trial of which nothing is known. */
  public static final Course NOTHING = new Course(0, new TreeMap<>(), End.OPEN);

  /** Whether there is more to come. */
  public enum End {
    /** It has not come to its end. */
    OPEN,
    /** It is committed. */
    DONE,
    /** It failed by its settings, and would again. */
    LOST
  }

  /** Copies the map. */
  public Course {
    bests = Collections.unmodifiableNavigableMap(new TreeMap<>(bests));
  }

  /** The same with another end. */
  public Course with(End other) {
    return new Course(epochs, bests, other);
  }

  /** Whether what it is at the end of an epoch is known, or never will be. */
  boolean reaches(int epoch) {
    return epochs >= epoch || end != End.OPEN;
  }

  /** What would be its result if it ended with that epoch; null where it did not get there. */
  public @Nullable Score at(int epoch) {
    Map.Entry<Integer, Score> best = bests.floorEntry(epoch);
    return best != null && (epochs >= epoch || end == End.DONE) ? best.getValue() : null;
  }
}
