package org.apga.bench;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.plan.Committed;
import org.apga.plan.DataIdentity;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;

/** A grid of any size for benchmarks: the default settings, one part, all arms, and many seeds. */
public final class MadeUpGrid {
  private static final int ARMS = Arm.values().length;

  private final GridConfig config;
  private final int trials;

  /**
   * @param trials minimum number of trials, rounded up to whole chains of a baseline and all other
   *     arms
   * @param variants number of variants of each arm: values of a setting that all arms read
   */
  public MadeUpGrid(int trials, int variants) {
    int chain = ARMS * variants;
    int seeds = (trials + chain - 1) / chain;
    this.trials = seeds * chain;
    String rates =
        IntStream.rangeClosed(1, variants)
            .mapToObj(i -> i + "e-6")
            .collect(Collectors.joining(",", "{train.learning-rate=[", "]}"));
    String grid =
        "{parts=[elbow], seeds=%s, arms=%s, max-trials=%s, vary=%s}"
            .formatted(
                LongStream.range(0, seeds).boxed().toList(),
                Arm.labels(),
                Math.max(1, this.trials),
                variants > 1 ? rates : "{}");
    config = ConfigReader.read(Map.of("grid", grid));
  }

  public int trials() {
    return trials;
  }

  /** Returns its plan if these trials are done. */
  public GridPlan plan(Collection<Committed> committed) {
    return GridPlanner.plan(
        config,
        DataIdentity.madeUp("manifest", config.grid().parts()),
        new TreeMap<>(),
        StartHashes.NO_FILES,
        committed,
        Map.of());
  }
}
