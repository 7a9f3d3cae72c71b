package org.apga.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.metrics.PairedDeltas;
import org.apga.metrics.Summary;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * Brings the trials of a run down to a row a cell: means and standard deviations over seeds, and
 * differences to baseline and continue paired by seed.
 */
public final class SummaryTable {
  private static final List<String> SPREADS =
      List.of(
          "accuracy",
          "auroc",
          "study_kappa",
          "tta_accuracy",
          "mask_iou",
          "mask_hit",
          "mask_chance");
  private static final List<String> ARMS =
      List.of("baseline", "continue", "cutout", "gradcam", "end2end", "apga");
  private static final List<String> RIVALS = List.of("baseline", "continue");

  private final Map<Cell, List<Row>> cells = new LinkedHashMap<>();

  private record Cell(String part, String shots, String arm) {
    String block() {
      return part + " " + shots;
    }
  }

  private SummaryTable(List<Row> trials) {
    for (Row trial : trials) {
      Cell cell = new Cell(trial.text("part"), trial.text("shots"), trial.text("arm"));
      cells.computeIfAbsent(cell, c -> new ArrayList<>()).add(trial);
    }
  }

  /**
   * The rows of {@link Tables#SUMMARY}: parts and shots in the order in which they first appear,
   * the arms of each in the order of the paper's tables.
   *
   * @param trials rows of {@link Tables#TRIALS}, one for every planned trial
   */
  public static List<Row> of(List<Row> trials) {
    SummaryTable table = new SummaryTable(trials);
    List<String> blocks = table.cells.keySet().stream().map(Cell::block).distinct().toList();
    return table.cells.keySet().stream()
        .sorted(
            Comparator.comparingInt((Cell cell) -> blocks.indexOf(cell.block()))
                .thenComparingInt(cell -> ARMS.indexOf(cell.arm)))
        .map(table::row)
        .toList();
  }

  private Row row(Cell cell) {
    List<Row> trials = cells.getOrDefault(cell, List.of());
    long done = trials.stream().filter(SummaryTable::completed).count();
    long failed =
        trials.stream()
            .filter(t -> t.text("status").equals("failed") || t.text("status").equals("skipped"))
            .count();
    Row.Builder row =
        Row.builder(Tables.SUMMARY)
            .set("part", cell.part)
            .set("shots", cell.shots)
            .set("arm", cell.arm)
            .set("expected", trials.size())
            .set("done", done)
            .set("failed", failed)
            .set(
                "reported_split_selects",
                trials.stream()
                    .anyMatch(
                        t ->
                            completed(t)
                                && t.has("reported_split_selects")
                                && t.flag("reported_split_selects")));
    for (String column : SPREADS) {
      Summary summary = Summary.of(bySeed(cell, column).values());
      row.set(column + "_mean", summary.mean()).set(column + "_sd", summary.sd());
    }
    for (String rival : RIVALS) {
      Cell other = new Cell(cell.part, cell.shots, rival);
      // What continue gains over baseline stands in its own row.
      if (!cell.arm.equals("baseline") && !other.equals(cell) && cells.containsKey(other)) {
        Summary delta =
            PairedDeltas.of(bySeed(cell, "accuracy"), bySeed(other, "accuracy")).summary();
        row.set("delta_" + rival + "_n", delta.n())
            .set("delta_" + rival + "_mean", delta.mean())
            .set("delta_" + rival + "_sd", delta.sd());
      }
    }
    return row.build();
  }

  /** Values of a column by seed, where there is one. */
  private Map<Long, Double> bySeed(Cell cell, String column) {
    Map<Long, Double> values = new TreeMap<>();
    for (Row trial : cells.getOrDefault(cell, List.of())) {
      if (completed(trial) && trial.has(column)) {
        values.put(trial.whole("seed"), trial.real(column));
      }
    }
    return values;
  }

  private static boolean completed(Row trial) {
    return trial.text("status").equals("completed");
  }
}
