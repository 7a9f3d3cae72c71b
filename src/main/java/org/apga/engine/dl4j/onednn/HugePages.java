package org.apga.engine.dl4j.onednn;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Asks Linux for pages of 2 MiB: a network streams through gigabytes, and with pages of 4 KiB a
 * good part of the time goes into looking them up. A wish only; nothing depends on it.
 */
final class HugePages {
  /** A huge page's size, bytes, and the alignment of memory that may have them. */
  static final long SIZE = 2 << 20;

  private static final int MADV_HUGEPAGE = 14;

  private HugePages() {}

  /** Wishes for them in the whole pages between two addresses. */
  static void wish(long from, long to) {
    long first = (from + SIZE - 1) / SIZE * SIZE;
    long bytes = to / SIZE * SIZE - first;
    if (bytes <= 0) {
      return;
    }
    try {
      NativeLibrary.getInstance("c")
          .getFunction("madvise")
          .invokeInt(new Object[] {new Pointer(first), new NativeSize(bytes), MADV_HUGEPAGE});
    } catch (LinkageError elsewhere) {
      // Another operating system.
    }
  }

  /** C's size_t. */
  public static final class NativeSize extends com.sun.jna.IntegerType {
    private static final long serialVersionUID = 1L;

    /** For JNA. */
    public NativeSize() {
      this(0);
    }

    NativeSize(long value) {
      super(com.sun.jna.Native.SIZE_T_SIZE, value, true);
    }
  }
}
