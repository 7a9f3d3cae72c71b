package org.apga.cli;

/** A command that cannot be carried out as it was typed. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Object... gaps) {
    super(String.format(message, gaps));
  }
}
