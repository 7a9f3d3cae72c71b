package org.apga.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the same with many things side by side. */
public final class Parallel {
  private static final Logger LOG = LoggerFactory.getLogger(Parallel.class);

  private Parallel() {}

  /** What is done with one thing. */
  @FunctionalInterface
  public interface Work<T, R> {
    R of(T thing) throws IOException, InterruptedException;
  }

  /**
   * The results, in the order of the things. Threads are made for this call and end with it, so
   * that nothing is shared and nothing stays behind.
   *
   * @throws IOException what the first thing that failed threw; no other is begun after it
   */
  public static <T, R> List<R> map(int threads, List<T> things, Work<T, R> work)
      throws IOException {
    if (things.size() < 2 || threads < 2) {
      List<R> results = new ArrayList<>();
      for (T thing : things) {
        try {
          results.add(work.of(thing));
        } catch (InterruptedException e) {
          throw interrupted(e);
        }
      }
      return results;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(threads, things.size()),
            run -> {
              Thread thread = new Thread(run, "files");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<R>> futures = new ArrayList<>();
      for (T thing : things) {
        futures.add(pool.submit(() -> work.of(thing)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : futures) {
        results.add(result(future));
      }
      return results;
    } finally {
      pool.shutdownNow();
      await(pool);
    }
  }

  /** What was begun before something failed may write still; nothing does after the call. */
  private static void await(ExecutorService pool) {
    try {
      while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.info("A request to a file system is not answered yet.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <R> R result(Future<R> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof InterruptedException) {
        throw new InterruptedIOException("Interrupted while files were read or written.");
      }
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return (IOException)
        new InterruptedIOException("Interrupted while files were read or written.").initCause(e);
  }
}
