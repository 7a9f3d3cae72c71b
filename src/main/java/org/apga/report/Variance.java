package org.apga.report;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.store.Row;

/**
 * What differs between the seeds of a run, and so is part of all figures over seeds: standard
 * deviations, intervals, p.
 *
 * @param folds number of folds that a seed's trials are tested on, which together contain all
 *     patients; 0 for the listed test split
 * @param splits whether seeds have splits or folds of their own
 */
public record Variance(long folds, boolean splits) {
  /**
   * Determines it from trials.
   *
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   */
  static Variance of(List<Row> trials) {
    long folds =
        trials.stream().filter(t -> t.has("fold")).mapToLong(t -> t.whole("fold")).max().orElse(0);
    // A variant may have other splits.
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

  /** Its value in column {@code variance} of the table of comparisons. */
  String label() {
    return "training" + (folds > 0 ? splits ? ", folds" : "" : splits ? ", selection split" : "");
  }

  /** The images that figures are computed on. */
  public String tested() {
    return folds == 0 ? "test split" : folds + " folds together";
  }

  /** A description in a sentence or two. */
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
                + " are the same: these figures do not include the variation between draws"
                + " (grid.splits).";
    return folds == 0
        ? held
        : held
            + " Training sets of folds share patients, so intervals are narrower than for a new"
            + " data set. AUROC ranks the scores of "
            + folds
            + " models together.";
  }
}
