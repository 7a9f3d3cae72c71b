package org.apga.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
 * The uncertainty of a cell's means over seeds: intervals over seeds and patients.
 *
 * <p>Confusion counts have none, because they also depend on how many images of a class the split
 * happens to have; their shares have. The calibration error has none: resamples of it are too
 * large, and by how much is not known for a mean of several networks.
 *
 * @param metrics over all classes
 * @param classes each class against all others, in the order of labels; empty if there are two
 * @param calls the share of each true class that is called each class, one row per true class;
 *     empty if there are two, whose shares are specificity and sensitivity
 */
public record MeanIntervals(
    CellName cell,
    String split,
    Level level,
    ScoreKind scores,
    Map<Metric, Interval> metrics,
    List<Map<Metric, Interval>> classes,
    List<List<Interval>> calls) {

  /**
   * The figures of one network in resamples of the patients.
   *
   * @param calls the share of each true class that is called each class, class by class
   */
  record OfSeed(
      Map<Metric, Resampled> metrics, List<Map<Metric, Resampled>> classes, List<Resampled> calls) {

    /**
     * @param all its metrics over all classes
     * @param classes its metrics of each class against all others; empty for two classes
     * @param pairs its metrics on {@link #sheets}; empty for two classes
     */
    static OfSeed of(Replicates all, List<Replicates> classes, List<Replicates> pairs) {
      int count = all.estimate().classes();
      // With no image of the called class, specificity is the share that is not called it.
      List<Resampled> calls =
          IntStream.range(0, pairs.size())
              .mapToObj(
                  i ->
                      pairs
                          .get(i)
                          .resampled(
                              i / count == i % count ? Metric.SENSITIVITY : Metric.SPECIFICITY))
              .toList();
      return new OfSeed(figures(all), classes.stream().map(OfSeed::figures).toList(), calls);
    }

    private static Map<Metric, Resampled> figures(Replicates of) {
      Map<Metric, Resampled> figures = new EnumMap<>(Metric.class);
      for (Metric metric : Metric.of(of.estimate().classes(), true)) {
        if (metric != Metric.ECE) {
          figures.put(metric, of.resampled(metric));
        }
      }
      return figures;
    }
  }

  /** Whether these are of figures of this kind. */
  public boolean areOf(String split, Level level, ScoreKind scores) {
    return this.split.equals(split) && this.level == level && this.scores == scores;
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
   * @param first one of the trials, with the cell, split, level and scores of the figures
   * @param seeds one per trial
   */
  static MeanIntervals of(TrialMetrics first, List<OfSeed> seeds, Resampling resampling) {
    OfSeed one = seeds.get(0);
    List<Map<Metric, Interval>> classes = new ArrayList<>();
    for (int c = 0; c < one.classes().size(); c++) {
      int place = c;
      classes.add(intervals(seeds, seed -> seed.classes().get(place), resampling));
    }
    int count = first.metrics().classes();
    List<List<Interval>> calls = new ArrayList<>();
    for (int truth = 0; truth < (one.calls().isEmpty() ? 0 : count); truth++) {
      List<Interval> row = new ArrayList<>();
      for (int called = 0; called < count; called++) {
        int place = truth * count + called;
        Interval share =
            Resampled.overSeeds(
                seeds.stream().map(seed -> seed.calls().get(place)).toList(), resampling);
        row.add(truth == called ? share : share.complement());
      }
      calls.add(List.copyOf(row));
    }
    return new MeanIntervals(
        first.cell(),
        first.split(),
        first.level(),
        first.scores(),
        intervals(seeds, OfSeed::metrics, resampling),
        List.copyOf(classes),
        List.copyOf(calls));
  }

  private static Map<Metric, Interval> intervals(
      List<OfSeed> seeds, Function<OfSeed, Map<Metric, Resampled>> of, Resampling resampling) {
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    of.apply(seeds.get(0))
        .keySet()
        .forEach(
            metric -> {
              List<Resampled> values =
                  seeds.stream()
                      .map(seed -> of.apply(seed).getOrDefault(metric, Resampled.NONE))
                      .filter(value -> !Double.isNaN(value.estimate()))
                      .toList();
              intervals.put(metric, Resampled.overSeeds(values, resampling));
            });
    return intervals;
  }
}
