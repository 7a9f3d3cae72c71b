package org.apga.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the same work for many things in parallel. */
public final class Parallel {
  private static final Logger LOG = LoggerFactory.getLogger(Parallel.class);
  private static final String INTERRUPTED = "Interrupted while files were read or written.";

  /** Within the connections that Hadoop's clients keep to an object store, 96 by default. */
  private static final int OVER_A_NETWORK = 32;

  private Parallel() {}

  /** The work for one thing. */
  @FunctionalInterface
  public interface Work<T, R> {
    R of(T thing) throws IOException, InterruptedException;
  }

  /** Makes daemon threads of that name. */
  public static ThreadFactory daemons(String name) {
    return new BasicThreadFactory.Builder().namingPattern(name).daemon(true).build();
  }

  /**
   * The number of parallel requests to a file system: over a network they wait for answers, on this
   * machine for its cores.
   */
  public static int sideBySide(FileSystem fs) {
    return fs.getUri().getScheme().equals("file")
        ? Runtime.getRuntime().availableProcessors()
        : OVER_A_NETWORK;
  }

  /**
   * The results, as those of {@link #all}.
   *
   * @throws InterruptedIOException if this thread is interrupted; its interrupt flag stays set
   */
  public static <T, R> List<R> map(int threads, List<T> things, Work<T, R> work)
      throws IOException {
    try {
      return all(threads, things, work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException(INTERRUPTED).initCause(e);
    }
  }

  /**
   * The results, in the order of the things. Threads are created for this call and end with it, so
   * that nothing is shared or left behind.
   *
   * @throws IOException the exception of the first thing that failed; none is begun after it
   * @throws InterruptedException if this thread is interrupted; does not wait for work in progress
   */
  public static <T, R> List<R> all(int threads, List<T> things, Work<T, R> work)
      throws IOException, InterruptedException {
    List<R> results = new ArrayList<>();
    if (things.size() < 2 || threads < 2) {
      for (T thing : things) {
        results.add(work.of(thing));
      }
      return results;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.min(threads, things.size()), daemons("files"));
    boolean wait = true;
    try {
      List<Future<R>> futures = new ArrayList<>();
      for (T thing : things) {
        futures.add(pool.submit(() -> work.of(thing)));
      }
      for (Future<R> future : futures) {
        results.add(result(future));
      }
      return results;
    } catch (InterruptedException e) {
      wait = false;
      throw e;
    } finally {
      pool.shutdownNow();
      if (wait) {
        await(pool);
      }
    }
  }

  /**
   * Work that was begun before a failure may still write; this waits, so that none does after the
   * call.
   */
  private static void await(ExecutorService pool) {
    try {
      while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.info("A request to a file system has not been answered yet.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <R> R result(Future<R> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedIOException(INTERRUPTED);
      }
      return ExceptionUtils.rethrow(e.getCause());
    }
  }
}
