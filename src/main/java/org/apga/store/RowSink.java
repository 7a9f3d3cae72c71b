package org.apga.store;

import java.io.IOException;

/** Takes rows, one after the other, from one thread. */
@FunctionalInterface
public interface RowSink {

  /**
   * Takes a row.
   *
   * @throws IOException if it cannot be written
   */
  void add(Row row) throws IOException;
}
