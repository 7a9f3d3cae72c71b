package org.apga.doctor;

import java.util.Locale;

/** Amounts of memory for people. */
final class Bytes {
  private static final double GIB = 1L << 30;
  private static final long MIB = 1L << 20;

  private Bytes() {}

  /** {@code 3.7 GiB}, or {@code 512 MiB} below one. */
  static String text(long bytes) {
    return bytes < GIB
        ? (bytes + MIB - 1) / MIB + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }
}
