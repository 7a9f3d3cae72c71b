package org.apga.store;

import java.io.IOException;
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
final class Parallel {
  private static final Logger LOG = LoggerFactory.getLogger(Parallel.class);
  private static final int MOST_SECONDS_TO_END = 60;

  private Parallel() {}

  /** What is done with one thing. */
  @FunctionalInterface
  interface Work<T, R> {
    R of(T thing) throws IOException;
  }

  /**
   * The results, in the order of the things. Threads are made for this call and end with it, so
   * that nothing is shared and nothing stays behind.
   *
   * @throws IOException what the first thing that failed threw; no other is begun after it, and
   *     those under way have ended
   */
  static <T, R> List<R> map(int threads, List<T> things, Work<T, R> work) throws IOException {
    if (things.size() < 2 || threads < 2) {
      List<R> results = new ArrayList<>();
      for (T thing : things) {
        results.add(work.of(thing));
      }
      return results;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(threads, things.size()),
            run -> {
              Thread thread = new Thread(run, "results-root");
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
      end(pool);
    }
  }

  /** Waits, for whoever called may remove the files that the threads are writing. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    try {
      if (!pool.awaitTermination(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
        LOG.warn("Threads that read or write a results root do not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <R> R result(Future<R> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while files were read or written.", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
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
}
