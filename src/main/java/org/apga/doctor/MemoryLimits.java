package org.apga.doctor;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Limits of ND4J's arrays outside the Java heap and of the whole process, checked against the limit
 * of Spark's cluster manager.
 *
 * @param arrayBytes limit of the arrays: {@code run.native-memory} or JavaCPP's {@code maxbytes},
 *     whichever is less; 0 = none
 * @param processBytes limit of the process that JavaCPP enforces: {@code maxphysicalbytes}; 0 =
 *     none
 * @param heapBytes maximum size of the Java heap
 */
record MemoryLimits(long arrayBytes, long processBytes, long heapBytes) {
  /** Threads, code, Spark's network buffers: Spark's minimum overhead. */
  private static final long OF_JVM = 384L << 20;

  private static final Pattern SIZE = Pattern.compile("(\\d+)([kmgt]?)b?");

  /**
   * Returns the limits of this process.
   *
   * @param configured {@code run.native-memory}
   */
  static MemoryLimits ofThisProcess(long configured) {
    long javaCpp = bytes(System.getProperty("org.bytedeco.javacpp.maxbytes", ""));
    return new MemoryLimits(
        configured == 0 || javaCpp == 0
            ? Math.max(configured, javaCpp)
            : Math.min(configured, javaCpp),
        bytes(System.getProperty("org.bytedeco.javacpp.maxphysicalbytes", "")),
        Runtime.getRuntime().maxMemory());
  }

  /**
   * Parses a size like JavaCPP, such as {@code 4g}; 0 if it is not a size, which JavaCPP reports.
   */
  static long bytes(String text) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!size.matches()) {
      return 0;
    }
    int power = " kmgt".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
    return Long.parseLong(size.group(1)) << (10 * power);
  }

  /**
   * Checks whether the limits are consistent.
   *
   * @param neededBytes the least that a trial needs outside the heap
   */
  Finding judge(long neededBytes, Allowance allowance) {
    if (arrayBytes > 0 && arrayBytes < neededBytes) {
      return Finding.settings(
          "limits",
          "ND4J's arrays may take %s, but at least %s are needed"
              .formatted(Finding.bytes(arrayBytes), Finding.bytes(neededBytes)),
          "Raise run.native-memory.");
    }
    if (processBytes > 0 && processBytes < heapBytes + Math.max(arrayBytes, neededBytes)) {
      return Finding.settings(
          "limits",
          "JavaCPP ends a process of %s, but the heap alone may take %s"
              .formatted(Finding.bytes(processBytes), Finding.bytes(heapBytes)),
          "Leave org.bytedeco.javacpp.maxphysicalbytes unset, and limit the arrays by"
              + " run.native-memory.");
    }
    String arrays =
        arrayBytes == 0
            ? "ND4J's arrays have no limit"
            : "ND4J's arrays may take " + Finding.bytes(arrayBytes);
    if (allowance.overheadBytes() < 0) {
      return Finding.ok("limits", arrays + "; the process has no limit");
    }
    long beside = Math.max(arrayBytes, neededBytes) + OF_JVM;
    String what = arrays + ", the memory overhead is " + Finding.bytes(allowance.overheadBytes());
    return allowance.overheadBytes() >= beside
        ? Finding.ok("limits", what)
        : Finding.settings(
            "limits",
            what + ", and the container is killed if it takes more",
            "Set spark.executor.memoryOverhead to %sm or more%s"
                .formatted(
                    (beside >> 20) + 1,
                    arrayBytes == 0 ? ", and run.native-memory to what it leaves." : "."));
  }
}
