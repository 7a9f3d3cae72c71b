package org.apga.report.html;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Evaluated;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.SimulatedRun;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * A results root with runs of grids and an evaluation, some damaged or published by older versions.
 */
public final class ManyRuns {
  static final String EVALUATION = "evaluation-hips-12345678";

  private static final Resampling FEW = new Resampling(100, 1);

  private final Path root;
  private final ResultStore store;

  public ManyRuns(Path root) {
    this.root = root;
    this.store = ResultStore.open(root.toString(), new Configuration());
  }

  ResultStore store() {
    return store;
  }

  /** Publishes a grid of one part and two arms as a run does, but with a stand-in for its page. */
  public ManyRuns grid(String run, double signal) throws IOException {
    return grid(new SimulatedRun(run), run, signal);
  }

  /** The same for three classes. */
  ManyRuns gridOfKinds(String run) throws IOException {
    return grid(new SimulatedRun(run).ofClasses("none", "neck", "implant"), run, 1);
  }

  private ManyRuns grid(SimulatedRun simulated, String run, double signal) throws IOException {
    simulated.with("elbow", "baseline", 1, 0, 1).with("elbow", "apga", signal, 0, 1);
    List<Row> trials =
        simulated.trials().stream()
            .map(row -> row.toBuilder().set("manifest", "phantoms").set("synthetic", true).build())
            .toList();
    RunResults results = new RunResults(run, trials, simulated.results().predictions());
    RunReport report = RunReport.of(results, FEW);
    store.publish(run, "", Tables.TRIALS, trials);
    RunReports.publish(store, run, "", report);
    store.writeReport(run, Page.FILE, "page".getBytes(UTF_8));
    Overview.publish(store, run, "", Overview.of(results, report));
    return this;
  }

  /** Publishes a grid as an older version did, without the table of runs. */
  public ManyRuns olderGrid(String run) throws IOException {
    grid(run, 1);
    Files.delete(table("runs", run));
    Files.delete(table("runs", run).resolveSibling(".part-0.parquet.crc"));
    Files.delete(root.resolve("tables/runs/run=" + run));
    IndexPage.write(store);
    return this;
  }

  /** Publishes a grid whose summary is damaged. */
  public ManyRuns damagedGrid(String run) throws IOException {
    grid(run, 1);
    Files.delete(table("summary", run).resolveSibling(".part-0.parquet.crc"));
    Files.writeString(table("summary", run), "no Parquet <script>");
    IndexPage.write(store);
    return this;
  }

  private Path table(String table, String run) {
    return root.resolve("tables/" + table + "/run=" + run + "/part-0.parquet");
  }

  /** The page of an evaluation with a model that was trained on one of the images. */
  public String evaluation(SimulatedRun simulated) {
    RunResults results = simulated.results();
    RunReport report =
        RunReport.of(results, new ReportSettings(FEW).withSubgroups(List.of("side")));
    Evaluated evaluated =
        new Evaluated(
            EVALUATION,
            "hips <b>2026</b>",
            "s3a://key:secret@bucket/hips.csv",
            Instant.parse("2026-01-05T06:07:08Z"),
            81,
            1L,
            List.of(
                new Evaluated.Model("elbow-apga-a", "elbow apga seed 0", 1L),
                new Evaluated.Model("elbow-apga-b", "elbow apga seed 1", 0L),
                new Evaluated.Model("elbow-apga-c", "elbow apga seed 2", null)),
            List.of("<i>.png: it is empty"));
    store.writeReport(EVALUATION, Page.FILE, "page".getBytes(UTF_8));
    RunReports.publish(store, EVALUATION, "", report, row -> row);
    Overview.publish(store, EVALUATION, "", Overview.of(evaluated, results, report));
    return EvaluationPage.of(evaluated, results, report, simulated.predictions());
  }

  /** Predictions of the models of one arm; every second image shows a left hip. */
  public static SimulatedRun scores(String... classes) {
    SimulatedRun simulated = new SimulatedRun("e");
    if (classes.length > 0) {
      simulated.ofClasses(classes);
    }
    simulated.with("elbow", "apga", 1, 0, 1);
    simulated.predictions().removeIf(row -> row.text("split").equals("selection"));
    simulated
        .predictions()
        .replaceAll(
            row -> {
              int image = Integer.parseInt(row.text("path").replaceAll("\\D", ""));
              String side = image % 2 == 0 ? "left" : "right";
              return row.toBuilder().set("attributes", "{\"side\":\"" + side + "\"}").build();
            });
    return simulated;
  }

  /** The page of all runs, as it is stored. */
  public String page() throws IOException {
    return Files.readString(root.resolve("report/index.html"));
  }
}
