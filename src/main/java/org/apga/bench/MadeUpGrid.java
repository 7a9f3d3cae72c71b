package org.apga.bench;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.plan.Committed;
import org.apga.plan.DataIdentity;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;

/** A grid of any size to time things with: the default settings, one part, and many seeds. */
public final class MadeUpGrid {
  private static final int ARMS = Arm.values().length;

  private final GridConfig config;

  /**
   * @param trials how many at least; they come in chains of a baseline and all other arms
   */
  public MadeUpGrid(int trials) {
    String seeds =
        LongStream.range(0, (trials + ARMS - 1) / ARMS)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(",", "[", "]"));
    String grid = "{parts = [elbow], seeds = %s, arms = %s}".formatted(seeds, Arm.labels());
    config = ConfigReader.read(Map.of("grid", grid));
  }

  public int trials() {
    return config.grid().seeds().size() * ARMS;
  }

  /** Its plan where these trials are done. */
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
