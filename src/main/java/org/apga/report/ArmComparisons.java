package org.apga.report;

import static java.util.stream.Collectors.partitioningBy;
import static org.apga.store.Tables.ALL_PARTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apga.metrics.PairedDeltas;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.Holm;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.McNemar;
import org.apga.metrics.stats.PairedComparison;
import org.apga.metrics.stats.ReachableP;
import org.apga.metrics.stats.Resampling;
import org.apga.metrics.stats.SignFlips;
import org.apga.report.Comparison.Correction;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;

/**
 * Compares arms with baseline, continue and their controls, seed by seed, within each part and over
 * all of them.
 *
 * <p>Over all parts a seed's value is the mean of its deltas in each part: seeds are blocks,
 * because the trials of a seed start from the same weights. Only seeds that are done in every part
 * count.
 */
record ArmComparisons(
    TrialGrid grid, Predictions predictions, TestReplicates replicates, Resampling resampling) {
  /** The deltas of one part, and the same in every resample of its patients, one row per seed. */
  private record Series(CellName cell, PairedDeltas deltas, double[][] resampled) {}

  /** One for every planned pair of trials of a cell, by rival and seed. */
  List<SeedPair> pairs(CellName cell) {
    List<SeedPair> pairs = new ArrayList<>();
    for (String rival : TrialGrid.RIVALS) {
      CellName other = grid.rival(cell, rival).orElse(null);
      if (TrialGrid.compares(cell.arm(), rival) && other != null) {
        SortedSet<Long> planned = new TreeSet<>(grid.trials(cell).keySet());
        planned.addAll(grid.trials(other).keySet());
        pairs.addAll(planned.parallelStream().map(seed -> pair(cell, other, seed)).toList());
      }
    }
    return pairs;
  }

  private SeedPair pair(CellName cell, CellName other, long seed) {
    String status = grid.status(List.of(cell, other), seed);
    String trial = id(cell, seed);
    String otherTrial = id(other, seed);
    Map<Measure, SeedPair.Delta> deltas = new EnumMap<>(Measure.class);
    McNemar studies = null;
    if (status.equals("completed")) {
      for (Measure measure : Measure.compared()) {
        Double one = grid.values(cell, measure.label()).get(seed);
        Double two = grid.values(other, measure.label()).get(seed);
        if (one != null && two != null) {
          Interval interval =
              Interval.percentiles(replicates.difference(trial, otherTrial, measure));
          deltas.put(measure, new SeedPair.Delta(one - two, interval));
        }
      }
      List<Scored> calls = studies(trial);
      List<Scored> otherCalls = studies(otherTrial);
      studies = calls.isEmpty() || otherCalls.isEmpty() ? null : McNemar.of(calls, otherCalls);
    }
    return new SeedPair(cell, other.arm(), seed, status, trial, otherTrial, deltas, studies);
  }

  private String id(CellName cell, long seed) {
    Row trial = grid.trials(cell).get(seed);
    return trial == null ? "" : trial.text("trial");
  }

  private List<Scored> studies(String trial) {
    return predictions.of(trial, Predictions.TEST, Level.STUDY, ScoreKind.PLAIN);
  }

  /**
   * Compares an arm and variant with another arm, by measure: one comparison for each part, then
   * one over all parts if there are several, none of them corrected yet.
   *
   * @param cells of the arm and variant, one per part
   */
  List<Comparison> comparisons(List<CellName> cells, String rival) {
    List<CellName> planned =
        cells.stream().filter(cell -> grid.rival(cell, rival).isPresent()).toList();
    return TrialGrid.compares(cells.get(0).arm(), rival) && !planned.isEmpty()
        ? Measure.compared().parallelStream()
            .flatMap(measure -> compare(planned, rival, measure).stream())
            .toList()
        : List.of();
  }

  private List<Comparison> compare(List<CellName> planned, String rival, Measure measure) {
    List<Series> series = planned.stream().map(cell -> series(cell, rival, measure)).toList();
    List<Comparison> all = new ArrayList<>();
    series.forEach(one -> all.add(ofPart(one, rival, measure)));
    if (series.size() > 1) {
      all.add(overParts(series, rival, measure));
    }
    return all;
  }

  /**
   * Corrects the comparisons of an arm with another, by measure and variant. A reader of several
   * parts and variants picks the best of them, so all of them are one family of tests; the variants
   * over all parts are another.
   *
   * @param variants {@link #comparisons} of each variant of the arm
   */
  List<Comparison> corrected(List<List<Comparison>> variants) {
    List<Comparison> all = new ArrayList<>();
    for (Measure measure : Measure.compared()) {
      List<Comparison> of =
          variants.stream().flatMap(List::stream).filter(c -> c.measure() == measure).toList();
      Map<Boolean, List<Comparison>> families =
          of.stream().collect(partitioningBy(Comparison::isOverParts));
      List<Comparison> overParts = families.getOrDefault(true, List.of());
      Map<Comparison, Comparison> corrected = new IdentityHashMap<>();
      put(corrected, families.getOrDefault(false, List.of()));
      if (overParts.size() > 1) {
        put(corrected, overParts);
      }
      of.forEach(one -> all.add(corrected.getOrDefault(one, one)));
    }
    return all;
  }

  private void put(Map<Comparison, Comparison> corrected, List<Comparison> family) {
    List<Comparison> with = family(family);
    for (int i = 0; i < family.size(); i++) {
      corrected.put(family.get(i), with.get(i));
    }
  }

  private List<Comparison> family(List<Comparison> family) {
    double[] p = family.stream().mapToDouble(one -> one.paired().signs().p()).toArray();
    double[] adjusted = Holm.adjust(p);
    int tests = (int) Arrays.stream(p).filter(one -> !Double.isNaN(one)).count();
    List<Comparison> corrected = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      int seeds = family.get(i).paired().deltas().seeds().size();
      double least = ReachableP.of(seeds, tests, resampling);
      corrected.add(family.get(i).with(new Correction(adjusted[i], least, tests)));
    }
    return corrected;
  }

  private Comparison ofPart(Series series, String rival, Measure measure) {
    CellName cell = series.cell;
    CellName other = rival(cell, rival);
    return new Comparison(
        cell,
        rival,
        measure,
        grid.tried(cell),
        grid.tried(other),
        1,
        1,
        grid.completeness(List.of(cell, other)),
        PairedComparison.of(series.deltas, series.resampled, resampling),
        Correction.NONE,
        ReachableP.of(series.deltas.seeds().size(), 1, resampling),
        Double.NaN);
  }

  private CellName rival(CellName cell, String arm) {
    return grid.rival(cell, arm).orElseThrow();
  }

  private Series series(CellName cell, String rival, Measure measure) {
    CellName other = rival(cell, rival);
    PairedDeltas deltas =
        PairedDeltas.of(grid.values(cell, measure.label()), grid.values(other, measure.label()));
    double[][] resampled =
        deltas.seeds().stream()
            .map(seed -> replicates.difference(id(cell, seed), id(other, seed), measure))
            .toArray(double[][]::new);
    return new Series(cell, deltas, resampled);
  }

  private Comparison overParts(List<Series> series, String rival, Measure measure) {
    // A part without a completed pair must not make the mean NaN; the row is then partial.
    List<Series> present = series.stream().filter(one -> one.deltas.summary().n() > 0).toList();
    List<Long> seeds = commonSeeds(present);
    List<Double> means = new ArrayList<>();
    List<double[]> resampled = new ArrayList<>();
    for (long seed : seeds) {
      means.add(
          present.stream()
              .mapToDouble(one -> one.deltas.deltas().get(one.deltas.seeds().indexOf(seed)))
              .average()
              .orElse(Double.NaN));
      resampled.add(
          mean(
              present.stream()
                  .map(one -> one.resampled[one.deltas.seeds().indexOf(seed)])
                  .toList()));
    }
    PairedDeltas deltas = PairedDeltas.of(seeds, means);
    double[] parts = present.stream().mapToDouble(one -> one.deltas.summary().mean()).toArray();
    List<CellName> members = new ArrayList<>();
    present.forEach(one -> members.addAll(List.of(one.cell, rival(one.cell, rival))));
    CellName first = series.get(0).cell;
    return new Comparison(
        new CellName(ALL_PARTS, first.shots(), first.arm(), first.variant()),
        rival,
        measure,
        series.stream().mapToInt(one -> grid.tried(one.cell)).max().orElse(1),
        series.stream().mapToInt(one -> grid.tried(rival(one.cell, rival))).max().orElse(1),
        present.size(),
        series.size(),
        grid.completeness(members),
        PairedComparison.of(deltas, resampled.toArray(double[][]::new), resampling),
        Correction.NONE,
        ReachableP.of(seeds.size(), 1, resampling),
        SignFlips.ofRanks(parts, resampling).p());
  }

  private static List<Long> commonSeeds(List<Series> series) {
    List<Long> common =
        new ArrayList<>(series.isEmpty() ? List.of() : series.get(0).deltas.seeds());
    series.forEach(one -> common.retainAll(one.deltas.seeds()));
    return common;
  }

  /** The mean at each position; empty if a part has no predictions. */
  private static double[] mean(List<double[]> parts) {
    int length = parts.stream().mapToInt(part -> part.length).min().orElse(0);
    double[] mean = new double[length];
    for (int i = 0; i < length; i++) {
      for (double[] part : parts) {
        mean[i] += part[i] / parts.size();
      }
    }
    return mean;
  }
}
