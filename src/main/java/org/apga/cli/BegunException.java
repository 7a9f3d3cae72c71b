package org.apga.cli;

import java.util.concurrent.Callable;

/** What went wrong when work had begun, so that {@link Main#NOTHING_STARTED} would be wrong. */
final class BegunException extends RuntimeException {
  /** Of the command. */
  final int exitCode;

  /** What there is, and how to go on. */
  final String left;

  BegunException(int exitCode, String left, Throwable cause) {
    super(cause);
    this.exitCode = exitCode;
    this.left = left;
  }

  /**
   * Does work that follows on work that was done.
   *
   * @param exitCode of the command where this fails
   * @param left what there is then, and how to go on
   */
  static <T> T during(int exitCode, String left, Callable<T> work) {
    try {
      return work.call();
    } catch (BegunException e) {
      throw e;
    } catch (Exception | Error e) {
      throw new BegunException(exitCode, left, e);
    }
  }
}
