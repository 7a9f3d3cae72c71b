package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that was started, and what it has printed so far. */
final class ChildProcess {
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  ChildProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "output");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (this) {
          lines.add(line);
          notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  boolean runs() {
    return process.isAlive();
  }

  Stream<ProcessHandle> descendants() {
    return process.descendants();
  }

  /** SIGKILL. What it printed is kept. */
  void destroy() {
    // Process.destroyForcibly would close its output too.
    process.toHandle().destroyForcibly();
  }

  /** Waits until it has printed a line with that text: the first. */
  synchronized String await(String text, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      Optional<String> found = lines.stream().filter(line -> line.contains(text)).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      assertThat(left).as("a line with \"%s\" in%n%s", text, String.join("\n", lines)).isPositive();
      wait(left);
    }
  }

  /** SIGKILL, and its end: what it had printed. */
  List<String> kill() throws InterruptedException {
    destroy();
    return end(KILLED, Duration.ofMinutes(1));
  }

  /** All that it printed, when it has ended as it should. */
  List<String> end(int exitCode, Duration most) throws InterruptedException {
    boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    reader.join(most.toMillis());
    assertThat(ended).as("ends:%n%s", String.join("\n", lines())).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines())).isEqualTo(exitCode);
    return lines();
  }
}
