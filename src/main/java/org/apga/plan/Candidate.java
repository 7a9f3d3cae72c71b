package org.apga.plan;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.plan.Choices.Score;
import org.jspecify.annotations.Nullable;

/**
 * A variant that an arm tried on the tuning seeds.
 *
 * @param cell the cell with the variant's name
 * @param scores {@code selection.metric} on the selection split by seed, for the seeds that are
 *     done
 * @param score their mean; NaN if a seed is not done, so that the variant cannot be chosen
 * @param loss mean cross-entropy on the selection split, nat
 * @param chosen whether it is the best of its arm for that part and shot count
 * @param tried number of variants of that arm, part and shot count
 * @param epochs number of epochs that its trials were trained for, summed
 * @param mostEpochs number of epochs that they could have been trained for, summed
 * @param droppedAt the epoch at whose end it was dropped, with these scores; 0 if it was not
 */
public record Candidate(
    Cell cell,
    SortedMap<Long, Double> scores,
    double score,
    double loss,
    boolean chosen,
    int tried,
    int epochs,
    int mostEpochs,
    int droppedAt) {
  /** Copies the scores. */
  public Candidate {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }

  /**
   * Returns the candidate of a variant whose trials have these scores.
   *
   * @param scores returns null for a trial without a score
   */
  static Candidate of(Cell cell, List<Trial> trials, Function<Trial, @Nullable Score> scores) {
    SortedMap<Long, Double> bySeed = new TreeMap<>();
    double sum = 0;
    double loss = 0;
    for (Trial trial : trials) {
      Score score = scores.apply(trial);
      if (score == null) {
        sum = Double.NaN;
      } else {
        bySeed.put(trial.seed(), score.score());
        sum += score.score();
        loss += score.loss();
      }
    }
    return new Candidate(
        cell, bySeed, sum / trials.size(), loss / Math.max(1, bySeed.size()), false, 0, 0, 0, 0);
  }

  /** Orders candidates from best to worst, for {@link Choices}. */
  static Comparator<Candidate> bestFirst(SelectionMetric metric) {
    Comparator<Candidate> byScore = Comparator.comparingDouble(Candidate::score);
    return (metric == SelectionMetric.LOSS ? byScore : byScore.reversed())
        .thenComparingDouble(Candidate::loss);
  }

  /** Returns whether it has a score on every seed. */
  boolean isComplete() {
    return !Double.isNaN(score);
  }

  Candidate trained(int done, int most, int dropped) {
    return new Candidate(cell, scores, score, loss, chosen, tried, done, most, dropped);
  }

  Candidate chosen(int among, boolean best) {
    return new Candidate(cell, scores, score, loss, best, among, epochs, mostEpochs, droppedAt);
  }
}
