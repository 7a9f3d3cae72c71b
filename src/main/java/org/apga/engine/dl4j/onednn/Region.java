package org.apga.engine.dl4j.onednn;

/**
 * Bytes that a program needs from one of its calls to another. Where they lie is decided when all
 * calls are known: regions whose times do not overlap share memory.
 */
final class Region {
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

  /** The call with this number reads or writes it. */
  void touch(int call) {
    first = Math.min(first, call);
    last = Math.max(last, call);
  }

  boolean used() {
    return last >= 0;
  }

  boolean overlapsInTime(Region other) {
    return first <= other.last && other.first <= last;
  }

  void place(long at) {
    offset = at;
  }

  /** Bytes from the start of the program's memory. */
  long offset() {
    return offset;
  }

  long end() {
    return offset + bytes;
  }
}
