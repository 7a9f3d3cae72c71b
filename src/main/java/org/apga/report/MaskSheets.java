package org.apga.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.files.StoreException;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * The mask sheets of a run: one per cell, of the lowest seed that is done, so that no seed is
 * picked because it looks best. In a run with more than 96 cells, only 96 have one, those of the
 * variants that are shown first; table {@code masks} has the others.
 */
public final class MaskSheets {
  private static final int MOST = 96;

  private MaskSheets() {}

  /**
   * The masks of one trial.
   *
   * @param rows of {@link Tables#MASKS}, by place
   */
  public record Sheet(CellName cell, long seed, String trial, List<Row> rows) {
    /** Name of its picture among a run's reports. */
    public String file() {
      String shots = cell.shots().equals("full") ? "" : "-" + cell.shots();
      String variant =
          cell.variant().isEmpty() ? "" : "-" + cell.variant().replaceAll("[^\\w.=+-]+", "_");
      return "masks-" + cell.part() + "-" + cell.arm() + shots + variant + ".png";
    }
  }

  /**
   * Reads the sheets of a run. Rows of other seeds are not kept in memory.
   *
   * @return empty if the run published no such table
   * @throws StoreException if the table cannot be read
   */
  public static List<Sheet> read(ResultStore store, String run) {
    if (!store.isPublished(run, Tables.MASKS)) {
      return List.of();
    }
    Map<String, CellName> names = RunResults.cells(store.published(run, Tables.TRIALS));
    Set<CellName> all = new LinkedHashSet<>(names.values());
    Set<CellName> drawn =
        new Leading(all).first(all).stream().limit(MOST).collect(Collectors.toSet());
    Map<CellName, List<Row>> cells = new LinkedHashMap<>();
    store.forEachPublished(
        run,
        Tables.MASKS,
        row -> {
          CellName cell = names.get(row.text("trial"));
          if (!drawn.contains(cell)) {
            return;
          }
          List<Row> rows = cells.computeIfAbsent(cell, c -> new ArrayList<>());
          if (!rows.isEmpty() && row.whole("seed") < rows.get(0).whole("seed")) {
            rows.clear();
          }
          if (rows.isEmpty() || row.text("trial").equals(rows.get(0).text("trial"))) {
            rows.add(row);
          }
        });
    return cells.entrySet().stream().map(e -> sheet(e.getKey(), e.getValue())).toList();
  }

  private static Sheet sheet(CellName cell, List<Row> rows) {
    Row first = rows.get(0);
    return new Sheet(
        cell,
        first.whole("seed"),
        first.text("trial"),
        rows.stream().sorted(Comparator.comparingLong(row -> row.whole("place"))).toList());
  }

  /**
   * Draws the sheets of a run beside its other reports.
   *
   * @throws IOException if a mask is damaged
   * @throws StoreException if a picture cannot be written
   */
  static void publish(ResultStore store, String run, ClassNames classes) throws IOException {
    for (Sheet sheet : read(store, run)) {
      store.writeReport(run, sheet.file(), SheetPicture.png(sheet, classes));
    }
  }
}
