package org.apga.cli;

/** A command that cannot be carried out as it was typed. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Object... gaps) {
    super(String.format(message, gaps));
  }
}
