package org.apga.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apga.metrics.Scored;
import org.apga.metrics.Summary;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Replicates;
import org.apga.metrics.stats.Resampling;
import org.apga.metrics.stats.SeedBootstrap;
import org.apga.report.GateVerdict.Cell;
import org.apga.report.GateVerdict.Drift;
import org.apga.report.GateVerdict.Pairing;
import org.apga.report.GateVerdict.Status;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * Compares a run with an earlier one. Cells with the same settings are the same cell, whatever the
 * names of their variants. A cell fell if the interval of its change in accuracy is below zero.
 * Runs of different classes are not compared.
 *
 * <p>The interval is the change plus or minus normal quantiles of its spread in resamples of seeds
 * and patients, which the two runs share; it is widened (Bonferroni) so that all cells' intervals
 * hold jointly at 95 %: one in forty runs in which nothing changed breaks the gate. A spread
 * estimated from few seeds is imprecise, so each cell's counts as at least the root mean square
 * over the cells with its shot count. A single seed does not show how seeds differ, so its spread
 * is doubled. See docs/decisions/0018.
 */
public record Gate(RunResults now, RunResults base, Resampling resampling) {
  /** Columns of the table of trials that record what produced a run. */
  private static final List<String> PROVENANCE =
      List.of(
          ("profile manifest_hash split_hash code_hash version git_commit git_dirty engine device"
                  + " precision threads versions")
              .split(" "));

  /** Factor for the spread of a single seed. */
  private static final double ONE_SEED = 2;

  /** A cell before the number of intervals is known. */
  private record Open(
      CellName cell,
      List<Long> seeds,
      Pairing pairing,
      int fewestSeeds,
      Map<Measure, Spread> spreads) {}

  /**
   * A change and its standard error.
   *
   * @param error NaN if too few resamples have a change
   * @param undefined number of resamples in which the measure is not defined, such as AUROC with
   *     one class
   */
  private record Spread(double before, double now, double error, int undefined) {}

  /** Judges every cell of both runs. */
  public static GateVerdict judge(RunResults now, RunResults base, Resampling resampling) {
    return new Gate(now, base, resampling).judge();
  }

  private GateVerdict judge() {
    TrialGrid later = TrialGrid.of(now.seeds());
    TrialGrid earlier = TrialGrid.of(base.seeds());
    Map<TrialGrid.Known, CellName> planned = later.known();
    Map<TrialGrid.Known, CellName> before = earlier.known();
    Set<TrialGrid.Known> all = new LinkedHashSet<>(before.keySet());
    all.addAll(planned.keySet());
    String classes =
        ClassNames.difference(base.run(), base.trials(), now.run(), now.trials()).orElse("");
    Map<TrialGrid.Known, Cell> settled = new HashMap<>();
    Map<TrialGrid.Known, Open> open = new HashMap<>();
    for (TrialGrid.Known known : all) {
      CellName was = before.get(known);
      CellName is = planned.get(known);
      CellName name = is == null ? Objects.requireNonNull(was) : is;
      Cell early =
          classes.isEmpty()
              ? settle(name, later, is, earlier, was)
              : without(name, Status.NOT_JUDGED, classes);
      if (early != null) {
        settled.put(known, early);
      } else {
        SortedMap<Long, Row> done = later.completed(name);
        open.put(known, compare(name, done, earlier.completed(Objects.requireNonNull(was))));
      }
    }
    int intervals =
        (int)
            open.values().stream()
                .map(cell -> cell.spreads.get(Measure.ACCURACY))
                .filter(spread -> spread != null && Double.isFinite(spread.error))
                .count();
    double tail = (1 - Interval.LEVEL) / 2 / Math.max(1, intervals);
    double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - tail);
    open.forEach((known, cell) -> settled.put(known, close(cell, z, open.values())));
    return new GateVerdict(
        now.run(),
        base.run(),
        all.stream().map(known -> Objects.requireNonNull(settled.get(known))).toList(),
        intervals,
        changes(),
        resampling);
  }

  /** The verdict on a cell with nothing to compare; null if it has to be compared. */
  private @Nullable Cell settle(
      CellName name,
      TrialGrid later,
      @Nullable CellName is,
      TrialGrid earlier,
      @Nullable CellName was) {
    boolean varied = !name.variant().isEmpty();
    if (was == null) {
      String not = varied ? " planned no variant of these settings" : " did not plan it";
      return without(name, Status.NOT_JUDGED, "run " + base.run() + not);
    }
    SortedMap<Long, Row> before = earlier.completed(was);
    if (before.isEmpty()) {
      return without(name, Status.NOT_JUDGED, "no seed was done in run " + base.run());
    }
    if (is == null) {
      String not = varied ? " plans no variant of these settings" : " does not plan it";
      return without(name, Status.NOT_JUDGED, "run " + now.run() + not);
    }
    SortedMap<Long, Row> after = later.completed(is);
    if (after.isEmpty()) {
      return without(name, Status.LOST, "no seed is done in run " + now.run());
    }
    long folds = Variance.of(now.trials()).folds();
    if (folds != Variance.of(base.trials()).folds()) {
      return without(name, Status.NOT_JUDGED, "run " + base.run() + " had other folds");
    }
    List<Long> common = common(after, before);
    boolean same =
        !common.isEmpty()
            && common.stream().allMatch(seed -> id(after, seed).equals(id(before, seed)));
    return same ? new Cell(name, Status.SAME, "", common, Pairing.PAIRED, Map.of()) : null;
  }

  private static Cell without(CellName name, Status status, String reason) {
    return new Cell(name, status, reason, List.of(), Pairing.PAIRED, Map.of());
  }

  private static List<Long> common(SortedMap<Long, Row> after, SortedMap<Long, Row> before) {
    return after.keySet().stream().filter(before::containsKey).toList();
  }

  private static String id(SortedMap<Long, Row> trials, long seed) {
    return Objects.requireNonNull(trials.get(seed)).text("trial");
  }

  private Open compare(CellName name, SortedMap<Long, Row> after, SortedMap<Long, Row> before) {
    List<Long> common = common(after, before);
    Pairing pairing = common.isEmpty() ? Pairing.UNPAIRED : Pairing.PAIRED;
    List<Long> seeds = common.isEmpty() ? List.copyOf(after.keySet()) : common;
    List<Long> baseSeeds = common.isEmpty() ? List.copyOf(before.keySet()) : common;
    Map<Measure, Spread> spreads = new EnumMap<>(Measure.class);
    for (Level level : Level.values()) {
      List<List<Scored>> scored = new ArrayList<>();
      seeds.forEach(seed -> scored.add(scores(now, id(after, seed), level)));
      baseSeeds.forEach(seed -> scored.add(scores(base, id(before, seed), level)));
      if (scored.stream().anyMatch(List::isEmpty)) {
        continue;
      }
      List<Replicates> all =
          TrialResampler.resample(scored, resampling, name.part(), Predictions.TEST);
      List<Replicates> first = all.subList(0, seeds.size());
      List<Replicates> second = all.subList(seeds.size(), all.size());
      for (Measure measure : Measure.compared()) {
        if (measure.isOf(level, ScoreKind.PLAIN)) {
          spreads.put(measure, spread(measure, first, second));
        }
      }
    }
    return new Open(name, seeds, pairing, Math.min(seeds.size(), baseSeeds.size()), spreads);
  }

  private static List<Scored> scores(RunResults results, String trial, Level level) {
    return results.predictions().of(trial, Predictions.TEST, level, ScoreKind.PLAIN);
  }

  private Spread spread(Measure measure, List<Replicates> after, List<Replicates> before) {
    double[] changes = means(measure, after);
    double[] from = means(measure, before);
    for (int i = 0; i < changes.length; i++) {
      changes[i] -= from[i];
    }
    double[] defined = Interval.defined(changes);
    int undefined = (int) Arrays.stream(changes).filter(Double::isNaN).count();
    return new Spread(
        mean(measure, before), mean(measure, after), Summary.of(defined).sd(), undefined);
  }

  // The same number of seeds gives the same draws, which pairs seeds that are common.
  private double[] means(Measure measure, List<Replicates> seeds) {
    double[][] values =
        seeds.stream().map(seed -> seed.of(measure.metric())).toArray(double[][]::new);
    return SeedBootstrap.of(values.length, resampling).means(values);
  }

  private static double mean(Measure measure, List<Replicates> seeds) {
    return seeds.stream()
        .mapToDouble(seed -> measure.metric().of(seed.estimate()))
        .average()
        .orElse(Double.NaN);
  }

  private Cell close(Open cell, double z, Collection<Open> all) {
    Map<Measure, Drift> drifts = new EnumMap<>(Measure.class);
    cell.spreads.forEach(
        (measure, spread) -> {
          double typical =
              all.stream()
                  .filter(other -> other.cell.shots().equals(cell.cell.shots()))
                  .map(other -> other.spreads.get(measure))
                  .filter(Objects::nonNull)
                  .mapToDouble(other -> other.error * other.error)
                  // A cell without a spread must not make the others' NaN.
                  .filter(Double::isFinite)
                  .average()
                  .orElse(Double.NaN);
          // NaN if the cell's own is: an interval from other cells' spreads alone would not be its
          // own.
          double error = Math.max(spread.error, Math.sqrt(typical));
          drifts.put(measure, drift(spread, z * error * (cell.fewestSeeds == 1 ? ONE_SEED : 1)));
        });
    Drift accuracy = drifts.get(Measure.ACCURACY);
    if (accuracy == null || !accuracy.interval().isKnown()) {
      String reason =
          accuracy == null
              ? "predictions of its test split are missing"
              : undefined(accuracy.undefined());
      return new Cell(cell.cell, Status.NOT_JUDGED, reason, cell.seeds, cell.pairing, drifts);
    }
    Status status =
        accuracy.interval().high() < 0
            ? Status.FELL
            : accuracy.interval().low() > 0 ? Status.ROSE : Status.HELD;
    return new Cell(cell.cell, status, "", cell.seeds, cell.pairing, drifts);
  }

  private static Drift drift(Spread spread, double half) {
    double change = spread.now - spread.before;
    return new Drift(
        spread.before, spread.now, new Interval(change - half, change + half), spread.undefined);
  }

  private String undefined(int resamples) {
    return String.format(
        "its accuracy is not defined in %s of %s resamples of patients",
        resamples, resampling.resamples());
  }

  private SortedMap<String, GateVerdict.Change> changes() {
    SortedMap<String, GateVerdict.Change> changes = new TreeMap<>();
    for (String column : PROVENANCE) {
      List<String> before = distinct(base.trials(), column);
      List<String> after = distinct(now.trials(), column);
      if (!before.equals(after)) {
        changes.put(column, new GateVerdict.Change(before, after));
      }
    }
    return changes;
  }

  private static List<String> distinct(List<Row> trials, String column) {
    return trials.stream()
        .map(trial -> trial.value(trial.schema().indexOf(column)))
        .filter(Objects::nonNull)
        .map(Object::toString)
        .distinct()
        .sorted()
        .toList();
  }
}
