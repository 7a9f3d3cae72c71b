package org.apga.plan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The training of one model: a cell and a seed.
 *
 * @param fold the fold whose patients it is tested on, from 1; 0 if there are no folds
 * @param baseline the trial whose best weights it starts from; null for a baseline
 * @param identity everything that decides its numbers, by name
 */
public record Trial(
    TrialId id,
    Cell cell,
    long seed,
    int fold,
    @Nullable TrialId baseline,
    SortedMap<String, String> identity) {

  public Trial {
    identity = Collections.unmodifiableSortedMap(new TreeMap<>(identity));
  }

  /** Returns a title for people: {@code elbow apga seed 7}, {@code elbow apga seed 7 fold 2}. */
  public String title() {
    return cell + " seed " + seed + (fold == 0 ? "" : " fold " + fold);
  }
}
