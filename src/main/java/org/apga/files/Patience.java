package org.apga.files;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Waits for a file system that does not answer, or has no room, until it does: tries again after 1,
 * 2, 4 seconds and so on, at least every half minute.
 */
public final class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final double MILLIS_PER_MINUTE = 60_000;

  private final Duration most;
  private final Consumer<String> tell;
  private final LongSupplier nanos;
  private final Pause pause;

  /** Sleeps; a test does not. */
  @FunctionalInterface
  interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  /** Something that a file system is asked for. */
  @FunctionalInterface
  public interface Request<T> {
    /** Asks; may be called again when it failed. */
    T ask() throws IOException, InterruptedException;
  }

  /** Something that a file system is to do. */
  @FunctionalInterface
  public interface Order {
    /** Does it; may be called again when it failed. */
    void give() throws IOException, InterruptedException;
  }

  /**
   * @param most from the first failure to the last try
   * @param tell is told in one line when waiting begins
   */
  public Patience(Duration most, Consumer<String> tell) {
    this(most, tell, System::nanoTime, duration -> Thread.sleep(duration.toMillis()));
  }

  Patience(Duration most, Consumer<String> tell, LongSupplier nanos, Pause pause) {
    this.most = most;
    this.tell = tell;
    this.nanos = nanos;
    this.pause = pause;
  }

  /**
   * Does something as soon as it can be done.
   *
   * @param what in words, such as {@code store the results of elbow apga seed 7}
   * @throws IOException if it still can not be done when patience is over
   */
  public void perform(String what, Order order) throws IOException, InterruptedException {
    obtain(
        what,
        () -> {
          order.give();
          return true;
        });
  }

  /**
   * Asks for something until there is an answer.
   *
   * @param what in words, such as {@code read the commit of elbow apga seed 7}
   * @throws IOException if there is none when patience is over
   */
  public <T> T obtain(String what, Request<T> request) throws IOException, InterruptedException {
    long begin = nanos.getAsLong();
    Duration wait = FIRST_PAUSE;
    for (int tries = 1; ; tries++) {
      Exception failure;
      try {
        return request.ask();
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) {
        if (!FileErrors.isOfFiles(e)) {
          throw e;
        }
        failure = e;
      }
      Duration left = most.minusNanos(nanos.getAsLong() - begin);
      if (left.isZero() || left.isNegative()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "Cannot %s: %s.%s See to the file system and run the same command again.",
                what,
                reason(failure),
                tries == 1 ? "" : " Tried " + tries + " times in " + minutes() + " minutes."),
            failure);
      }
      if (tries == 1) {
        tell.accept(
            String.format(
                Locale.ROOT,
                "Cannot %s: %s. Trying for %s minutes.",
                what,
                reason(failure),
                minutes()));
      }
      pause.of(wait.compareTo(left) < 0 ? wait : left);
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(LONGEST_PAUSE) < 0 ? wait : LONGEST_PAUSE;
    }
  }

  private static String reason(Exception failure) {
    Throwable cause = failure instanceof IOException ? null : failure.getCause();
    return FileErrors.reason(cause instanceof Exception e ? e : failure).replaceFirst("\\.$", "");
  }

  private String minutes() {
    return String.format(Locale.ROOT, "%.2f", most.toMillis() / MILLIS_PER_MINUTE)
        .replaceFirst("\\.?0+$", "");
  }
}
