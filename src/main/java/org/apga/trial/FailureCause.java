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
  /** The configuration cannot be trained with this data. Nobody retries: edit it. */
  CONFIG,
  /** The data set, or the committed baseline, is not what it should be. Nobody retries: mend it. */
  DATA,
  /** Heap, native or device memory ran out; it would again. Nobody retries: give more of it. */
  OUT_OF_MEMORY,
  /**
   * A loss, a weight, a running statistic or a score was not a finite number; the same seed gives
   * it again. Nobody retries.
   */
  DIVERGED,
  /** An error of ours. Nobody retries. */
  BUG,
  /**
   * A file system, a network or a machine failed. The only cause a trial throws, so that it is
   * tried elsewhere, {@code run.tries} times in all; as an outcome it means that this was in vain,
   * and the next run of the same command tries again.
   */
  INFRASTRUCTURE;

  /**
   * Whether the settings are to blame, so that the trial would fail again wherever it is tried: a
   * variant may lose by that, and by nothing else.
   */
  public boolean isOfTheSettings() {
    return this == DIVERGED || this == OUT_OF_MEMORY;
  }

  /** The cause an exception speaks for by its type, looking through what wraps it. */
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
