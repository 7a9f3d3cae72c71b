package org.apga.bench;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.apache.commons.lang3.function.FailableRunnable;

/**
 * Wall and CPU time of repetitions of one task. CPU time is that of all threads of this process,
 * including those of the JVM that collect garbage and compile.
 */
public final class Laps {
  private static final double NANOSECONDS = 1e9;
  private static final int LINUX_PROCESS_CPU_TIME = 2;
  private static final int TIMESPEC_BYTES = 16;

  private Laps() {}

  /**
   * @param wall elapsed seconds
   * @param cpu seconds of CPU time of all threads of the process
   */
  public record Lap(double wall, double cpu) {}

  /** Times {@code task}. */
  static <E extends Throwable> Lap of(FailableRunnable<E> task) throws E {
    long wall = System.nanoTime();
    long cpu = cpuNanos();
    task.run();
    return new Lap((System.nanoTime() - wall) / NANOSECONDS, (cpuNanos() - cpu) / NANOSECONDS);
  }

  /**
   * Returns the medians of both times, each separately; for an even number of laps the upper one.
   */
  static Lap median(List<Lap> laps) {
    int middle = laps.size() / 2;
    return new Lap(
        laps.stream().map(Lap::wall).sorted().toList().get(middle),
        laps.stream().map(Lap::cpu).sorted().toList().get(middle));
  }

  /**
   * Returns the nanoseconds of CPU time since the process began. On Linux from {@code
   * clock_gettime}, because Java's own clock ticks every 10 ms, which is as long as a step of a
   * small network.
   */
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
        ? time.getLong(0) * 1_000_000_000L + time.getLong(TIMESPEC_BYTES / 2)
        : ofJava();
  }

  private static long ofJava() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean process
        ? process.getProcessCpuTime()
        : 0;
  }
}
