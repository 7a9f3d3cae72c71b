package org.apga.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Resampling;

/**
 * Whether a run is as good as an earlier one, cell by cell.
 *
 * @param run the later run
 * @param base the earlier run
 * @param intervals how many cells' intervals hold jointly at 95 %
 * @param changes what differs between the runs' trials, by column of the table of trials
 */
public record GateVerdict(
    String run,
    String base,
    List<Cell> cells,
    int intervals,
    SortedMap<String, Change> changes,
    Resampling resampling) {

  /**
   * The values of a column of provenance.
   *
   * @param before distinct values of the earlier run
   * @param now distinct values of the later run
   */
  public record Change(List<String> before, List<String> now) {}

  /**
   * How one cell changed since an earlier run.
   *
   * @param status by its accuracy
   * @param reason why it was not judged or is lost; empty otherwise
   * @param seeds that were compared: common ones, or all of the later run if there are none
   * @param pairing whether seeds were compared one by one
   * @param drifts by measure; empty if there is nothing to compare
   */
  public record Cell(
      CellName cell,
      Status status,
      String reason,
      List<Long> seeds,
      Pairing pairing,
      Map<Measure, Drift> drifts) {}

  /** The verdict on a cell. */
  public enum Status {
    /** Its drift's interval is below zero: the gate is broken. */
    FELL,
    /**
     * The earlier run has results and the later none, although it planned them: the gate is broken.
     */
    LOST,
    /** Its drift's interval contains zero. */
    HELD,
    /** Its drift's interval is above zero. */
    ROSE,
    /** Both runs have the same trials. */
    SAME,
    /** There is nothing to compare. */
    NOT_JUDGED;

    /** Its name in words. */
    public String label() {
      return code().replace('_', ' ');
    }

    /** Its name in JSON. */
    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean breaks() {
      return this == FELL || this == LOST;
    }
  }

  /** How the seeds of two runs were compared. */
  public enum Pairing {
    /** Seed by seed. */
    PAIRED,
    /** The runs have no seed in common, so their means are compared. */
    UNPAIRED
  }

  /**
   * How much a figure changed.
   *
   * @param before mean over the seeds compared, earlier run
   * @param now mean over the seeds compared, later run
   * @param interval of now minus before, over seeds and patients, jointly with those of all other
   *     cells at 95 %; NaN if it is undefined in more than one of twenty resamples
   * @param undefined number of resamples in which it is not defined, which the interval leaves out
   */
  public record Drift(double before, double now, Interval interval, int undefined) {
    public double change() {
      return now - before;
    }
  }

  /** Whether a cell fell or was lost. */
  public boolean isBroken() {
    return cells.stream().anyMatch(cell -> cell.status().breaks());
  }

  /** Why no cell was compared, if all have the same reason; otherwise empty. */
  public Optional<String> unjudged() {
    List<String> reasons =
        cells.stream()
            .map(
                cell ->
                    cell.drifts().isEmpty() && cell.status() == Status.NOT_JUDGED
                        ? cell.reason()
                        : "")
            .distinct()
            .toList();
    return reasons.size() == 1
        ? reasons.stream().filter(reason -> !reason.isEmpty()).findFirst()
        : Optional.empty();
  }

  public long count(Status status) {
    return cells.stream().filter(cell -> cell.status() == status).count();
  }
}
