package org.apga.engine.dl4j.onednn;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all plans of one network share: only one of them is at work at a time. It grows
 * to what the largest needs and stays, for a network is trained for hours on batches of one size.
 */
final class Arena implements AutoCloseable {
  private @Nullable BytePointer memory;
  private long bytes;
  private @Nullable Object tenant;

  /**
   * Claims the memory; what another tenant left there is lost.
   *
   * @return the first address; another than before if the memory had to grow
   */
  long claim(Object newTenant, long needed) {
    if (memory == null || bytes < needed) {
      close();
      memory = new BytePointer(needed + HugePages.SIZE);
      bytes = needed;
      HugePages.wish(memory.address(), memory.address() + needed + HugePages.SIZE);
    }
    tenant = newTenant;
    long address = memory.address();
    return (address + HugePages.SIZE - 1) / HugePages.SIZE * HugePages.SIZE;
  }

  /** Whether what {@code object} left in the memory is still there. */
  boolean isTenant(Object object) {
    return tenant == object;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
      memory = null;
      bytes = 0;
      tenant = null;
    }
  }

  /**
   * Asks Linux for pages of 2 MiB: a network streams through gigabytes, and with pages of 4 KiB a
   * good part of the time goes into looking them up. A wish only; nothing depends on it.
   */
  private static final class HugePages {
    /** A huge page's size, bytes, and the alignment of memory that may have them. */
    static final long SIZE = 2 << 20;

    private static final int MADV_HUGEPAGE = 14;

    /** Wishes for them in the whole pages between two addresses. */
    static void wish(long from, long to) {
      long first = (from + SIZE - 1) / SIZE * SIZE;
      long bytes = to / SIZE * SIZE - first;
      if (bytes <= 0) {
        return;
      }
      try {
        // A plan runs on 64 bits alone, so that C's size_t is a long.
        NativeLibrary.getInstance("c")
            .getFunction("madvise")
            .invokeInt(new Object[] {new Pointer(first), bytes, MADV_HUGEPAGE});
      } catch (LinkageError elsewhere) {
        // Another operating system.
      }
    }
  }
}
