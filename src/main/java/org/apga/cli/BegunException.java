package org.apga.cli;

import java.util.concurrent.Callable;

/** A failure after work had begun, for which {@link Main#NOTHING_STARTED} would be wrong. */
final class BegunException extends RuntimeException {
  /** The exit code of the command. */
  final int exitCode;

  /** The work that is done, and how to continue. */
  final String left;

  BegunException(int exitCode, String left, Throwable cause) {
    super(cause);
    this.exitCode = exitCode;
    this.left = left;
  }

  /**
   * Does work after other work that is done.
   *
   * @param exitCode the exit code of the command if this work fails
   * @param left the work that is done in that case, and how to continue
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
