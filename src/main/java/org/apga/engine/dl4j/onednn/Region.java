package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Bytes that a program needs from one of its calls to another. They are placed when all calls are
 * known: regions whose times do not overlap share memory.
 */
final class Region {
  /** A cache line, for oneDNN's kernels. */
  static final long ALIGNMENT = 64;

  private final long bytes;
  private int first = Integer.MAX_VALUE;
  private int last = -1;
  private long offset = -1;

  Region(long bytes) {
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  /** Notes that the call with this number reads or writes the region. */
  void touch(int call) {
    first = Math.min(first, call);
    last = Math.max(last, call);
  }

  boolean used() {
    return last >= 0;
  }

  /** Bytes from the start of the program's memory. */
  long offset() {
    return offset;
  }

  /**
   * Places regions: the largest first, each at the lowest offset that is free while it is needed.
   * This does not always give the minimum, but is within a few per cent of it for networks, whose
   * regions nest.
   *
   * @return bytes needed for all
   */
  static long placeAll(Collection<Region> regions) {
    List<Region> order = new ArrayList<>(regions);
    order.sort(Comparator.comparingLong(Region::bytes).reversed());
    List<Region> placed = new ArrayList<>();
    long total = 0;
    for (Region region : order) {
      long at = 0;
      // Sorted by offset, so the first gap that fits is the lowest.
      for (Region other : placed) {
        if (region.first <= other.last && other.first <= region.last) {
          if (other.offset - at >= region.bytes) {
            break;
          }
          at = Math.max(at, aligned(other.offset + other.bytes));
        }
      }
      region.offset = at;
      placed.add(region);
      placed.sort(Comparator.comparingLong(Region::offset));
      total = Math.max(total, aligned(at + region.bytes));
    }
    return total;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
