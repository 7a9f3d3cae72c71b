package org.apga.report;

import java.util.List;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;

/**
 * The results of a run with their uncertainty, computed from its tables of trials and predictions
 * alone.
 *
 * @param classes the classes of its trials
 * @param metrics of every completed trial and split
 * @param intervals the uncertainty of every cell's means over seeds
 * @param pairs one for every planned arm, rival and seed
 * @param comparisons by shots, rival, arm and measure: one per part, then one over all parts
 * @param ensembles of models whose probabilities are averaged
 * @param subgroups figures on the requested subsets of the test images
 * @param summary rows of {@link org.apga.store.Tables#SUMMARY}, one per cell
 * @param choices rows of {@link org.apga.store.Tables#CHOICES}: the variants tried before the run
 * @param trials how many of the planned trials are done
 * @param variance what differs from seed to seed
 */
public record RunReport(
    ClassNames classes,
    List<TrialMetrics> metrics,
    List<MeanIntervals> intervals,
    List<SeedPair> pairs,
    List<Comparison> comparisons,
    List<Ensemble> ensembles,
    SubgroupReport subgroups,
    List<Row> summary,
    List<Row> choices,
    Completeness trials,
    Variance variance,
    Resampling resampling) {

  public static RunReport of(RunResults results, Resampling resampling) {
    return of(results, new ReportSettings(resampling));
  }

  public static RunReport of(RunResults results, ReportSettings settings) {
    return new ReportOrder(results, settings, new TestReplicates())
        .report(
            new Ensembles(results, settings.ensembles(), settings.resampling()).all(),
            Subgroups.of(results, settings));
  }
}
