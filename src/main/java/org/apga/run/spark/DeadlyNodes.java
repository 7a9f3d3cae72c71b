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
 * Nodes on which one executor after another dies in the middle of a trial. Spark excludes an
 * executor that failed two trials, and a node with two of those; if each executor dies in its first
 * trial, none fails twice. The same settings apply ({@code spark.excludeOnFailure.*}), but if every
 * node is deadly none is excluded: a slow grid is better than none.
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
   * @param most number of deaths that make a node deadly
   * @param memory how long a death counts
   */
  DeadlyNodes(int most, Duration memory, LongSupplier nanos) {
    this.most = most;
    this.forNanos = memory.toNanos();
    this.nanos = nanos;
  }

  /**
   * Uses Spark's settings for excluding executors; if they turn that off, no node is ever deadly.
   */
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
   * Records that an executor died in a trial.
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

  /**
   * Returns the nodes with executors that are not deadly; none if no node with executors is deadly,
   * or all are.
   */
  synchronized List<String> others() {
    TreeSet<String> all = new TreeSet<>(nodes.values());
    List<String> others = all.stream().filter(node -> !isDeadly(node)).toList();
    return others.size() < all.size() ? others : List.of();
  }
}
