package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apga.cli.CommandRun;
import org.apga.random.RandomStream;
import org.apga.store.ResultStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data and results in a bucket give the tables that folders give, whatever the store goes through. */
@Timeout(180)
class ObjectStoreIT {
  private static final String BUCKET = "s3a://grid";
  private static final String DATA = BUCKET + "/data";
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String[] GRID = {
    "grid.arms=[apga]", "train.batch-size=4", "checkpoint.every-batches=2"
  };

  @TempDir private static Path folder;

  private static S3Server server;
  private static TroubledServer troubled;
  private static TinyGrid grid;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
    troubled = TroubledServer.before(server.address());
    grid = TinyGrid.in(folder, "elbow");
    make("grid");
    try (FileSystem s3 = FileSystem.newInstance(URI.create(BUCKET), hadoop(server.address()))) {
      s3.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(grid.data().toUri()),
          new org.apache.hadoop.fs.Path(DATA));
    }
    CommandRun local = grid.run("local", GRID);
    assertThat(local.exitCode()).as(local.toString()).isZero();
  }

  private static void make(String bucket) throws Exception {
    java.net.http.HttpResponse<String> made =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(server.address().resolve("/" + bucket))
                    .PUT(java.net.http.HttpRequest.BodyPublishers.noBody())
                    .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    if (troubled != null) {
      troubled.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static Configuration hadoop(URI endpoint) {
    Configuration hadoop = new Configuration();
    S3Server.settings(endpoint)
        .forEach((name, value) -> hadoop.set(name.substring("spark.hadoop.".length()), value));
    return hadoop;
  }

  private static String root(String name) {
    return BUCKET + "/" + name;
  }

  private static CommandRun command(Map<String, String> more, String... arguments) {
    Map<String, String> spark = new HashMap<>(S3Server.settings(troubled.address()));
    spark.putAll(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"));
    spark.putAll(more);
    CommandRun run = CommandRun.of(spark, arguments);
    assertThat(run.toString()).doesNotContain(S3Server.SECRET);
    return run;
  }

  private static CommandRun onGrid(Map<String, String> more, String command, String root) {
    List<String> arguments = new ArrayList<>(List.of(command, grid.conf(root).toString()));
    Stream.concat(
            Arrays.stream(GRID), Stream.of("data.root=" + DATA, "results.root=" + root(root)))
        .forEach(set -> arguments.addAll(List.of("--set", set)));
    return command(more, arguments.toArray(String[]::new));
  }

  private static Map<String, List<Map<String, Object>>> results(String root) {
    ResultStore store = ResultStore.open(root(root), hadoop(server.address()));
    assertThat(store.runs()).hasSize(1);
    return TinyGrid.results(store, store.runs().get(0));
  }

  @Test
  void everyCommandWorksOnABucketAsOnAFolder() {
    CommandRun first = onGrid(Map.of(), "run", "whole");
    System.out.println("XXX " + troubled.requests());
    System.out.println(first);
    System.out.println(onGrid(Map.of(), "plan", "whole"));
    System.out.println(onGrid(Map.of(), "run", "whole"));
    assertThat(results("whole")).isEqualTo(grid.results("local"));
    System.out.println(command(Map.of(), "report", root("whole")));
    System.out.println(command(Map.of(), "clean", root("whole"), "--older-than", "0m", "--delete"));
    System.out.println(command(Map.of(), "report", root("nothing")));
    System.out.println(command(Map.of(), "report", "s3a://nobucket/x"));
    System.out.println(onGrid(Map.of("spark.hadoop.fs.s3a.aws.credentials.provider","com.amazonaws.auth.EnvironmentVariableCredentialsProvider"), "plan", "whole"));
  }
}
