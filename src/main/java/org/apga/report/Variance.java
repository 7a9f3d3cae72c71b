package org.apga.report;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.store.Row;

/**
 * What differs from seed to seed of a run, and so is in whatever is over seeds: standard
 * deviations, intervals, p.
 *
 * @param folds that a seed's trials are tested on, all patients together; 0 for the listed test
 *     split
 * @param splits whether seeds have splits or folds of their own
 */
public record Variance(long folds, boolean splits) {
  /**
   * As the trials tell.
   *
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   */
  static Variance of(List<Row> trials) {
    long folds =
        trials.stream().filter(t -> t.has("fold")).mapToLong(t -> t.whole("fold")).max().orElse(0);
    // A variant may be one of other splits.
    Map<List<Object>, Set<String>> splits =
        trials.stream()
            .filter(trial -> trial.has("split_hash"))
            .collect(
                Collectors.groupingBy(
                    trial ->
                        List.of(CellName.of(trial), trial.has("fold") ? trial.whole("fold") : 0L),
                    Collectors.mapping(
                        trial -> trial.text("split_hash"), Collectors.toCollection(HashSet::new))));
    return new Variance(folds, splits.values().stream().anyMatch(of -> of.size() > 1));
  }

  /** As column {@code variance} of the table of comparisons has it. */
  String label() {
    return "training" + (folds > 0 ? splits ? ", folds" : "" : splits ? ", selection split" : "");
  }

  /** What figures are of. */
  public String tested() {
    return folds == 0 ? "test split" : folds + " folds together";
  }

  /** In a sentence or two. */
  public String told() {
    String differ = "Seeds differ in starting weights and the order of images";
    String drawn = folds > 0 ? folds + " folds" : "splits";
    String held =
        splits
            ? differ
                + ", and each has "
                + (folds > 0 ? drawn : "a selection split")
                + " of its own."
            : differ
                + ". Their "
                + drawn
                + " are the same: the chance of that draw is not in these figures (grid.splits).";
    return folds == 0
        ? held
        : held
            + " Training sets of folds share patients, so that intervals are narrower than for a new"
            + " data set. AUROC ranks the scores of "
            + folds
            + " models together.";
  }
}
