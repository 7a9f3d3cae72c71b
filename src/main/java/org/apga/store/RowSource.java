package org.apga.store;

import java.io.IOException;
import org.apache.commons.lang3.function.FailableConsumer;

/** Rows, perhaps of several tables, that need not all be in memory at once. */
@FunctionalInterface
public interface RowSource {
  /**
   * Passes every row to {@code sink}. Called once, from any thread.
   *
   * @param sink receives the rows one after the other, from one thread
   * @throws IOException if they cannot be read or written
   */
  void writeTo(FailableConsumer<Row, IOException> sink) throws IOException;
}
