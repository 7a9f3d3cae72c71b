package org.apga.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A variant that an arm tried on the tuning seeds.
 *
 * @param cell with the variant's own name
 * @param scores {@code selection.metric} on the selection split by seed, of the seeds that are done
 * @param score their mean; NaN where a seed is not done, so that the variant cannot be chosen
 * @param loss mean cross-entropy on the selection split, nat
 * @param chosen whether it is the best of its arm on that part and shots
 * @param tried how many variants it is one of
 */
public record Candidate(
    Cell cell,
    SortedMap<Long, Double> scores,
    double score,
    double loss,
    boolean chosen,
    int tried) {
  /** Copies the scores. */
  public Candidate {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }

  Candidate chosen(int among, boolean best) {
    return new Candidate(cell, scores, score, loss, best, among);
  }
}
