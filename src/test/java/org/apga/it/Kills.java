package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apga.it.Journal.Event;
import org.apga.random.RandomStream;

/** Kills processes of a cluster, each at its moment, and remembers it. */
final class Kills {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final int LEAST_BATCHES = 4;
  private static final int MORE_BATCHES = 14;

  private final Cluster cluster;
  private final String seed;
  private final RandomStream stream;
  private final Set<Long> killed = new HashSet<>();
  private final List<String> told = new ArrayList<>();

  /**
   * @param seed of all moments
   */
  Kills(Cluster cluster, long seed) {
    this.cluster = cluster;
    this.seed = "kills of seed " + seed;
    this.stream = new RandomStream(seed);
  }

  /** Where moments are drawn from. */
  RandomStream stream() {
    return stream;
  }

  /** How many there were. */
  int count() {
    return told.size();
  }

  /** Processes that were killed one by one. */
  Set<Long> killed() {
    return Set.copyOf(killed);
  }

  /** Waits for a moment, then kills. */
  void perform(KillPoint point, ChildProcess run) throws Exception {
    batches(point.batches(), run);
    switch (point.what()) {
      case EXECUTOR_IN_AN_EPOCH -> kill(point, batches(1, run));
      case EXECUTOR_IN_A_CHECKPOINT, EXECUTOR_IN_A_COMMIT -> kill(point, held(point.place(), run));
      case WORKER -> {
        String node = Cluster.node(stream);
        cluster.killWorker(node);
        cluster.replaceWorker(node);
        told.add(point + ": worker of " + node);
      }
    }
  }

  /** Kills the driver at a random moment. */
  void driver(ChildProcess run) throws Exception {
    driverNow(moment(run), run);
  }

  /** Kills the driver at a random moment, and all executors. */
  void driverAndExecutors(ChildProcess run) throws Exception {
    String moment = moment(run);
    cluster.killExecutors();
    told.add("executors " + moment);
    driverNow(moment, run);
  }

  /** Kills the driver at a random moment, and a worker. */
  void driverAndWorker(ChildProcess run) throws Exception {
    String moment = moment(run);
    String node = Cluster.node(stream);
    cluster.killWorker(node);
    told.add("worker of " + node + " " + moment);
    driverNow(moment, run);
    cluster.replaceWorker(node);
  }

  /** Kills the executor of a node when it trains next. */
  void executorOf(String node, ChildProcess run) throws Exception {
    Event event = next(e -> e.isBatch() && lives(e.pid()) && cluster.runs(node, e.pid()), run);
    kill("executor of " + node, event);
  }

  private String moment(ChildProcess run) throws Exception {
    return "at " + batches(LEAST_BATCHES + stream.nextInt(MORE_BATCHES), run);
  }

  /** Kills the driver, and waits until no executor of it is left. */
  void driverNow(String moment, ChildProcess run) throws Exception {
    told.add("driver " + moment);
    run.kill();
    cluster.awaitNoExecutors();
  }

  /** Waits for so many more batches, of whatever trial. */
  Event batches(int count, ChildProcess run) throws IOException, InterruptedException {
    Event last = next(event -> event.isBatch() && lives(event.pid()), run);
    for (int i = 1; i < count; i++) {
      last = next(event -> event.isBatch() && lives(event.pid()), run);
    }
    return last;
  }

  /** Waits until a request of that form is made, which is never answered. */
  Event held(String request, ChildProcess run) throws IOException, InterruptedException {
    cluster.trouble().hold(request);
    return event("SharedTrouble: held ", run);
  }

  /** Waits for a line that begins like that. */
  Event event(String start, ChildProcess run) throws IOException, InterruptedException {
    return next(event -> event.text().startsWith(start), run);
  }

  private Event next(Predicate<Event> wanted, ChildProcess run)
      throws IOException, InterruptedException {
    Event event = cluster.journal().next(wanted, LONG, run::runs);
    assertThat(event).as(told() + "\n" + String.join("\n", run.lines())).isNotNull();
    return event;
  }

  private boolean lives(long pid) {
    return !killed.contains(pid) && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private void kill(Object what, Event event) throws Exception {
    killed.add(event.pid());
    ProcessHandle process = ProcessHandle.of(event.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(LONG.toSeconds(), TimeUnit.SECONDS);
    told.add(what + ": " + event);
  }

  /** All of them in order, for whoever has to repeat them. */
  String told() {
    return seed + ": " + told.size() + "\n" + String.join("\n", told);
  }
}
