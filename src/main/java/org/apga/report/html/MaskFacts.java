package org.apga.report.html;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.files.StoreException;
import org.apga.report.CellName;
import org.apga.report.RunResults;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/**
 * The masks that a page shows: sheets and histories of one seed per cell, and deletion and
 * insertion curves averaged over all seeds.
 */
final class MaskFacts {
  /** Arms whose sheets are shown, in order: those that masks guide, then the baseline. */
  static final List<String> ARMS =
      Stream.of(Arm.values())
          .filter(arm -> arm.isGuided() || !arm.startsFromBaseline())
          .sorted(Comparator.reverseOrder())
          .map(Arm::label)
          .toList();

  private final Map<CellName, Row> chosen;
  private final Map<String, CellName> cells;
  private final Map<String, List<Row>> sheets = new HashMap<>();
  private final Map<String, List<Row>> histories = new HashMap<>();
  private final Map<Curve, SortedMap<Double, double[]>> curves = new HashMap<>();
  private final Set<String> absent = new HashSet<>();
  private final Set<CellName> withSheet = new HashSet<>();
  private final Set<CellName> withHistory = new HashSet<>();

  /** Identifies a curve. Each of its points is kept as the sum and the number of probabilities. */
  private record Curve(CellName cell, String saliency, String kind) {}

  private MaskFacts(Map<CellName, Row> chosen, Map<String, CellName> cells) {
    this.chosen = chosen;
    this.cells = cells;
  }

  /** The facts of models that stored no masks. */
  static MaskFacts none() {
    return new MaskFacts(Map.of(), Map.of());
  }

  /** Reads the tables that exist; runs of older versions lack them. */
  static MaskFacts read(
      ResultStore store, RunResults results, Cells cells, Collection<CellName> drawn) {
    MaskFacts facts = new MaskFacts(chosen(cells, drawn), results.cells());
    Set<String> trials =
        facts.chosen.values().stream().map(row -> row.text("trial")).collect(Collectors.toSet());
    facts.gather(
        store, results.run(), Tables.MASKS, facts.keeping(trials, facts.sheets, facts.withSheet));
    facts.gather(
        store,
        results.run(),
        Tables.MASK_HISTORY,
        facts.keeping(trials, facts.histories, facts.withHistory));
    facts.gather(store, results.run(), Tables.CURVES, facts::addToCurves);
    return facts;
  }

  /** Keeps the rows of some trials, and notes which cells have rows. */
  private Consumer<Row> keeping(
      Set<String> trials, Map<String, List<Row>> rows, Set<CellName> having) {
    return row -> {
      String trial = row.text("trial");
      CellName cell = cells.get(trial);
      if (cell != null && ARMS.contains(cell.arm())) {
        having.add(cell);
      }
      if (trials.contains(trial)) {
        rows.computeIfAbsent(trial, t -> new ArrayList<>()).add(row);
      }
    };
  }

  private void gather(ResultStore store, String run, TableSchema schema, Consumer<Row> rows) {
    try {
      store.forEachPublished(run, schema, rows);
    } catch (StoreException e) {
      absent.add(schema.table());
    }
  }

  /** The completed trial with the smallest seed of each cell that is drawn. */
  private static Map<CellName, Row> chosen(Cells cells, Collection<CellName> drawn) {
    Map<CellName, Row> chosen = new HashMap<>();
    drawn.stream()
        .filter(cell -> ARMS.contains(cell.arm()))
        .forEach(
            cell ->
                cells.completed(cell).stream()
                    .findFirst()
                    .ifPresent(trial -> chosen.put(cell, trial)));
    return chosen;
  }

  private void addToCurves(Row row) {
    CellName cell = cells.get(row.text("trial"));
    if (!row.has("probability") || cell == null) {
      return;
    }
    double[] sum =
        curves
            .computeIfAbsent(
                new Curve(cell, row.text("saliency"), row.text("kind")), curve -> new TreeMap<>())
            .computeIfAbsent(row.real("fraction"), f -> new double[2]);
    sum[0] += row.real("probability");
    sum[1]++;
  }

  /** Writes why there is nothing to show: the run lacks the table, or {@code otherwise}. */
  void absent(Markup html, TableSchema schema, String otherwise) {
    boolean lacks = absent.contains(schema.table());
    html.absent(lacks ? "This run has no table " + schema.table() + "." : otherwise);
  }

  /** The cells with a trial that stored a sheet, even if it is not kept here. */
  Set<CellName> withSheet() {
    return withSheet;
  }

  /** The cells with a trial that stored how its masks moved, even if that is not kept here. */
  Set<CellName> withHistory() {
    return withHistory;
  }

  /** The rows of a cell's sheet, by place; empty if there is none or the cell is not drawn. */
  List<Row> sheet(CellName cell) {
    return rows(sheets, cell).stream()
        .sorted(Comparator.comparingLong(row -> row.whole("place")))
        .toList();
  }

  /** How the masks of a cell's images moved, by image and epoch; empty if that was not kept. */
  List<Row> history(CellName cell) {
    return rows(histories, cell).stream()
        .sorted(
            Comparator.comparing((Row row) -> row.text("path"))
                .thenComparingLong(row -> row.whole("epoch")))
        .toList();
  }

  private List<Row> rows(Map<String, List<Row>> of, CellName cell) {
    Row trial = chosen.get(cell);
    return trial == null ? List.of() : of.getOrDefault(trial.text("trial"), List.of());
  }

  /**
   * A curve, averaged over seeds.
   *
   * @return points, each a fraction and a probability; empty if there is no such curve
   */
  List<double[]> curve(CellName cell, String saliency, String kind) {
    return curves.getOrDefault(new Curve(cell, saliency, kind), new TreeMap<>()).entrySet().stream()
        .map(at -> new double[] {at.getKey(), at.getValue()[0] / at.getValue()[1]})
        .toList();
  }
}
