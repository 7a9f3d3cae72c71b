package org.apga.store;

import java.io.IOException;

/** Rows, perhaps of several tables, that need not all be in memory at once. */
@FunctionalInterface
public interface RowSource {

  /**
   * Hands over every row. Called once, from any thread.
   *
   * @throws IOException if they cannot be read, or not be written
   */
  void writeTo(RowSink sink) throws IOException;
}
