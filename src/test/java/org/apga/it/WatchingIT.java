package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apga.cli.CommandRun;
import org.apga.config.Arm;
import org.apga.plan.TrialId;
import org.apga.run.EventLog;
import org.apga.run.GridListeners;
import org.apga.run.GridRunner;
import org.apga.run.Grids;
import org.apga.run.spark.GridMetrics;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.TrialJob;
import org.apga.store.EventFiles.LastEvent;
import org.apga.store.ResultStore;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever watches a run sees it: in Spark's UI, by Prometheus, in the event log. */
@Timeout(120)
class WatchingIT {
  @TempDir private Path root;

  @Test
  void aRunIsSeenInSparksUiByPrometheusAndInItsEvents() throws Exception {
    SparkConf conf =
        SparkContexts.complete(
            new SparkConf().setMaster("local[2]").set("spark.ui.port", "0"), "WatchingIT");
    ResultStore store = ResultStore.open(root.toString(), new Configuration());
    InstantSource clock = InstantSource.system();
    TrialJob job =
        (request, progress) -> {
          TrialId id = new TrialId(request);
          progress.report(new TrialProgress(id, request, 1, 1, 4, 4, 0.75, 0.5));
          return TrialJson.write(new TrialOutcome.Completed(id, new TreeMap<>(), 0, "done"));
        };
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        EventLog events = new EventLog(store.events("r1", clock.instant()), "r1", clock)) {
      GridMetrics metrics = new GridMetrics(8, clock);
      new GridRunner(
              new SparkTrialRunner(
                  spark, job, trial -> trial.id().value(), SparkTrialRunner.Retries.NONE),
              GridListeners.of(events, metrics),
              trial -> 1,
              2)
          .run(Grids.plan(2, Arm.APGA));
      String ui = spark.sc().uiWebUrl().get();
      String application = spark.sc().applicationId();

      assertThat(get(ui + "/metrics/prometheus/").lines())
          .contains(gauge("trials_total", "4.0"), gauge("trials_done", "4.0"))
          .contains(gauge("trials_failed", "0.0"), gauge("trials_running", "0.0"))
          .anyMatch(line -> line.startsWith(gauge("images_per_second", "")));
      assertThat(get(ui + "/api/v1/applications/" + application + "/jobs"))
          .contains("\"trial 1/4 elbow baseline seed 0\"", "\"trial 4/4 elbow apga seed 1\"");
    }

    assertThat(store.lastEvents())
        .extracting(LastEvent::run, LastEvent::event)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("r1", "run_finished"));
    assertThat(events()).filteredOn(line -> line.contains("\"trial_finished\"")).hasSize(4);
  }

  private static String gauge(String name, String value) {
    return "metrics_apga_driver_plugin_org_apga_run_spark_ProgressPlugin_"
        + name
        + "_Value{type=\"gauges\"} "
        + value;
  }

  private static String get(String address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private List<String> events() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("events/run=r1"))) {
      return files.sorted().flatMap(WatchingIT::lines).toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theScheduleBenchmarkPrintsOneLineOfJson() {
    CommandRun bench =
        CommandRun.of(
            java.util.Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"),
            "bench",
            "schedule",
            "--trials",
            "20");

    assertThat(bench.errors()).isEmpty();
    assertThat(bench.exitCode()).isZero();
    assertThat(bench.lines()).hasSize(1);
    assertThat(bench.lines().get(0))
        .matches(
            "\\{\"trials\":21,\"slots\":2,\"seconds\":[0-9.]+,\"added_ms_per_trial\":[0-9.]+,"
                + "\"heap_growth_mb\":-?[0-9.]+}");
  }
}
