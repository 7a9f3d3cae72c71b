package org.apga.bench;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * CPU time of this process, all its threads together: those that compute, and the JVM's own that
 * collect garbage and compile.
 *
 * <p>On Linux it comes from {@code clock_gettime}, for Java's own clock ticks every 10 ms, which is
 * as long as a step of a small network.
 */
final class ProcessClock {
  private static final int LINUX_PROCESS_CPU_TIME = 2;
  private static final int TIMESPEC_BYTES = 16;
  private static final long NANOSECONDS = 1_000_000_000L;

  private ProcessClock() {}

  /** Nanoseconds of CPU time since the process began. */
  static long cpuNanos() {
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    return linux ? ofLibc() : ofJava();
  }

  private static long ofLibc() {
    Memory time = new Memory(TIMESPEC_BYTES);
    int failed =
        NativeLibrary.getInstance("c")
            .getFunction("clock_gettime")
            .invokeInt(new Object[] {LINUX_PROCESS_CPU_TIME, time});
    return failed == 0
        ? time.getLong(0) * NANOSECONDS + time.getLong(TIMESPEC_BYTES / 2)
        : ofJava();
  }

  private static long ofJava() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean process
        ? process.getProcessCpuTime()
        : 0;
  }
}
