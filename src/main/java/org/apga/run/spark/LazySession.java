package org.apga.run.spark;

import org.apache.spark.sql.SparkSession;
import org.apga.config.GridConfig;
import org.jspecify.annotations.Nullable;

/** A session that is opened by whoever needs it first, and once. Not for several threads. */
public final class LazySession implements AutoCloseable {
  private final GridConfig config;
  private @Nullable SparkSession session;

  /** Of a grid. */
  public LazySession(GridConfig config) {
    this.config = config;
  }

  /**
   * The session.
   *
   * @throws org.apga.config.ConfigException if the user asks for GPUs as no trial takes them
   */
  public SparkSession get() {
    if (session == null) {
      session = SparkSessions.open("apga", config.numerics().threads(), config.recovery().tries());
    }
    return session;
  }

  /** Closes the session if it was opened. */
  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
