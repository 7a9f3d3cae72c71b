package org.apga.report;

import java.util.List;
import org.apga.store.MaskTables;
import org.apga.store.Row;

/**
 * What one trial shows of where its networks look.
 *
 * @param rows of {@link MaskTables#MASKS}, by place
 */
public record MaskSheet(
    String part, String arm, String shots, long seed, String trial, List<Row> rows) {

  /** Copies the list. */
  public MaskSheet {
    rows = List.copyOf(rows);
  }

  /** Name of its picture among a run's reports. */
  public String file() {
    return "masks-" + part + "-" + arm + (shots.equals("full") ? "" : "-" + shots) + ".png";
  }
}
