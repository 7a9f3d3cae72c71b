package org.apga.report;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.config.Arm;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.Measured;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;

/**
 * Makes a report arm by arm, starting with the arms that others are compared with. The resampled
 * measures of a trial, about 100 KB, are in memory only from the first comparison that needs them
 * to the last, so a run with many variants needs no more memory than one with a few.
 */
final class ReportOrder {
  private final ClassNames classes;
  private final TrialGrid grid;
  private final TrialResampler resampler;
  private final TestReplicates replicates;
  private final ArmComparisons arms;
  private final SummaryTable summary;
  private final Resampling resampling;
  private final RunResults results;

  private final Map<CellName, Measured> measured = new HashMap<>();
  private final Map<CellName, List<SeedPair>> pairs = new HashMap<>();
  private final Map<CellName, Row> rows = new HashMap<>();

  /** By rival and a list of cells from {@link TrialGrid#acrossParts}. */
  private final Map<String, Map<List<CellName>, List<Comparison>>> comparisons = new HashMap<>();

  /**
   * @param replicates keeps the resampled measures of a trial as long as they are needed
   */
  ReportOrder(RunResults results, ReportSettings settings, TestReplicates replicates) {
    this.replicates = replicates;
    classes = new ClassNames(results.classes(), settings.ordered());
    resampling = settings.resampling();
    grid = TrialGrid.of(results);
    this.results = results;
    resampler = new TrialResampler(grid, results.predictions(), resampling);
    arms = new ArmComparisons(grid, results.predictions(), replicates, resampling);
    CurveAreas areas = new CurveAreas(grid, results.predictions(), resampling);
    summary = new SummaryTable(grid, replicates, areas, classes, resampling);
  }

  RunReport report(List<Ensemble> ensembles, SubgroupReport subgroups) {
    List<List<CellName>> order = order();
    Map<CellName, Integer> uses = new HashMap<>();
    order.forEach(cells -> needed(cells).forEach(cell -> uses.merge(cell, 1, Integer::sum)));
    for (List<CellName> cells : order) {
      Set<CellName> needed = needed(cells);
      needed.forEach(cell -> measured.computeIfAbsent(cell, c -> resampler.measure(c, replicates)));
      for (CellName cell : cells) {
        pairs.put(cell, arms.pairs(cell));
        rows.put(cell, summary.row(cell));
      }
      for (String rival : TrialGrid.RIVALS) {
        comparisons
            .computeIfAbsent(rival, r -> new HashMap<>())
            .put(cells, arms.comparisons(cells, rival));
      }
      for (CellName cell : needed) {
        if (uses.merge(cell, -1, Integer::sum) == 0) {
          grid.trials(cell).values().forEach(trial -> replicates.remove(trial.text("trial")));
        }
      }
    }
    return new RunReport(
        classes,
        metrics(),
        grid.cells().stream().flatMap(cell -> measured(cell).intervals().stream()).toList(),
        grid.cells().stream().flatMap(cell -> of(pairs, cell).stream()).toList(),
        comparisons(),
        ensembles,
        subgroups,
        grid.cells().stream().map(rows::get).toList(),
        results.choices(),
        Completeness.of(results.trials()),
        Variance.of(results.trials()),
        resampling);
  }

  /** One list of cells per arm and variant; those with the same baseline follow one another. */
  private List<List<CellName>> order() {
    Map<CellName, Integer> places = new HashMap<>();
    grid.cells().forEach(cell -> places.put(cell, places.size()));
    return grid.shots().stream()
        .flatMap(shots -> grid.acrossParts(shots).stream())
        .sorted(comparingInt(cells -> places.getOrDefault(baseline(cells.get(0)), 0)))
        .toList();
  }

  private CellName baseline(CellName cell) {
    return grid.rival(cell, Arm.BASELINE.label()).orElse(cell);
  }

  /** The cells and those that they are compared with. */
  private Set<CellName> needed(List<CellName> cells) {
    Set<CellName> needed = new LinkedHashSet<>(cells);
    for (CellName cell : cells) {
      TrialGrid.RIVALS.stream()
          .filter(rival -> TrialGrid.compares(cell.arm(), rival))
          .forEach(rival -> grid.rival(cell, rival).ifPresent(needed::add));
    }
    return needed;
  }

  private List<TrialMetrics> metrics() {
    List<TrialMetrics> all = new ArrayList<>();
    for (String part : grid.parts()) {
      for (String split : resampler.splits(part)) {
        grid.cells().stream()
            .filter(cell -> cell.part().equals(part))
            .map(cell -> measured(cell).metrics().getOrDefault(split, List.of()))
            .forEach(all::addAll);
      }
    }
    return all;
  }

  private List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    for (String shots : grid.shots()) {
      for (String rival : TrialGrid.RIVALS) {
        Map<List<CellName>, List<Comparison>> of = comparisons.getOrDefault(rival, Map.of());
        Map<String, List<List<Comparison>>> variants = new LinkedHashMap<>();
        grid.acrossParts(shots)
            .forEach(
                cells ->
                    variants
                        .computeIfAbsent(cells.get(0).arm(), arm -> new ArrayList<>())
                        .add(of.getOrDefault(cells, List.of())));
        variants.values().forEach(ofArm -> all.addAll(arms.corrected(ofArm)));
      }
    }
    return all;
  }

  private Measured measured(CellName cell) {
    return measured.getOrDefault(cell, Measured.NOTHING);
  }

  private static <T> List<T> of(Map<CellName, List<T>> all, CellName cell) {
    return all.getOrDefault(cell, List.of());
  }
}
