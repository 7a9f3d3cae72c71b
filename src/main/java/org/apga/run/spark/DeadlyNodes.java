package org.apga.run.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.spark.SparkConf;

/**
 * Nodes on which executor after executor dies in the middle of a trial. Spark leaves out an
 * executor that failed two trials, and a node that has two of those; where each executor dies of
 * its first trial it sees none that failed twice. The same settings decide ({@code
 * spark.excludeOnFailure.*}), but where every node is deadly none is: a slow night beats none.
 */
final class DeadlyNodes {
  private static final String MOST =
      SparkContexts.EXCLUDE + "application.maxFailedExecutorsPerNode";

  private final int most;
  private final long forNanos;
  private final LongSupplier nanos;
  private final Map<String, String> nodes = new HashMap<>();
  private final Map<String, List<Long>> deaths = new HashMap<>();

  /**
   * @param most deaths that make a node deadly
   * @param memory how long a death counts
   */
  DeadlyNodes(int most, Duration memory, LongSupplier nanos) {
    this.most = most;
    this.forNanos = memory.toNanos();
    this.nanos = nanos;
  }

  /** As Spark is told to leave out executors; where it is told not to, no node ever is deadly. */
  static DeadlyNodes of(SparkConf conf) {
    boolean wanted = conf.getBoolean(SparkContexts.EXCLUDE + "enabled", false);
    return new DeadlyNodes(
        wanted ? conf.getInt(MOST, 2) : Integer.MAX_VALUE,
        Duration.ofSeconds(conf.getTimeAsSeconds(SparkContexts.EXCLUDE_TIMEOUT, "1h")),
        System::nanoTime);
  }

  synchronized void came(String executor, String node) {
    nodes.put(executor, node);
  }

  synchronized void went(String executor) {
    nodes.remove(executor);
  }

  /**
   * An executor died of a trial.
   *
   * @return whether its node is deadly from now on, and was not before
   */
  synchronized boolean died(String node) {
    boolean before = isDeadly(node);
    deaths.computeIfAbsent(node, first -> new ArrayList<>()).add(nanos.getAsLong());
    return !before && isDeadly(node);
  }

  private boolean isDeadly(String node) {
    List<Long> times = deaths.getOrDefault(node, List.of());
    long now = nanos.getAsLong();
    return times.stream().filter(time -> now - time < forNanos).count() >= most;
  }

  /** The other nodes that have executors; none if no node with executors is deadly, or all are. */
  synchronized List<String> others() {
    TreeSet<String> all = new TreeSet<>(nodes.values());
    List<String> others = all.stream().filter(node -> !isDeadly(node)).toList();
    return others.size() < all.size() ? others : List.of();
  }
}
