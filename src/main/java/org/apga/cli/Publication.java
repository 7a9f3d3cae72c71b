package org.apga.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apga.report.GateVerdict;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.html.Overview;
import org.apga.report.html.RunPage;
import org.apga.run.RunTables;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a run's tables, report and page until they hold what is committed.
 *
 * @param tables empty for a run of an older version, whose published trials and predictions are
 *     used
 * @param asked returns the report's settings; throws if the results lack a requested column
 * @param earlier the verdict on an earlier run
 */
record Publication(
    ResultStore store,
    String run,
    Optional<RunTables> tables,
    Function<RunResults, ReportSettings> asked,
    Function<RunResults, Optional<GateVerdict>> earlier) {
  /** Another round is needed if another driver commits a trial of the run, or publishes it too. */
  private static final int MOST_ROUNDS = 5;

  /**
   * The contents of the run's tables.
   *
   * @param name of the publication that they belong to
   */
  record Held(String name, RunResults results, RunReport report) {}

  /**
   * A published run.
   *
   * @param verdict on an earlier run; null if there is none
   * @param runs the path of the page of all runs
   */
  record Published(Held held, @Nullable GateVerdict verdict, Path page, String runs) {}

  /**
   * Brings trials, epochs, predictions and masks up to date, and reads them.
   *
   * @throws BegunException if they cannot be written
   * @throws org.apga.files.StoreException if they cannot be read
   */
  Held hold() {
    String name =
        tables.isPresent()
            ? begun(() -> tables.get().publish(run))
            : store.publication(run, Tables.TRIALS).orElse("");
    RunResults results = RunReports.results(store, run);
    return new Held(name, results, RunReport.of(results, asked.apply(results)));
  }

  /**
   * Publishes the report, its page and the page of all runs; repeats this if tables changed.
   *
   * @throws BegunException if they cannot be written
   */
  Published publish(Held first) {
    return begun(
        () -> {
          Held held = first;
          for (int round = 1; ; round++) {
            RunReports.publish(store, run, held.name(), held.report());
            GateVerdict verdict = earlier.apply(held.results()).orElse(null);
            String html = RunPage.of(store, held.results(), held.report(), verdict);
            Path page = store.writeReport(run, RunPage.NAME, html.getBytes(UTF_8));
            Row overview = Overview.of(held.results(), held.report());
            String runs = Overview.publish(store, run, held.name(), overview);
            if (tables.isEmpty() || tables.get().areCurrent(run)) {
              return new Published(held, verdict, page, runs);
            }
            if (round == MOST_ROUNDS) {
              throw new IOException(
                  "Cannot publish run " + run + ": other drivers publish it at the same time.");
            }
            held = hold();
          }
        });
  }

  private <T> T begun(Callable<T> work) {
    return BegunException.during(
        Main.UNPUBLISHED,
        String.format(
            "The tables, report and page of run %s may be inconsistent. The same command publishes"
                + " them again.",
            run),
        work);
  }
}
