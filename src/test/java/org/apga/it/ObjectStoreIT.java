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
@Timeout(600)
class ObjectStoreIT {
  private static final String BUCKET = "s3a://grid";
  private static final String DATA = BUCKET + "/data";
  private static final String[] GRID = {"grid.arms=[apga]", "train.batch-size=4"};
  private static final String NOTHING_CAN_GO = "Nothing older than 0m can be removed.";
  private static final Duration LONG = Duration.ofMinutes(2);

  /** Where Hadoop's client gives up at once, and the patience is ours. */
  private static final String IMPATIENT = "s3a://impatient";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "bucket.impatient.attempts.maximum", "1",
          "bucket.impatient.retry.limit", "1",
          "bucket.impatient.retry.interval", "10ms",
          "bucket.impatient.retry.throttle.limit", "1",
          "bucket.impatient.retry.throttle.interval", "10ms",
          "bucket.keyless.aws.credentials.provider",
              "com.amazonaws.auth.EnvironmentVariableCredentialsProvider");

  @TempDir private static Path folder;

  private static S3Server server;
  private static TroubledServer troubled;
  private static TinyGrid grid;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
    troubled = TroubledServer.before(server.address());
    grid = TinyGrid.in(folder, "elbow");
    for (String bucket : List.of("grid", "impatient", "keyless")) {
      HttpRequest request =
          HttpRequest.newBuilder(server.address().resolve("/" + bucket))
              .PUT(BodyPublishers.noBody())
              .build();
      HttpResponse<String> made = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    }
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
  void calm() {
    troubled.calm();
  }

  /** Hadoop keeps one client a bucket, with the settings that it had first: all have the same. */
  private static Map<String, String> settings() {
    Map<String, String> settings = S3Server.settings(troubled.address());
    SETTINGS.forEach((name, value) -> settings.put(S3Server.PREFIX + name, value));
    return settings;
  }

  private static Configuration hadoop() {
    Configuration hadoop = new Configuration();
    settings()
        .forEach((name, value) -> hadoop.set(name.substring("spark.hadoop.".length()), value));
    return hadoop;
  }

  private static FileSystem s3() throws Exception {
    return FileSystem.get(URI.create(BUCKET), hadoop());
  }

  /** A command with Spark's settings for the server. */
  private static CommandRun command(String... arguments) {
    Map<String, String> spark = settings();
    spark.putAll(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"));
    CommandRun run = CommandRun.of(spark, arguments);
    assertThat(run.toString()).doesNotContain(S3Server.SECRET);
    return run;
  }

  private static CommandRun onGrid(String command, String root) {
    List<String> arguments = new ArrayList<>(List.of(command, grid.conf("unused").toString()));
    for (String set : sets(root)) {
      arguments.addAll(List.of("--set", set));
    }
    return command(arguments.toArray(String[]::new));
  }

  private static List<String> sets(String root) {
    List<String> sets = new ArrayList<>(List.of(GRID));
    sets.addAll(List.of("data.root=" + DATA, "results.root=" + root));
    return sets;
  }

  private static void assertHasTheTablesOfFolders(String root) {
    ResultStore store = ResultStore.open(root, hadoop());
    assertThat(store.plans().runs()).isNotEmpty();
    for (String run : store.plans().runs()) {
      assertThat(TinyGrid.results(store, run)).as(run).isEqualTo(grid.results("local"));
    }
    assertThat(store.commits()).hasSize(2);
    assertThat(store.checkpoints().newest()).isEmpty();
  }

  private static void assertWorked(CommandRun run) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).as(run.toString()).isZero();
  }

  @Test
  void everyCommandWorksOnABucketAsOnAFolder() throws Exception {
    String root = BUCKET + "/whole";

    CommandRun run = onGrid("run", root);
    CommandRun again = onGrid("run", root);
    CommandRun plan = onGrid("plan", root);
    CommandRun report = command("report", root);

    assertWorked(run);
    assertWorked(again);
    assertThat(again.lines())
        .contains("Nothing to train: every trial is committed in " + root + ".");
    assertWorked(plan);
    assertThat(plan.lines()).contains("Plan      2 trials: 0 to train, 2 done");
    assertHasTheTablesOfFolders(root);
    ResultStore store = ResultStore.open(root, hadoop());
    String id = store.plans().runs().get(0);
    assertWorked(report);
    assertThat(report.lines())
        .contains("Run " + id + " in " + root)
        .anyMatch(line -> line.startsWith("Page      " + root + "/report/" + id));

    String trial = store.published(id, Tables.TRIALS).get(0).text("trial");
    String file = BUCKET + "/weights/classifier.npz";
    assertWorked(
        command("weights", "export", "--root=" + root, "--trial=" + trial, "--out=" + file));
    CommandRun inspect = command("weights", "inspect", file);
    assertWorked(inspect);
    assertThat(inspect.lines()).anyMatch(line -> line.matches("\\d+ tensors, \\d+ numbers\\. .*"));

    assertThat(filesWith(S3Server.SECRET, root)).isEmpty();
    assertThat(command("clean", root, "--older-than=0m").lines()).containsExactly(NOTHING_CAN_GO);

    CommandRun doctor = onGrid("doctor", root);
    assertWorked(doctor);
    assertThat(doctor.lines())
        .contains(
            "ok    results    " + root + " can be written",
            "ok    data       phantoms: 61 images listed, the first of elbow read");
    assertModelsAreAskedAsOnFolders(root);
  }

  private static void assertModelsAreAskedAsOnFolders(String root) throws Exception {
    assertWorked(grid.run("models", GRID));
    CommandRun here =
        command(
            "evaluate",
            "--root=" + grid.root("models"),
            "--part=elbow",
            "--arm=apga",
            "--data=" + grid.data());
    CommandRun there =
        command("evaluate", "--root=" + root, "--part=elbow", "--arm=apga", "--data=" + DATA);
    CommandRun predict =
        command(
            "predict",
            "--root=" + root,
            "--part=elbow",
            "--arm=apga",
            "--data=" + DATA + "/MURA-v1.1/valid",
            "--out=" + BUCKET + "/asked");

    assertWorked(here);
    assertWorked(there);
    assertThat(TinyGrid.predictions(ResultStore.open(root, hadoop()), there.lines()))
        .isNotEmpty()
        .isEqualTo(grid.predictions("models", here.lines()));
    assertWorked(predict);
    assertThat(s3().exists(new org.apache.hadoop.fs.Path(BUCKET + "/asked/predictions.csv")))
        .isTrue();
  }

  private static List<String> filesWith(String text, String root) throws Exception {
    List<String> found = new ArrayList<>();
    FileSystem s3 = s3();
    RemoteIterator<LocatedFileStatus> files =
        s3.listFiles(new org.apache.hadoop.fs.Path(root), true);
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
    String root = BUCKET + "/shared";
    ChildProcess killed = process(root);
    killed.await("TrialProgressListener: elbow apga seed 0: epoch 2, batch 5 of ", LONG);
    killed.kill();

    assertThat(onGrid("plan", root).lines())
        .contains(
            String.format("%-40s SKIP (done)", "elbow baseline seed 0"),
            String.format("%-40s RESUME (epoch 2)", "elbow apga seed 0"));
    ChildProcess one = process(root);
    ChildProcess other = process(root);
    List<String> lines = new ArrayList<>(one.end(0, LONG));
    lines.addAll(other.end(0, LONG));

    assertThat(lines).anyMatch(line -> line.contains("continues from epoch 2, batch 4 of "));
    assertHasTheTablesOfFolders(root);
    // By its events the one that was killed may live.
    CommandRun clean = command("clean", root, "--older-than=0m", "--delete", "--force");
    assertWorked(clean);
    assertThat(clean.lines()).anyMatch(line -> line.startsWith("attempt"));
    assertThat(command("clean", root, "--older-than=0m", "--force").lines())
        .containsExactly(NOTHING_CAN_GO);
    assertHasTheTablesOfFolders(root);
  }

  private static ChildProcess process(String root) throws Exception {
    List<String> sets = sets(root);
    sets.add("checkpoint.every-batches=4");
    ProcessBuilder process = grid.process("unused", sets.toArray(String[]::new));
    List<String> options = new ArrayList<>();
    settings().forEach((name, value) -> options.add("-D" + name + "=" + value));
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

    assertWorked(onGrid("run", BUCKET + "/slow"));

    assertThat(troubled.troubles()).isGreaterThan(before);
    assertHasTheTablesOfFolders(BUCKET + "/slow");
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
          return count < 4 ? Answer.SLOW_DOWN : count < 6 ? Answer.LOST : Answer.SERVER;
        });

    CommandRun run = onGrid("run", IMPATIENT + "/results");

    assertWorked(run);
    assertThat(run.lines())
        .anyMatch(
            line ->
                line.endsWith(
                    " elbow baseline seed 0: Cannot commit its results: Please reduce your request"
                        + " rate (status 503). Trying for 10 minutes."));
    assertHasTheTablesOfFolders(IMPATIENT + "/results");
  }

  @Test
  void whatOneCannotHaveIsToldInOneLine() {
    assertRefused(
        command("report", "s3a://nowhere/results"),
        "Cannot read s3a://nowhere/results/plans: The specified bucket does not exist (status 404)."
            + " Check it, or set another results.root.");
    assertRefused(
        command("report", "s3a://keyless/results"),
        "Cannot read s3a://keyless/results/plans: Unable to load AWS credentials from environment"
            + " variables (AWS_ACCESS_KEY_ID (or AWS_ACCESS_KEY) and AWS_SECRET_KEY (or"
            + " AWS_SECRET_ACCESS_KEY)). Check it, or set another results.root.");

    troubled.make((method, path) -> Answer.DENIED);
    String noData =
        "Cannot reach the data set in "
            + DATA
            + ": Forbidden (status 403). Set data.root to a folder on a file system that this"
            + " machine reaches.";
    String root = BUCKET + "/denied";
    assertRefused(onGrid("plan", root), noData);
    assertRefused(onGrid("run", root), noData);
    assertRefused(
        command("clean", root),
        "Cannot read "
            + root
            + "/events: Access Denied (status 403). Check it, or set another results.root.");
    assertRefused(
        command("weights", "inspect", root),
        "Cannot read weights " + root + ": Forbidden (status 403). Name a file that can be read.");

    troubled.make((method, path) -> method.equals("PUT") ? Answer.DENIED : Answer.SERVER);
    assertRefused(
        onGrid("run", root),
        "Cannot write results to "
            + root
            + ": Access Denied (status 403). Set results.root to a folder that this user may write.");
    assertRefused(
        command("manifest", "--dataset", DATA, "--out", BUCKET + "/a.csv"),
        "Cannot write " + BUCKET + "/a.csv: Access Denied (status 403). Give another --out.");
  }

  private static void assertRefused(CommandRun run, String line) {
    assertThat(run.errors()).containsExactly(line);
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
