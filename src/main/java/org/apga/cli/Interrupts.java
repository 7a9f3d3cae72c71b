package org.apga.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * While open, Ctrl-C and SIGTERM stop a grid instead of the process: the command ends by itself. If
 * it does not end within a grace period, or at a second Ctrl-C, the process ends at once.
 *
 * <p>A shutdown hook would come too late: Spark's own hook runs at the same time and stops the
 * context.
 */
public final class Interrupts implements AutoCloseable {
  /** Exit code of a command that was stopped: 128 + SIGINT. */
  public static final int EXIT_CODE = 130;

  private final Map<Signal, SignalHandler> before = new HashMap<>();
  private final AtomicBoolean happened = new AtomicBoolean();
  private final Runnable stop;
  private final Supplier<String> farewell;
  private final PrintStream out;
  private final Duration grace;
  private volatile boolean closed;

  /**
   * Watches from now on.
   *
   * @param stop makes the command end; called once, in a thread of its own
   * @param farewell the last line, printed if the command does not end within {@code grace}
   */
  public Interrupts(Runnable stop, Supplier<String> farewell, PrintStream out, Duration grace) {
    this.stop = stop;
    this.farewell = farewell;
    this.out = out;
    this.grace = grace;
    for (String name : new String[] {"INT", "TERM"}) {
      Signal signal = new Signal(name);
      before.put(signal, Signal.handle(signal, this::received));
    }
  }

  public boolean happened() {
    return happened.get();
  }

  private void received(Signal signal) {
    if (happened.getAndSet(true)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
    daemon("stop", stop);
    daemon("grace", this::endAfterGrace);
  }

  private void endAfterGrace() {
    try {
      Thread.sleep(grace.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!closed) {
      try {
        out.println(farewell.get());
        out.flush();
      } finally {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The command has ended by itself: restores the earlier handlers of the signals. */
  @Override
  public void close() {
    closed = true;
    before.forEach(Signal::handle);
  }
}
