package org.apga.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
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
 *     empty if there are two, whose shares are specificity and sensitivity, and if there are more
 *     than {@value org.apga.metrics.ScoreSheet#MOST_CLASSES_WITH_SHARES}
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
     * @param calls whether to keep the shares of more than two classes
     */
    static OfSeed of(Replicates all, List<Replicates> classes, boolean calls) {
      int count = all.estimate().classes();
      return new OfSeed(
          figures(all, Metric.of(count, true)),
          classes.stream().map(one -> figures(one, Metric.OF_CLASS)).toList(),
          IntStream.range(0, calls && all.hasShares() ? count * count : 0)
              .mapToObj(cell -> all.share(cell / count, cell % count))
              .toList());
    }

    private static Map<Metric, Resampled> figures(Replicates of, List<Metric> metrics) {
      Map<Metric, Resampled> figures = new EnumMap<>(Metric.class);
      metrics.stream()
          .filter(metric -> metric != Metric.ECE)
          .forEach(metric -> figures.put(metric, of.resampled(metric)));
      return figures;
    }
  }

  /** Whether these are of figures of this kind. */
  public boolean areOf(String split, Level level, ScoreKind scores) {
    return this.split.equals(split) && this.level == level && this.scores == scores;
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
    for (int from = 0; from < one.calls().size(); from += count) {
      calls.add(
          IntStream.range(from, from + count)
              .mapToObj(cell -> seeds.stream().map(seed -> seed.calls().get(cell)).toList())
              .map(of -> Resampled.overSeeds(of, resampling))
              .toList());
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
