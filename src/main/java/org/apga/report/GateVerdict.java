package org.apga.report;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.metrics.stats.Resampling;

/**
 * Whether a run is as good as an earlier one, cell by cell.
 *
 * @param run the later run
 * @param base the earlier run
 * @param cells of both runs
 * @param intervals how many cells' intervals hold together at 95 %
 * @param changes what differs between the runs' trials, by column of the table of trials
 * @param resampling of the intervals
 */
public record GateVerdict(
    String run,
    String base,
    List<GateCell> cells,
    int intervals,
    SortedMap<String, Change> changes,
    Resampling resampling) {

  /** Copies the collections. */
  public GateVerdict {
    cells = List.copyOf(cells);
    changes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(changes));
  }

  /**
   * What a column of provenance held.
   *
   * @param before distinct values of the earlier run
   * @param now distinct values of the later run
   */
  public record Change(List<String> before, List<String> now) {}

  /** Whether a cell fell or was lost. */
  public boolean isBroken() {
    return cells.stream().anyMatch(cell -> cell.status().breaks());
  }

  /** How many cells have that status. */
  public long count(GateCell.Status status) {
    return cells.stream().filter(cell -> cell.status() == status).count();
  }
}
