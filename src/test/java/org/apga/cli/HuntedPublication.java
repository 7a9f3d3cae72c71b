package org.apga.cli;

import java.util.Optional;
import org.apga.metrics.stats.Resampling;
import org.apga.report.EarlierRuns;
import org.apga.report.ReportSettings;
import org.apga.run.RunTables;
import org.apga.store.ResultStore;

/** Publishes a run as {@code run} does. */
public final class HuntedPublication {
  private static final Resampling FEW = new Resampling(10, 1);

  private HuntedPublication() {}

  /** Tables, report and page. */
  public static void publish(ResultStore store, String run, RunTables tables) {
    Publication publication =
        new Publication(
            store,
            run,
            Optional.of(tables),
            results -> new ReportSettings(FEW),
            results -> EarlierRuns.drift(store, results, FEW));
    store.indexCommits();
    publication.publish(publication.hold());
  }
}
