package org.apga.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apga.cli.CommandRun;
import org.apga.it.TroubledServer.Answer;
import org.apga.random.RandomStream;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data and results in a bucket give the tables that folders give, whatever the store does. */
@Timeout(180)
class ObjectStoreIT {
  private static final String BUCKET = "s3a://grid";
  private static final String DATA = BUCKET + "/data";
  private static final String SPARKS = "spark.hadoop.";
  private static final String[] GRID = {
    "grid.arms=[apga]", "train.batch-size=4", "checkpoint.every-batches=2"
  };
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Hadoop's client gives up at once, and ours is the patience. */
  private static final Map<String, String> IMPATIENT_CLIENT =
      Map.of(
          SPARKS + "fs.s3a.attempts.maximum", "1",
          SPARKS + "fs.s3a.retry.limit", "1",
          SPARKS + "fs.s3a.retry.interval", "10ms",
          SPARKS + "fs.s3a.retry.throttle.limit", "1",
          SPARKS + "fs.s3a.retry.throttle.interval", "10ms");

  @TempDir private static Path folder;

  private static S3Server server;
  private static TroubledServer troubled;
  private static TinyGrid grid;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
    troubled = TroubledServer.before(server.address());
    grid = TinyGrid.in(folder, "elbow");
    HttpRequest bucket =
        HttpRequest.newBuilder(server.address().resolve("/grid"))
            .PUT(BodyPublishers.noBody())
            .build();
    HttpResponse<String> made = HttpClient.newHttpClient().send(bucket, BodyHandlers.ofString());
    assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    s3().copyFromLocalFile(
            new org.apache.hadoop.fs.Path(grid.data().toUri()),
            new org.apache.hadoop.fs.Path(DATA));
    CommandRun local = grid.run("local", GRID);
    assertThat(local.exitCode()).as(local.toString()).isZero();
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

  @BeforeEach
  void calm() throws Exception {
    troubled.calm();
    // Hadoop keeps one client a bucket, with the settings it had first.
    FileSystem.closeAll();
  }

  private static Configuration hadoop() {
    Configuration hadoop = new Configuration();
    S3Server.settings(troubled.address())
        .forEach((name, value) -> hadoop.set(name.substring(SPARKS.length()), value));
    return hadoop;
  }

  private static FileSystem s3() throws Exception {
    return FileSystem.get(URI.create(BUCKET), hadoop());
  }

  private static String root(String name) {
    return BUCKET + "/" + name;
  }

  private static ResultStore store(String root) {
    return ResultStore.open(root(root), hadoop());
  }

  /** A command with Spark's settings for the bucket and more. */
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
    for (String set : sets(root)) {
      arguments.addAll(List.of("--set", set));
    }
    return command(more, arguments.toArray(String[]::new));
  }

  private static String[] sets(String root) {
    List<String> sets = new ArrayList<>(List.of(GRID));
    sets.addAll(List.of("data.root=" + DATA, "results.root=" + root(root)));
    return sets.toArray(String[]::new);
  }

  private static void assertHasTheTablesOfFolders(String root) {
    ResultStore store = store(root);
    assertThat(store.runs()).isNotEmpty();
    for (String run : store.runs()) {
      assertThat(TinyGrid.results(store, run)).as(run).isEqualTo(grid.results("local"));
    }
    assertThat(store.commits()).hasSize(2);
    assertThat(store.begun()).isEmpty();
  }

  private static void assertWorked(CommandRun run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).as(run.toString()).isZero();
  }

  @Test
  void everyCommandWorksOnABucketAsOnAFolder() throws Exception {
    CommandRun run = onGrid(Map.of(), "run", "whole");
    CommandRun again = onGrid(Map.of(), "run", "whole");
    CommandRun plan = onGrid(Map.of(), "plan", "whole");
    String id = store("whole").runs().get(0);
    CommandRun report = command(Map.of(), "report", root("whole"));

    assertWorked(run);
    assertWorked(again);
    assertThat(again.lines())
        .contains("Nothing to train: every trial is committed in " + root("whole") + ".");
    assertWorked(plan);
    assertThat(plan.lines()).contains("Plan      2 trials: 0 to train, 2 done");
    assertWorked(report);
    assertThat(report.lines())
        .contains("Run " + id + " in " + root("whole"))
        .anyMatch(line -> line.startsWith("Page      " + root("whole") + "/report/" + id));
    assertHasTheTablesOfFolders("whole");

    String trial = store("whole").published(id, Tables.TRIALS).get(0).text("trial");
    String file = BUCKET + "/weights/classifier.npz";
    assertWorked(
        command(
            Map.of(),
            "weights",
            "export",
            "--root=" + root("whole"),
            "--trial=" + trial,
            "--out=" + file));
    CommandRun inspect = command(Map.of(), "weights", "inspect", file);
    assertWorked(inspect);
    assertThat(inspect.lines()).anyMatch(line -> line.matches("\\d+ tensors, \\d+ numbers\\. .*"));

    assertThat(filesWith(S3Server.SECRET)).isEmpty();
    assertThat(command(Map.of(), "clean", root("whole"), "--older-than=0m").lines())
        .containsExactly("Nothing can go that is older than 0m.");
  }

  private static List<String> filesWith(String text) throws Exception {
    List<String> found = new ArrayList<>();
    FileSystem s3 = s3();
    RemoteIterator<LocatedFileStatus> files =
        s3.listFiles(new org.apache.hadoop.fs.Path(root("whole")), true);
    while (files.hasNext()) {
      org.apache.hadoop.fs.Path file = files.next().getPath();
      try (InputStream in = s3.open(file)) {
        if (new String(in.readAllBytes(), UTF_8).contains(text)) {
          found.add(file.toString());
        }
      }
    }
    return found;
  }

  @Test
  void aDriverThatWasKilledGoesOnBesideAnotherAndBothAreRight() throws Exception {
    ChildProcess killed = process("shared");
    killed.await("TrialProgressListener: elbow apga seed 0: epoch 2, batch 3 of ", LONG);
    killed.kill();

    assertThat(onGrid(Map.of(), "plan", "shared").lines())
        .contains(
            String.format("%-40s SKIP (done)", "elbow baseline seed 0"),
            String.format("%-40s RESUME (epoch 2)", "elbow apga seed 0"));
    ChildProcess one = process("shared");
    ChildProcess other = process("shared");
    List<String> lines = new ArrayList<>(one.end(0, LONG));
    lines.addAll(other.end(0, LONG));

    assertThat(lines).anyMatch(line -> line.contains("goes on from epoch 2, batch 2 of "));
    assertHasTheTablesOfFolders("shared");
    CommandRun clean =
        command(Map.of(), "clean", root("shared"), "--older-than=0m", "--delete");
    assertWorked(clean);
    assertThat(clean.lines()).anyMatch(line -> line.startsWith("attempt"));
    assertThat(command(Map.of(), "clean", root("shared"), "--older-than=0m").lines())
        .containsExactly("Nothing can go that is older than 0m.");
    assertHasTheTablesOfFolders("shared");
  }

  private static ChildProcess process(String root) throws Exception {
    ProcessBuilder process = grid.process(root, sets(root));
    List<String> options = new ArrayList<>();
    S3Server.settings(troubled.address())
        .forEach((name, value) -> options.add("-D" + name + "=" + value));
    options.add(
        "-Dlog4j2.configurationFile="
            + Path.of("src/test/resources/log4j2-steps.properties").toAbsolutePath());
    process.command().addAll(process.command().indexOf("-cp"), options);
    return new ChildProcess(process.start());
  }

  @Test
  void aStoreThatIsSlowAndRefusesSomeRequestsCostsTimeAlone() {
    RandomStream stream = new RandomStream(0);
    troubled.make(
        (method, path) -> {
          int drawn;
          synchronized (stream) {
            drawn = stream.nextInt(100);
          }
          Thread.sleep(drawn / 5);
          return drawn < 4 ? Answer.SLOW_DOWN : Answer.SERVER;
        });
    int before = troubled.troubles();

    CommandRun run = onGrid(Map.of(), "run", "slow");

    assertWorked(run);
    assertThat(troubled.troubles()).isGreaterThan(before);
    assertHasTheTablesOfFolders("slow");
  }

  @Test
  void aCommitWaitsForAStoreThatRefusesItAndIsFoundWhereItsReplyIsLost() {
    AtomicInteger commits = new AtomicInteger();
    troubled.make(
        (method, path) -> {
          if (!method.equals("PUT") || !path.endsWith("/committed.json")) {
            return Answer.SERVER;
          }
          int count = commits.getAndIncrement();
          return count < 10 ? Answer.SLOW_DOWN : count < 14 ? Answer.LOST : Answer.SERVER;
        });

    CommandRun run = onGrid(IMPATIENT_CLIENT, "run", "refused");
    System.out.println(run);

    assertWorked(run);
    assertThat(run.lines())
        .anyMatch(
            line ->
                line.matches(
                    ".* elbow baseline seed 0: Cannot .*: Please reduce your request rate"
                        + " \\(status 503\\)\\. Trying for .* minutes\\."));
    assertHasTheTablesOfFolders("refused");
  }

  @Test
  void whatOneCannotHaveIsToldInOneLine() {
    System.out.println(command(IMPATIENT_CLIENT, "report", "s3a://nowhere/results"));
    System.out.println(onGrid(Map.of(SPARKS + "fs.s3a.access.key", "", SPARKS + "fs.s3a.secret.key", ""), "plan", "denied"));
    troubled.make((method, path) -> Answer.DENIED);
    System.out.println(onGrid(IMPATIENT_CLIENT, "plan", "denied"));
    System.out.println(onGrid(IMPATIENT_CLIENT, "run", "denied"));
    System.out.println(command(IMPATIENT_CLIENT, "clean", root("denied")));
    System.out.println(command(IMPATIENT_CLIENT, "report", root("denied")));
    System.out.println(command(IMPATIENT_CLIENT, "weights", "inspect", root("denied")));
    System.out.println(command(IMPATIENT_CLIENT, "manifest", root("data"), "--out", root("a.csv")));
    troubled.make((method, path) -> path.contains("data") ? Answer.SERVER : Answer.DENIED);
    System.out.println(onGrid(IMPATIENT_CLIENT, "plan", "denied"));
    System.out.println(onGrid(IMPATIENT_CLIENT, "run", "denied"));
  }
}
