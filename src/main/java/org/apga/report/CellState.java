package org.apga.report;

import java.util.List;
import java.util.Locale;
import org.apga.store.Row;

/** How many of a cell's seeds are done. */
public enum CellState {
  /** All expected ones. */
  DONE,
  /** Some. */
  PARTIAL,
  /** None, and some failed or were skipped. */
  FAILED,
  /** None, and none failed. */
  MISSING;

  /** The state of a row of {@link org.apga.store.Tables#SUMMARY}. */
  public static CellState of(Row cell) {
    if (!cell.flag("partial")) {
      return DONE;
    }
    return cell.whole("done") > 0 ? PARTIAL : cell.whole("failed") > 0 ? FAILED : MISSING;
  }

  public long count(List<Row> cells) {
    return cells.stream().filter(cell -> of(cell) == this).count();
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
