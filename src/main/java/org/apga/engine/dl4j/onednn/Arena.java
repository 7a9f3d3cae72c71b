package org.apga.engine.dl4j.onednn;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all oneDNN plans of one network share, because only one of them runs at a time.
 * It grows to the size that the largest needs and is not shrunk, because a network is trained for
 * hours on batches of one size.
 */
final class Arena implements AutoCloseable {
  /** Bytes of a huge page, and the alignment of memory that can have such pages. */
  private static final long HUGE_PAGE = 2 << 20;

  private static final int MADV_HUGEPAGE = 14;

  private @Nullable BytePointer memory;
  private long bytes;
  private @Nullable Object tenant;

  /**
   * Claims the memory; the contents that another tenant left are lost.
   *
   * @return the first address, which changes if the memory had to grow
   */
  long claim(Object newTenant, long needed) {
    if (memory == null || bytes < needed) {
      close();
      memory = new BytePointer(needed + HUGE_PAGE);
      bytes = needed;
      long end = (memory.address() + needed + HUGE_PAGE) / HUGE_PAGE * HUGE_PAGE;
      wishForHugePages(first(memory), end - first(memory));
    }
    tenant = newTenant;
    return first(memory);
  }

  private static long first(BytePointer memory) {
    return (memory.address() + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  }

  /** Whether the contents that {@code object} left in the memory are still there. */
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
   * large part of the time goes into looking them up. Nothing depends on whether Linux complies.
   */
  private static void wishForHugePages(long first, long bytes) {
    try {
      // Plans run only on 64 bits, so C's size_t is a long.
      NativeLibrary.getInstance("c")
          .getFunction("madvise")
          .invokeInt(new Object[] {new Pointer(first), bytes, MADV_HUGEPAGE});
    } catch (LinkageError elsewhere) {
      // Another operating system.
    }
  }
}
