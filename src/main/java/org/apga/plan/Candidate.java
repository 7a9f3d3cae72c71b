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
 * @param cell with the variant's own name
 * @param scores {@code selection.metric} on the selection split by seed, of the seeds that are done
 * @param score their mean; NaN where a seed is not done, so that the variant cannot be chosen
 * @param loss mean cross-entropy on the selection split, nat
 * @param chosen whether it is the best of its arm on that part and shots
 * @param tried how many variants it is one of
 * @param epochs that its trials were trained for, all together
 * @param mostEpochs that they could have been trained for
 * @param droppedAt the epoch at whose end it was dropped, with these scores; 0 where it was not
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
   * A variant whose trials have these scores.
   *
   * @param scores null for a trial that has none
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

  /** The better before the worse, as {@link Choices} takes it. */
  static Comparator<Candidate> bestFirst(SelectionMetric metric) {
    Comparator<Candidate> byScore = Comparator.comparingDouble(Candidate::score);
    return (metric == SelectionMetric.LOSS ? byScore : byScore.reversed())
        .thenComparingDouble(Candidate::loss);
  }

  /** Whether it has a score on every seed. */
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
