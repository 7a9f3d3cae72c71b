package org.apga.run.spark;

import java.io.IOException;

/** An executor can not train; another one may. */
final class UnfitExecutorException extends IOException {
  private static final long serialVersionUID = 1L;

  UnfitExecutorException(String message) {
    super(message);
  }
}
