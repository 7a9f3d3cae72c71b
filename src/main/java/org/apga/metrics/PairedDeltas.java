package org.apga.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The differences of two arms, seed by seed: a seed's effect on both arms cancels.
 *
 * @param seeds that both arms have, ascending
 * @param deltas first arm minus second, one value per seed, in the order of the seeds
 * @param summary of the deltas; its n is the number of pairs
 */
public record PairedDeltas(List<Long> seeds, List<Double> deltas, Summary summary) {
  /** Pairs values by seed; a seed that only one arm has is left out. */
  public static PairedDeltas of(Map<Long, Double> first, Map<Long, Double> second) {
    List<Long> seeds = new ArrayList<>();
    List<Double> deltas = new ArrayList<>();
    for (Long seed : new TreeSet<>(first.keySet())) {
      Double one = first.get(seed);
      Double other = second.get(seed);
      if (one != null && other != null) {
        seeds.add(seed);
        deltas.add(one - other);
      }
    }
    return of(seeds, deltas);
  }

  /** Differences that are already computed, in the order of their seeds. */
  public static PairedDeltas of(List<Long> seeds, List<Double> deltas) {
    return new PairedDeltas(seeds, deltas, Summary.of(deltas));
  }
}
