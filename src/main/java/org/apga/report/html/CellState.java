package org.apga.report.html;

import java.util.Locale;
import org.apga.store.Row;

/** How much of a cell is there. */
enum CellState {
  /** Every expected seed. */
  DONE,
  /** Some of them. */
  PARTIAL,
  /** None, and some failed or were skipped. */
  FAILED,
  /** None, and none failed. */
  MISSING;

  /** Of a row of {@link org.apga.store.Tables#SUMMARY}. */
  static CellState of(Row cell) {
    if (!cell.flag("partial")) {
      return DONE;
    }
    return cell.whole("done") > 0 ? PARTIAL : cell.whole("failed") > 0 ? FAILED : MISSING;
  }

  /** Its name on the page. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
