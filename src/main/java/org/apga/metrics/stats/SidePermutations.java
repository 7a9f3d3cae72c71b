package org.apga.metrics.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apga.metrics.Metric;
import org.apga.metrics.ScoreSheet;
import org.apga.metrics.Scored;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * The two-sided permutation test of a gap between two sides of images. Patients are assigned to the
 * sides in random ways; p is twice the share of the ways with a gap at least as large, or of those
 * with a gap at most as large, whichever is smaller.
 *
 * <p>Whole patients move, because their images are alike, and only among patients whose images are
 * of the same classes, so that both sides keep their shares of abnormal patients. Otherwise a side
 * with few abnormal images would be compared with sides that have many, whose AUROC varies less,
 * and the test would find gaps that do not exist; a gap in accuracy that comes only from the share
 * of abnormal images would also be a finding. A patient with images on both sides keeps the same
 * number on each, in each class. The test keeps its level with few patients too; intervals over
 * patients do not (docs/decisions/0035).
 */
public final class SidePermutations {
  /** Gaps that differ by less are ties: only rounding differs. */
  private static final double TIE = 1e-9;

  private final List<Integer> ownSide = new ArrayList<>();
  private final Map<List<String>, List<Integer>> strata = new LinkedHashMap<>();
  private final List<ScoreSheet> sheets = new ArrayList<>();
  private final Resampling resampling;

  private SidePermutations(
      List<List<Scored>> first, List<List<Scored>> second, Resampling resampling) {
    this.resampling = resampling;
    Map<String, Set<String>> classes = new HashMap<>();
    List<Scored> all = new ArrayList<>(first.get(0));
    all.addAll(second.get(0));
    all.forEach(
        image ->
            classes
                .computeIfAbsent(image.patient(), p -> new TreeSet<>())
                .add(Integer.toString(image.label())));
    Set<String> onBoth = patients(first.get(0));
    onBoth.retainAll(patients(second.get(0)));
    // A unit moves as a whole: a patient, or one image of a patient who is on both sides.
    Map<String, Integer> places = new HashMap<>();
    String[] units = new String[all.size()];
    for (int i = 0; i < units.length; i++) {
      Scored image = all.get(i);
      boolean divided = onBoth.contains(image.patient());
      int place =
          divided ? ownSide.size() : places.computeIfAbsent(image.patient(), p -> ownSide.size());
      if (place == ownSide.size()) {
        ownSide.add(i < first.get(0).size() ? 1 : 0);
        List<String> stratum =
            divided
                ? List.of(image.patient(), Integer.toString(image.label()))
                : List.copyOf(classes.getOrDefault(image.patient(), Set.of()));
        strata.computeIfAbsent(stratum, s -> new ArrayList<>()).add(place);
      }
      units[i] = Integer.toString(place);
    }
    for (int network = 0; network < first.size(); network++) {
      List<Scored> scores = new ArrayList<>(first.get(network));
      scores.addAll(second.get(network));
      List<Scored> moved = new ArrayList<>();
      for (int i = 0; i < units.length; i++) {
        Scored score = scores.get(i);
        moved.add(new Scored(score.probabilities(), score.label(), score.study(), units[i]));
      }
      sheets.add(ScoreSheet.of(moved, Integer::parseInt));
    }
  }

  private static Set<String> patients(List<Scored> images) {
    Set<String> patients = new HashSet<>();
    images.forEach(image -> patients.add(image.patient()));
    return patients;
  }

  /**
   * The p of the gap of each metric, first side minus second, mean over networks.
   *
   * @param first one list per network, all of the same images in the same order, with all classes
   * @param second likewise
   * @return by metric; none is below 2 / (resamples + 1); NaN if a side does not define the metric
   */
  public static Map<Metric, Double> p(
      List<List<Scored>> first,
      List<List<Scored>> second,
      List<Metric> metrics,
      Resampling resampling) {
    double[][] gaps = new SidePermutations(first, second, resampling).gaps();
    Map<Metric, Double> p = new HashMap<>();
    metrics.forEach(metric -> p.put(metric, p(gaps[metric.ordinal()])));
    return p;
  }

  /**
   * @param gaps the observed gap, then that of each permutation
   */
  private static double p(double[] gaps) {
    if (Double.isNaN(gaps[0])) {
      return Double.NaN;
    }
    // The observed sides count as one way, so that no p is 0 (Phipson and Smyth 2010).
    long above = Arrays.stream(gaps).filter(gap -> gap >= gaps[0] - TIE).count();
    long below = Arrays.stream(gaps).filter(gap -> gap <= gaps[0] + TIE).count();
    return Math.min(1, 2.0 * Math.min(above, below) / gaps.length);
  }

  /** One row per {@link Metric}: the observed gap, then one value per permutation. */
  private double[][] gaps() {
    int ways = resampling.resamples() + 1;
    double[][] gaps = new double[Metric.values().length][ways];
    IntStream.range(0, (ways + Replicates.BLOCK - 1) / Replicates.BLOCK)
        .parallel()
        .forEach(
            block -> {
              int from = block * Replicates.BLOCK;
              int count = Math.min(Replicates.BLOCK, ways - from);
              double[][] sides = new double[ownSide.size()][count];
              for (int column = 0; column < count; column++) {
                deal(from + column, sides, column);
              }
              double[][] others = new double[sides.length][count];
              for (int unit = 0; unit < sides.length; unit++) {
                for (int column = 0; column < count; column++) {
                  others[unit][column] = 1 - sides[unit][column];
                }
              }
              for (ScoreSheet sheet : sheets) {
                add(sheet, sides, count, 1.0 / sheets.size(), gaps, from);
                add(sheet, others, count, -1.0 / sheets.size(), gaps, from);
              }
            });
    return gaps;
  }

  private static void add(
      ScoreSheet sheet, double[][] sides, int count, double factor, double[][] gaps, int from) {
    double[][] figures = new double[gaps.length][count];
    sheet.put(sides, count, figures, 0);
    for (int metric = 0; metric < gaps.length; metric++) {
      for (int column = 0; column < count; column++) {
        gaps[metric][from + column] += factor * figures[metric][column];
      }
    }
  }

  /** Marks the units on the first side: as observed for way 0, otherwise by a permutation. */
  private void deal(int way, double[][] sides, int column) {
    RandomStream stream = RandomStream.of(resampling.seed(), Purpose.SIDES, way);
    for (List<Integer> stratum : strata.values()) {
      int onFirst = stratum.stream().mapToInt(ownSide::get).sum();
      int[] order = stream.permutation(stratum.size());
      for (int i = 0; i < order.length; i++) {
        int unit = stratum.get(order[i]);
        sides[unit][column] = way == 0 ? ownSide.get(unit) : i < onFirst ? 1 : 0;
      }
    }
  }
}
