package org.apga.cli;

/** A command cannot do what its arguments request. */
final class UsageException extends RuntimeException {
  UsageException(String message, Object... gaps) {
    super(gaps.length == 0 ? message : message.formatted(gaps));
  }
}
