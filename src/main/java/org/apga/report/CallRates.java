package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Replicates;
import org.apga.metrics.stats.Resampled;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;

/**
 * The uncertainty of a cell's confusion counts: intervals of the share of each true class that is
 * called each class. The counts have no intervals, because they also depend on how many images of a
 * class the split happens to have.
 *
 * @param intervals over seeds and patients, of means over seeds: one row per true class, one
 *     interval per called class
 */
public record CallRates(
    CellName cell, String split, Level level, ScoreKind scores, List<List<Interval>> intervals) {

  /** The interval of the share of class {@code truth} that is called {@code called}. */
  public Interval of(int truth, int called) {
    return intervals.get(truth).get(called);
  }

  /**
   * The sheets from which the shares of more than two classes are computed: for each true class,
   * the scores of its images, once for each called class against the rest.
   *
   * @param place a patient's position in the weights
   */
  static List<ScoreSheet> sheets(List<Scored> scored, int classes, ToIntFunction<String> place) {
    List<ScoreSheet> sheets = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int truth = c;
      List<Scored> own = scored.stream().filter(score -> score.label() == truth).toList();
      IntStream.range(0, classes)
          .forEach(called -> sheets.add(ScoreSheet.ofClass(own, called, place)));
    }
    return sheets;
  }

  /**
   * The shares of one network, from which {@link #of(TrialMetrics, List, Resampling)} makes
   * intervals.
   *
   * @param all its metrics over all classes
   * @param pairs its metrics on {@link #sheets}; empty for two classes, whose shares are
   *     specificity and sensitivity
   */
  static List<Resampled> shares(Replicates all, List<Replicates> pairs) {
    if (pairs.isEmpty()) {
      return List.of(all.resampled(Metric.SPECIFICITY), all.resampled(Metric.SENSITIVITY));
    }
    int classes = all.estimate().classes();
    // With no image of the called class, specificity is the share that is not called it.
    return IntStream.range(0, pairs.size())
        .mapToObj(
            i ->
                pairs
                    .get(i)
                    .resampled(
                        i / classes == i % classes ? Metric.SENSITIVITY : Metric.SPECIFICITY))
        .toList();
  }

  /**
   * @param first one of the trials, with the cell, split, level and scores of the shares
   * @param seeds the {@link #shares} of each trial
   */
  static CallRates of(TrialMetrics first, List<List<Resampled>> seeds, Resampling resampling) {
    int classes = first.metrics().classes();
    List<Interval> shares =
        IntStream.range(0, seeds.get(0).size())
            .mapToObj(i -> seeds.stream().map(seed -> seed.get(i)).toList())
            .map(of -> Resampled.overSeeds(of, resampling))
            .toList();
    List<List<Interval>> intervals = new ArrayList<>();
    for (int truth = 0; truth < classes; truth++) {
      List<Interval> row = new ArrayList<>();
      for (int called = 0; called < classes; called++) {
        Interval share = shares.get(classes == 2 ? truth : truth * classes + called);
        row.add(truth == called ? share : share.complement());
      }
      intervals.add(List.copyOf(row));
    }
    return new CallRates(
        first.cell(), first.split(), first.level(), first.scores(), List.copyOf(intervals));
  }
}
