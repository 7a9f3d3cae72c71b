package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Gives regions their places: the largest first, each at the lowest place that is free while it is
 * needed. Not the least memory possible, but within a few per cent of it for networks, whose
 * regions nest.
 */
final class MemoryPlan {
  /** oneDNN's kernels want cache lines. */
  static final long ALIGNMENT = 64;

  private MemoryPlan() {}

  /**
   * Places the regions.
   *
   * @return bytes needed for all
   */
  static long place(Collection<Region> regions) {
    List<Region> order = new ArrayList<>(regions);
    order.sort(Comparator.comparingLong(Region::bytes).reversed());
    List<Region> placed = new ArrayList<>();
    long total = 0;
    for (Region region : order) {
      long at = 0;
      // Sorted by offset, so the first gap that fits is the lowest.
      for (Region other : placed) {
        if (region.overlapsInTime(other)) {
          if (other.offset() - at >= region.bytes()) {
            break;
          }
          at = Math.max(at, aligned(other.end()));
        }
      }
      region.place(at);
      placed.add(region);
      placed.sort(Comparator.comparingLong(Region::offset));
      total = Math.max(total, aligned(region.end()));
    }
    return total;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
