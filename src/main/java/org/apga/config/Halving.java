package org.apga.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Successive halving of variants within an arm, {@code grid.stop = halving}: at a rung, the end of
 * an epoch, the best go on and the others are dropped (Jamieson and Talwalkar, 2016; Li et al.,
 * 2018).
 *
 * @param epochs {@code train.epochs}, at least 2
 * @param keepOneOf one of this many variants goes on, at least 2
 * @param firstRung no rung is before this epoch
 */
public record Halving(int epochs, int keepOneOf, int firstRung) {
  /**
   * Returns the epochs at whose ends variants are dropped, ascending: {@code epochs} over {@code
   * keepOneOf} to the power of r, rounded up, for as many r as it takes until one variant is left.
   */
  public List<Integer> rungs(int variants) {
    List<Integer> rungs = new ArrayList<>();
    int rung = lastRung();
    for (int left = variants; left > 1 && rung >= firstRung; left = kept(left)) {
      rungs.add(rung);
      // The first epoch is a rung only once.
      rung = rung == 1 ? 0 : parts(rung);
    }
    Collections.reverse(rungs);
    return rungs;
  }

  /** Returns the last rung, which does not depend on the number of variants. */
  int lastRung() {
    return parts(epochs);
  }

  /** Returns how many of this many variants go on. */
  public int kept(int variants) {
    return parts(variants);
  }

  private int parts(int whole) {
    return (whole + keepOneOf - 1) / keepOneOf;
  }

  /** Returns the maximum number of epochs that this many variants are trained for, on one seed. */
  public long mostEpochs(int variants) {
    long sum = 0;
    int before = 0;
    int left = variants;
    for (int rung : rungs(variants)) {
      sum += (long) left * (rung - before);
      before = rung;
      left = kept(left);
    }
    return sum + (long) left * (epochs - before);
  }
}
