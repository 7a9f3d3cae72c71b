package org.apga.engine.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The GPUs that this process and its threads use. ND4J uses every visible GPU and distributes them
 * over threads itself. So only the process's GPUs are made visible to it, and each training thread
 * is bound to its own.
 *
 * <p>Addresses are indices as {@code nvidia-smi} counts, or UUIDs.
 */
public final class CudaDevices {
  /** CUDA's default order is the fastest first, unlike {@code nvidia-smi}'s. */
  private static final String ORDER = "CUDA_DEVICE_ORDER";

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final ThreadLocal<@Nullable String> MINE = new ThreadLocal<>();
  private static List<String> visible = List.of();

  private CudaDevices() {}

  /**
   * Makes only {@code addresses} visible to this process, and gives the calling thread {@code
   * mine}. Has an effect only before ND4J is initialised.
   *
   * @throws IllegalArgumentException if {@code mine} is not one of {@code addresses}, or if CUDA
   *     would show the process only the first of them
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
              + ": CUDA shows a process only one MIG instance. Set"
              + " spark.executor.resource.gpu.amount to 1.");
    }
    if (!visible.equals(addresses)) {
      NativeBackend.setVariable(ORDER, "PCI_BUS_ID");
      NativeBackend.setVariable(VISIBLE, String.join(",", addresses));
      visible = List.copyOf(addresses);
    }
    MINE.set(mine);
  }

  /** Whether exactly these GPUs are visible to this process. */
  static synchronized boolean shows(List<String> addresses) {
    return visible.equals(addresses);
  }

  /** Binds the calling thread to its GPU, if it has one. Initialises ND4J. */
  static synchronized void attach() {
    if (MINE.get() != null) {
      Nd4j.getAffinityManager().unsafeSetDevice(index());
    }
  }

  /**
   * The index of the calling thread's GPU among the visible ones, which CUDA numbers from 0; 0 if
   * the thread has none.
   */
  public static synchronized int index() {
    return Math.max(0, visible.indexOf(String.valueOf(MINE.get())));
  }

  /** The calling thread's GPU; null if it has none. */
  public static @Nullable String mine() {
    return MINE.get();
  }
}
