package org.apga.cli;

import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.Path;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.report.RunResults;
import org.apga.report.html.RunPage;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;

/** Puts a run's page beside its tables. */
final class PageFile {
  private PageFile() {}

  /**
   * Writes it.
   *
   * @param verdict on an earlier run; null where there is none
   * @return where it is
   * @throws org.apga.files.StoreException if a table cannot be read or the page not be written
   */
  static Path write(
      ResultStore store, RunResults results, RunReport report, @Nullable GateVerdict verdict) {
    String page = RunPage.of(store, results, report, verdict);
    return store.writeReport(results.run(), RunPage.NAME, page.getBytes(StandardCharsets.UTF_8));
  }
}
