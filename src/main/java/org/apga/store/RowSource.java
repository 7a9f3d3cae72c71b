package org.apga.store;

import java.io.IOException;
import org.apache.commons.lang3.function.FailableConsumer;

/** Rows, perhaps of several tables, that need not all be in memory at once. */
@FunctionalInterface
public interface RowSource {
  /**
   * Hands over every row. Called once, from any thread.
   *
   * @param sink takes them one after the other, from one thread
   * @throws IOException if they cannot be read, or not be written
   */
  void writeTo(FailableConsumer<Row, IOException> sink) throws IOException;
}
