package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.apga.config.Arm;
import org.apga.metrics.PairedDeltas;
import org.apga.metrics.Summary;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Resampled;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * Summarises the trials of a run, one row per cell: means and standard deviations over seeds, the
 * means' intervals over seeds and patients, what test-time augmentation gains, and differences to
 * baseline, continue and the arm's control paired by seed.
 */
record SummaryTable(
    TrialGrid grid,
    TestReplicates replicates,
    CurveAreas areas,
    ClassNames classes,
    Resampling resampling) {
  private static final List<String> SPREADS =
      List.of(
          ("accuracy auroc study_kappa tta_accuracy mask_iou mask_hit mask_chance cam_iou cam_hit"
                  + " cam_chance")
              .split(" "));

  private static final List<Measure> SURE =
      List.of(Measure.ACCURACY, Measure.AUROC, Measure.STUDY_KAPPA, Measure.TTA_ACCURACY);

  /** Prefix of the columns with the gain in accuracy by test-time augmentation. */
  private static final String GAIN = "tta_gain";

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
    List<String> spreads = new ArrayList<>(SPREADS);
    List<Measure> sure = new ArrayList<>(SURE);
    if (classes.haveOrder()) {
      spreads.add(Measure.QUADRATIC_KAPPA.label());
      sure.add(Measure.QUADRATIC_KAPPA);
    }
    spreads.forEach(column -> spread(row, column, Summary.of(grid.values(cell, column).values())));
    areas.set(row, cell);
    List<String> exact = new ArrayList<>();
    for (Measure measure : sure) {
      Interval interval = overSeeds(cell, List.of(measure), trial -> replicates.of(trial, measure));
      ReportRows.interval(row, measure.label() + "_", interval);
      if (interval.exact()) {
        exact.add(measure.label());
      }
    }
    row.set("exact_intervals", ReportRows.names(exact));
    gain(row, cell);
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

  private static void spread(Row.Builder row, String column, Summary summary) {
    row.set(column + "_mean", summary.mean()).set(column + "_sd", summary.sd());
  }

  /** The gain is paired: both accuracies come from the same network and the same resamples. */
  private void gain(Row.Builder row, CellName cell) {
    Summary gain =
        PairedDeltas.of(
                grid.values(cell, Measure.TTA_ACCURACY.label()),
                grid.values(cell, Measure.ACCURACY.label()))
            .summary();
    spread(row, GAIN, gain);
    Interval interval =
        overSeeds(
            cell,
            List.of(Measure.TTA_ACCURACY, Measure.ACCURACY),
            trial ->
                replicates
                    .of(trial, Measure.TTA_ACCURACY)
                    .minus(replicates.of(trial, Measure.ACCURACY)));
    ReportRows.interval(row, GAIN + "_", interval);
  }

  /**
   * The interval of a figure's mean over the seeds that are done.
   *
   * @param needed the measures that a trial must have to count
   * @param figure returns a trial's figure, given its id
   */
  private Interval overSeeds(
      CellName cell, List<Measure> needed, Function<String, Resampled> figure) {
    List<Resampled> seeds =
        grid.completed(cell).values().stream()
            .filter(trial -> needed.stream().allMatch(measure -> trial.has(measure.label())))
            .map(trial -> figure.apply(trial.text("trial")))
            .toList();
    return Resampled.overSeeds(seeds, resampling);
  }
}
