package org.apga.engine.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which GPUs this process and its threads use. ND4J takes every GPU it sees and deals them out to
 * threads by itself, so it is shown no others, and a thread that trains is told which one is its.
 *
 * <p>Addresses are as {@code nvidia-smi} counts, or UUIDs.
 */
public final class CudaDevices {
  /** CUDA's own order is the fastest first, which is not how {@code nvidia-smi} counts. */
  private static final String ORDER = "CUDA_DEVICE_ORDER";

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final ThreadLocal<@Nullable String> MINE = new ThreadLocal<>();
  private static List<String> visible = List.of();

  private CudaDevices() {}

  /**
   * Shows this process {@code addresses} alone, and gives the calling thread {@code mine}. Has an
   * effect only while ND4J sleeps.
   *
   * @throws IllegalArgumentException if {@code mine} is none of {@code addresses}, or CUDA would
   *     show the process but the first of them
   */
  static synchronized void use(List<String> addresses, String mine) {
    if (!addresses.contains(mine)) {
      throw new IllegalArgumentException(
          "Cannot use GPU " + mine + ": this process has " + String.join(", ", addresses) + ".");
    }
    if (addresses.size() > 1 && addresses.stream().anyMatch(other -> other.startsWith("MIG-"))) {
      throw new IllegalArgumentException(
          "Cannot use "
              + String.join(", ", addresses)
              + ": CUDA shows a process one MIG instance alone. Set"
              + " spark.executor.resource.gpu.amount to 1.");
    }
    if (!visible.equals(addresses)) {
      NativeBackend.setVariable(ORDER, "PCI_BUS_ID");
      NativeBackend.setVariable(VISIBLE, String.join(",", addresses));
      visible = List.copyOf(addresses);
    }
    MINE.set(mine);
  }

  /** Whether this process was shown these GPUs. */
  static synchronized boolean shows(List<String> addresses) {
    return visible.equals(addresses);
  }

  /** Binds the calling thread to its GPU, if it was given one. Wakes ND4J. */
  static synchronized void attach() {
    if (MINE.get() != null) {
      Nd4j.getAffinityManager().unsafeSetDevice(index());
    }
  }

  /**
   * The calling thread's GPU among the visible ones, which are numbered anew, from 0; the first
   * unless it was given one.
   */
  public static synchronized int index() {
    return Math.max(0, visible.indexOf(String.valueOf(MINE.get())));
  }

  /** The calling thread's GPU; null where nobody gave it one. */
  public static @Nullable String mine() {
    return MINE.get();
  }
}
