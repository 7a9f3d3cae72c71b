package org.apga.report;

import java.util.List;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;

/**
 * What a run found and how sure that is, made from its tables of trials and predictions alone.
 *
 * @param classes that its trials tell apart
 * @param metrics of every completed trial and split
 * @param rates of every cell: how sure its confusion counts are
 * @param pairs one for every planned arm, rival and seed
 * @param comparisons by shots, rival, arm and measure: one a part, then one over all parts
 * @param ensembles of models that were asked for together
 * @param subgroups what is reached on some of the test images, as far as that was asked
 * @param summary rows of {@link org.apga.store.Tables#SUMMARY}, one a cell
 * @param choices rows of {@link org.apga.store.Tables#CHOICES}: what was tried before the run
 * @param trials planned, and what became of them
 * @param variance what differs from seed to seed
 */
public record RunReport(
    ClassNames classes,
    List<TrialMetrics> metrics,
    List<CallRates> rates,
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
    return new ReportOrder(results, settings.resampling(), new TestReplicates())
        .report(
            new Ensembles(results, settings.ensembles(), settings.resampling()).all(),
            Subgroups.of(results, settings));
  }
}
