package org.apga.report;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.apga.config.Arm;
import org.apga.metrics.PairedDeltas;
import org.apga.metrics.Summary;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Resampling;
import org.apga.metrics.stats.SeedBootstrap;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * Brings the trials of a run down to a row a cell: means and standard deviations over seeds, the
 * means' intervals over seeds and patients, and differences to baseline, continue and the arm's
 * control paired by seed.
 */
record SummaryTable(TrialGrid grid, TestReplicates replicates, Resampling resampling) {
  private static final List<String> SPREADS =
      List.of(
          ("accuracy auroc study_kappa tta_accuracy mask_iou mask_hit mask_chance cam_iou cam_hit"
                  + " cam_chance")
              .split(" "));
  private static final List<Measure> SURE =
      List.of(Measure.ACCURACY, Measure.AUROC, Measure.STUDY_KAPPA, Measure.TTA_ACCURACY);

  /** The row of {@link Tables#SUMMARY}. */
  Row row(CellName cell) {
    Completeness seeds = grid.completeness(cell);
    SortedMap<Long, Row> completed = grid.completed(cell);
    Row.Builder row = ReportRows.cell(Row.builder(Tables.SUMMARY), cell);
    row.set("tried", grid.tried(cell));
    row.set("expected", seeds.expected()).set("done", seeds.done()).set("failed", seeds.failed());
    row.set("missing", seeds.missing()).set("partial", seeds.isPartial());
    row.set(
        "unreadable_test_images",
        completed.values().stream()
            .filter(t -> t.has("unreadable_test_images"))
            .mapToLong(t -> t.whole("unreadable_test_images"))
            .max()
            .orElse(0));
    row.set(
        "reported_split_selects",
        completed.values().stream()
            .anyMatch(t -> t.has("reported_split_selects") && t.flag("reported_split_selects")));
    row.set("resamples", resampling.resamples()).set("resampling_seed", resampling.seed());
    for (String column : SPREADS) {
      Summary summary = Summary.of(grid.values(cell, column).values());
      row.set(column + "_mean", summary.mean()).set(column + "_sd", summary.sd());
    }
    for (Measure measure : SURE) {
      Interval interval = interval(cell, measure);
      row.set(measure.label() + "_low", interval.low())
          .set(measure.label() + "_high", interval.high());
    }
    delta(row, "baseline", cell, Arm.BASELINE.label());
    delta(row, "continue", cell, Arm.CONTINUE.label());
    cell.control()
        .ifPresent(control -> delta(row.set("control", control), "control", cell, control));
    return row.build();
  }

  private void delta(Row.Builder row, String name, CellName cell, String rival) {
    CellName other = grid.rival(cell, rival).orElse(null);
    if (TrialGrid.compares(cell.arm(), rival) && other != null) {
      Summary delta =
          PairedDeltas.of(grid.values(cell, "accuracy"), grid.values(other, "accuracy")).summary();
      row.set("delta_" + name + "_n", delta.n())
          .set("delta_" + name + "_mean", delta.mean())
          .set("delta_" + name + "_sd", delta.sd());
    }
  }

  private Interval interval(CellName cell, Measure measure) {
    double[][] bySeed =
        grid.completed(cell).values().stream()
            .filter(trial -> trial.has(measure.label()))
            .map(trial -> replicates.of(trial.text("trial"), measure))
            .toArray(double[][]::new);
    return bySeed.length > 0 && Arrays.stream(bySeed).allMatch(seed -> seed.length > 0)
        ? Interval.percentiles(SeedBootstrap.of(bySeed.length, resampling).means(bySeed))
        : Interval.NONE;
  }
}
