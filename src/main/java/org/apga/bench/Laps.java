package org.apga.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Wall and CPU time of repetitions of one thing. */
final class Laps {
  private static final double NANOSECONDS = 1e9;

  private final List<Lap> laps = new ArrayList<>();

  /** One repetition, in seconds. */
  record Lap(double wall, double cpu) {}

  /** Something that is timed. */
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException;
  }

  /** How long {@code task} takes. */
  static Lap of(Task task) throws InterruptedException {
    long wall = System.nanoTime();
    long cpu = ProcessClock.cpuNanos();
    task.run();
    return new Lap(
        (System.nanoTime() - wall) / NANOSECONDS, (ProcessClock.cpuNanos() - cpu) / NANOSECONDS);
  }

  void add(Lap lap) {
    laps.add(lap);
  }

  /** The median of either time by itself; of an even number of laps the upper one. */
  Lap median() {
    return new Lap(
        upperMiddle(laps.stream().map(Lap::wall)), upperMiddle(laps.stream().map(Lap::cpu)));
  }

  private double upperMiddle(Stream<Double> times) {
    return times.sorted().toList().get(laps.size() / 2);
  }
}
