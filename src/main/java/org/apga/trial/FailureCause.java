package org.apga.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.apga.config.ConfigException;
import org.apga.data.DataException;
import org.apga.engine.DivergedException;
import org.apga.engine.EngineException;
import org.apga.engine.EngineMemoryException;
import org.apga.engine.WeightsException;
import org.apga.store.LostResultException;

/** Why a trial failed, which decides whether it is tried again. */
public enum FailureCause {
  /** The configuration cannot be trained with this data. Not retried: edit the configuration. */
  CONFIG,
  /** The data set, or the committed baseline, is not as expected. Not retried: fix it. */
  DATA,
  /** Heap, native or device memory ran out, and would again. Not retried: provide more of it. */
  OUT_OF_MEMORY,
  /**
   * A loss, a weight, a running statistic or a score was not a finite number; the same seed would
   * give it again. Not retried.
   */
  DIVERGED,
  /** An error in this software. Not retried. */
  BUG,
  /**
   * A file system, a network or a machine failed. The only cause that a trial throws, so that Spark
   * tries it elsewhere, {@code run.tries} times in all. As an outcome it means that all tries
   * failed; the next run of the same command tries again.
   */
  INFRASTRUCTURE;

  /**
   * Whether the settings are to blame, so that the trial would fail again wherever it is tried.
   * Only such a failure may make a variant lose.
   */
  public boolean isOfTheSettings() {
    return this == DIVERGED || this == OUT_OF_MEMORY;
  }

  /** The cause of a failure, by the types of the exception and its causes. */
  public static FailureCause of(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof OutOfMemoryError || t instanceof EngineMemoryException) {
        return OUT_OF_MEMORY;
      }
      if (t instanceof ConfigException
          || t instanceof WeightsException
          || t instanceof EngineException) {
        return CONFIG;
      }
      if (t instanceof DataException || t instanceof LostResultException) {
        return DATA;
      }
      if (t instanceof DivergedException) {
        return DIVERGED;
      }
      if (t instanceof IOException
          || t instanceof UncheckedIOException
          || t instanceof InterruptedException
          || t instanceof CancellationException) {
        return INFRASTRUCTURE;
      }
    }
    return BUG;
  }
}
