package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apga.it.SharedTrouble.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One grid on a standalone cluster, again and again, each time with something else going wrong.
 * However often processes are killed, each trial is committed once, no more than the batches of one
 * checkpoint interval are trained on a second time, and the tables are those of an undisturbed run
 * in one process.
 */
@Timeout(1200)
class FaultsIT {
  /** Decides at which moments processes are killed; every failure names it. */
  private static final long SEED = 20240607;

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
  private static final int INTERVAL = 2;
  private static final String[] GRID = {
    "grid.arms=[baseline,apga]",
    "grid.seeds=[0,1,2,3,4,5,6]",
    "train.batch-size=4",
    "checkpoint.every-batches=" + INTERVAL,
    "run.tries=100"
  };

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static Cluster cluster;
  private static Map<String, List<Map<String, Object>>> undisturbed;
  private static int trials;

  @BeforeAll
  static void trainUndisturbed() throws Exception {
    grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run("undisturbed", GRID).exitCode()).isZero();
    undisturbed = grid.results("undisturbed");
    trials = undisturbed.get("trials").size();
    cluster =
        Cluster.start(
            folder.resolve("spark-cluster"), SparkInstallation.embedded(folder.resolve("spark")));
  }

  @AfterEach
  void endAllTrouble() throws IOException {
    cluster.trouble().endAll();
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void aClusterGivesTheTablesOfOneProcess() throws Exception {
    List<String> lines = endsAsIfNothingHappened(run("cluster"), "cluster", INTERVAL, "");

    assertThat(lines).filteredOn(line -> line.contains("done      elbow")).hasSize(trials);
    assertThat(grid.attempts("cluster")).hasSize(trials);
    assertThat(cluster.journal().repeated()).isEmpty();
    // One GPU each, though there are cores for two.
    assertThat(mostAtATime(cluster.journal())).isEqualTo(1);
  }

  @Test
  void executorsAndWorkersAreKilledAtRandomMoments() throws Exception {
    Kills kills = new Kills(cluster, SEED);
    List<KillPoint> points = KillPoint.draw(kills.stream(), 6, 2);
    ChildProcess run = run("executors");
    for (KillPoint point : points) {
      kills.perform(point, run);
    }

    endsAsIfNothingHappened(run, "executors", INTERVAL, kills.told());
    assertThat(kills.count()).isEqualTo(20);
  }

  @Test
  void theDriverIsKilledAndTheSameCommandGoesOn() throws Exception {
    Kills kills = new Kills(cluster, SEED + 1);
    ChildProcess run = run("driver");
    kills.driver(run);
    run = again("driver");
    kills.driverAndExecutors(run);
    run = again("driver");
    kills.driverAndWorker(run);
    run = again("driver");
    kills.held("write .*/_tmp-.*parquet", run);
    kills.driverNow("halfway through publishing the tables", run);

    endsAsIfNothingHappened(again("driver"), "driver", INTERVAL, kills.told());
    assertThat(grid.store("driver").plans().runs()).hasSize(1);
  }

  @Test
  void aDamagedCheckpointIsSaidSoAndTheOneBeforeItIsUsed() throws Exception {
    Kills kills = new Kills(cluster, SEED + 2);
    ChildProcess run = run("damage");
    // Two trials of two checkpoints each: halfway through their third, none goes further.
    String third =
        "write .*/checkpoints/.*/epoch-0001-batch-00000" + 3 * INTERVAL + "-.*classifier";
    kills.held(third, run);
    kills.held(third, run);
    kills.driverNow("halfway through two checkpoints", run);
    List<String> begun = List.copyOf(grid.store("damage").checkpoints().newest().keySet());
    assertThat(begun).as(kills.told()).hasSize(2);
    Path flipped = newest("damage", begun.get(0));
    byte[] bytes = Files.readAllBytes(flipped);
    bytes[kills.stream().nextInt(bytes.length)] ^= (byte) (1 << kills.stream().nextInt(8));
    Files.write(flipped, bytes);
    Path truncated = newest("damage", begun.get(1));
    byte[] all = Files.readAllBytes(truncated);
    byte[] some = Arrays.copyOf(all, kills.stream().nextInt(all.length));
    Files.write(truncated, some);

    List<String> lines =
        endsAsIfNothingHappened(again("damage"), "damage", 2 * INTERVAL, kills.told());

    assertThat(lines)
        .filteredOn(line -> line.contains("Cannot continue from checkpoint"))
        .as(kills.told())
        .hasSize(2)
        .anyMatch(line -> line.matches(refused("the SHA-256 of classifier.npz differs")))
        .anyMatch(
            line ->
                line.matches(
                    refused(
                        String.format(
                            "classifier.npz has %d bytes instead of %d",
                            some.length, all.length))));
    assertThat(lines)
        .filteredOn(
            line ->
                line.matches(".*: continues from epoch 1, batch 2 of \\d+, stored by attempt 1"))
        .as(kills.told())
        .hasSize(2);
  }

  private static String refused(String why) {
    return ".*: Cannot continue from checkpoint epoch-0001-batch-000004-attempt-1-[0-9a-f]{8}: "
        + Pattern.quote(why + ". The one before it is used, if there is one.");
  }

  private static Path newest(String root, String trial) throws IOException {
    return grid.root(root)
        .resolve("checkpoints")
        .resolve(trial)
        .resolve(grid.store(root).checkpoints().of(trial).get(0).toString())
        .resolve("classifier.npz");
  }

  @Test
  void aResultsRootThatIsFullOrDoesNotAnswerIsWaitedFor() throws Exception {
    Kills kills = new Kills(cluster, SEED + 3);
    ChildProcess run = run("trouble");
    kills.batches(1 + kills.stream().nextInt(10), run);
    cluster.trouble().begin(Fault.FULL);
    run.await("No space left on device. Trying for", LONG);
    cluster.trouble().end(Fault.FULL);
    kills.batches(1 + kills.stream().nextInt(10), run);
    cluster.trouble().begin(Fault.REFUSING);
    run.await("Connection refused. Trying for", LONG);
    cluster.trouble().end(Fault.REFUSING);
    kills.batches(1 + kills.stream().nextInt(10), run);
    cluster.trouble().begin(Fault.SILENT);
    kills.event("SharedTrouble: waits for an answer", run);
    cluster.trouble().end(Fault.SILENT);

    endsAsIfNothingHappened(run, "trouble", 0, kills.told());
    assertThat(grid.attempts("trouble")).hasSize(trials);
  }

  @Test
  void aNodeOnWhichExecutorsDieIsLeftOut() throws Exception {
    Kills kills = new Kills(cluster, SEED + 4);
    String node = Cluster.node(kills.stream());
    // No trial is handed over before its time.
    ChildProcess run = run("node", "run.tries=3", "run.look-ahead=0");
    kills.executorOf(node, run);
    kills.executorOf(node, run);
    cluster.trouble().begin(Fault.SILENT);
    kills.event("CoarseGrainedExecutorBackend: Successfully registered with driver", run);
    cluster.trouble().end(Fault.SILENT);

    List<String> lines = endsAsIfNothingHappened(run, "node", INTERVAL, kills.told());

    assertThat(lines)
        .filteredOn(line -> line.endsWith("Executors die on " + node + ": it is left out for now."))
        .as(kills.told())
        .hasSize(1);
    List<Journal.Batch> batches = cluster.journal().batches();
    long other = batches.get(batches.size() - 1).pid();
    assertThat(cluster.runs(node, other)).as(kills.told()).isFalse();
    // What died there was handed to Spark before, and one more try of three may be there.
    List<String> died =
        batches.stream()
            .filter(batch -> kills.killed().contains(batch.pid()))
            .map(Journal.Batch::trial)
            .toList();
    assertThat(batches)
        .as(kills.told())
        .filteredOn(batch -> !died.contains(batch.trial()))
        .isNotEmpty()
        .extracting(Journal.Batch::pid)
        .containsOnly(other);
  }

  @Test
  void anExecutorThatIsAboutToGoHandsItsTrialsOverAndNoBatchIsTrainedTwice() throws Exception {
    Kills kills = new Kills(cluster, SEED + 5);
    // One try has to do, and no checkpoint is due.
    ChildProcess run =
        run(
            "decommissioned",
            "run.tries=1",
            "checkpoint.every-batches=0",
            "checkpoint.every-epochs=0",
            // Long enough that no trial ends before its executor has asked.
            "grid.arms=[baseline]",
            "grid.seeds=[0,1]",
            "train.epochs=400",
            "selection.patience=400");
    Journal.Event batch = kills.batches(1 + kills.stream().nextInt(10), run);
    // As a provider's notice would have it done.
    assertThat(new ProcessBuilder("kill", "-PWR", "" + batch.pid()).start().waitFor()).isZero();
    ProcessHandle.of(batch.pid()).orElseThrow().onExit().get(2, TimeUnit.MINUTES);

    List<String> lines = run.end(0, LONG);

    assertThat(lines)
        .anyMatch(
            line -> line.matches(".*: stops at (the end of )?epoch .*, where its checkpoint is"));
    assertThat(cluster.journal().repeated()).as(batch.text()).isEmpty();
    assertThat(commits()).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void aFailedTrialShowsWithinTenSecondsAndTheGridGoesOn() throws Exception {
    TinyGrid two =
        TinyGrid.in(Files.createDirectory(folder.resolve("two parts")), "elbow", "wrist");
    Path images = two.data().resolve("MURA-v1.1/train/XR_WRIST");
    try (Stream<Path> files = Files.walk(images)) {
      for (Path image : files.filter(Files::isRegularFile).toList()) {
        Files.write(image, new byte[0]);
      }
    }
    cluster.journal().clear();
    ChildProcess run =
        cluster.submit(command(two, "causes", "grid.parts=[wrist,elbow]", "grid.seeds=[0,1]"));
    String title = "wrist baseline seed 0";
    Journal.Event log =
        cluster
            .journal()
            .next(
                event -> event.text().matches("SharedTrouble: stored .*wrist-.*-s0-.*\\.log"),
                LONG,
                run::runs);
    String line = run.await("FAILED    " + title + ": DATA: Cannot train on wrist: ", TEN_SECONDS);
    List<String> lines = run.end(1, LONG);

    assertThat(log).isNotNull();
    assertThat(line).endsWith(" Log: trouble:" + log.text().replaceFirst(".* stored ", ""));
    assertThat(Files.readString(Path.of(line.replaceFirst(".*trouble:", ""))))
        .startsWith(title + "\n")
        .contains("org.apga.data.DataException: Cannot train on wrist: ");
    assertThat(lines)
        .filteredOn(told -> told.startsWith("Failed: wrist baseline seed "))
        .hasSize(2)
        .contains("Failed: " + line.replaceFirst(".* FAILED +", ""));
    assertThat(lines).filteredOn(told -> told.contains("skipped   wrist apga seed ")).hasSize(2);
    assertThat(lines).filteredOn(told -> told.contains("done      elbow ")).hasSize(4);
    // Once each.
    assertThat(two.attempts("causes")).hasSize(6).allMatch(name -> name.contains("/attempt-1-"));
  }

  /** How many trials one process had in hand at once. */
  private static long mostAtATime(Journal journal) throws IOException {
    Map<Long, List<String>> turns = new HashMap<>();
    for (Journal.Batch batch : journal.batches()) {
      List<String> trials = turns.computeIfAbsent(batch.pid(), pid -> new ArrayList<>());
      if (trials.isEmpty() || !trials.get(trials.size() - 1).equals(batch.trial())) {
        trials.add(batch.trial());
      }
    }
    return turns.values().stream()
        .mapToLong(trials -> 1 + trials.size() - trials.stream().distinct().count())
        .max()
        .orElseThrow();
  }

  private static ChildProcess run(String root, String... sets) throws IOException {
    cluster.journal().clear();
    return cluster.submit(command(grid, root, sets));
  }

  /** The same command again. */
  private static ChildProcess again(String root) throws IOException {
    return cluster.submit(command(grid, root));
  }

  private static List<String> command(TinyGrid grid, String root, String... sets) {
    List<String> command = new ArrayList<>(List.of("run", grid.conf(root).toString()));
    Stream.concat(
            Stream.concat(Stream.of(GRID), Stream.of("results.root=trouble:" + grid.root(root))),
            Stream.of(sets))
        .forEach(set -> command.addAll(List.of("--set", set)));
    return command;
  }

  private static List<String> endsAsIfNothingHappened(
      ChildProcess run, String root, int mostRepeated, String told) throws Exception {
    List<String> lines = run.end(0, LONG);
    assertThat(cluster.journal().repeated().values())
        .as(told)
        .allSatisfy(repeated -> assertThat(repeated).allMatch(n -> n >= 0 && n <= mostRepeated));
    assertThat(commits()).as(told).hasSizeLessThanOrEqualTo(trials).doesNotHaveDuplicates();
    assertThat(grid.store(root).commits()).as(told).hasSize(trials);
    assertThat(grid.store(root).checkpoints().newest()).as(told).isEmpty();
    assertThat(grid.results(root)).as(told).isEqualTo(undisturbed);
    return lines;
  }

  private static List<String> commits() throws IOException {
    return cluster.journal().all().stream()
        .map(Journal.Event::text)
        .filter(text -> text.endsWith("/committed.json") && text.contains("stored"))
        .toList();
  }
}
