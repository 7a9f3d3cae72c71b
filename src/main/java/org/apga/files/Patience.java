package org.apga.files;

import dev.failsafe.Execution;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.commons.lang3.function.FailableConsumer;

/**
 * Retries requests to a file system that does not answer or is full: after about 1, 2, 4 seconds
 * and so on, up to about every half minute. Each pause is drawn between 0.5 and 1.5 times that, so
 * that executors that lost the same name node do not all come back to it at once. Does not retry
 * errors that waiting does not fix ({@link FileErrors#isPermanent}).
 */
public final class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final double JITTER = 0.5;

  private static final double MILLIS_PER_MINUTE = 60_000;

  private final Duration most;
  private final Consumer<String> tell;
  private final FailableConsumer<Duration, InterruptedException> pause;

  /** A request to a file system. */
  @FunctionalInterface
  public interface Request<T> {
    /** Sends the request; may be called again after it failed. */
    T ask() throws IOException, InterruptedException;
  }

  /**
   * @param most time from the first failure to the last try
   * @param tell receives one line when waiting begins
   */
  public Patience(Duration most, Consumer<String> tell) {
    this(most, tell, duration -> Thread.sleep(duration.toMillis()));
  }

  /**
   * The same for tests.
   *
   * @param pause called in place of sleeping
   */
  public Patience(
      Duration most,
      Consumer<String> tell,
      FailableConsumer<Duration, InterruptedException> pause) {
    this.most = most;
    this.tell = tell;
    this.pause = pause;
  }

  /** A patience with a single try. */
  public static Patience none() {
    return new Patience(Duration.ZERO, line -> {});
  }

  /** The same for one of many similar files: only the first wait is reported. */
  public Patience tellingOnce() {
    AtomicBoolean told = new AtomicBoolean();
    return new Patience(
        most,
        line -> {
          if (told.compareAndSet(false, true)) {
            tell.accept(line);
          }
        },
        pause);
  }

  /**
   * Repeats a request until it succeeds.
   *
   * @param what the request in words, such as {@code store the results of elbow apga seed 7}
   * @throws IOException if it still fails when the time is over, or fails permanently
   * @throws InterruptedException if this thread is interrupted, even if the file system reports it
   */
  public <T> T obtain(String what, Request<T> request) throws IOException, InterruptedException {
    Execution<T> tries = Execution.of(policy());
    String told = "";
    while (true) {
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
      if (isInterrupt(failure)) {
        throw (InterruptedException) new InterruptedException().initCause(failure);
      }
      tries.recordException(failure);
      if (tries.isComplete()) {
        throw new IOException(
            String.format(
                "Cannot %s: %s.%s Check the file system and run the same command again.",
                what,
                reason(failure),
                tries.getAttemptCount() == 1 || FileErrors.isPermanent(failure)
                    ? ""
                    : " Tried " + tries.getAttemptCount() + " times in " + minutes() + " minutes."),
            failure);
      }
      String reason = reason(failure);
      if (!reason.equals(told)) {
        tell.accept(
            String.format("Cannot %s: %s. Trying for %s minutes.", what, reason, minutes()));
        told = reason;
      }
      pause.accept(tries.getDelay());
    }
  }

  private <T> RetryPolicy<T> policy() {
    RetryPolicyBuilder<T> policy =
        RetryPolicy.<T>builder().abortOn(FileErrors::isPermanent).withJitter(JITTER);
    Duration half = most.dividedBy(2);
    if (half.toMillis() == 0) {
      return policy.withMaxRetries(0).build();
    }
    Duration first = half.compareTo(FIRST_PAUSE) < 0 ? half : FIRST_PAUSE;
    return policy
        .withMaxRetries(-1)
        .withBackoff(first, LONGEST_PAUSE)
        .withMaxDuration(most)
        .build();
  }

  private static boolean isInterrupt(Exception failure) {
    // Java's time-out is an InterruptedIOException, but no interrupt.
    return ExceptionUtils.getThrowableList(failure).stream()
        .filter(t -> !(t instanceof SocketTimeoutException))
        .anyMatch(
            t -> t instanceof ClosedByInterruptException || t instanceof InterruptedIOException);
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
