package org.apga.hunt;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apga.random.RandomStream;

/**
 * Draws that depend on a seed and on what they are for, not on the order in which they are made:
 * threads of one driver may ask in any.
 */
final class Dice {
  /** Names that are drawn anew in every run: UUIDs, times, hashes. */
  private static final Pattern DRAWN = Pattern.compile("[0-9a-f]{6,}(-[0-9a-f]{4,})*");

  private final long seed;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  Dice(long seed) {
    this.seed = seed;
  }

  /** From 0 to below 1. */
  double draw(String purpose) {
    String what = name(purpose);
    int before = asked.merge(what, 1, Integer::sum);
    return new RandomStream(RandomStream.hash(seed + " " + what + " " + before)).nextDouble();
  }

  /** The same in every run. */
  static String name(String text) {
    return DRAWN.matcher(text).replaceAll("#");
  }

  int below(int bound, String purpose) {
    return (int) (draw(purpose) * bound);
  }

  <T> T one(List<T> of, String purpose) {
    return of.get(below(of.size(), purpose));
  }

  /** Dice of their own for a part of the whole. */
  Dice of(String part) {
    return new Dice(RandomStream.hash(seed + " " + part));
  }
}
