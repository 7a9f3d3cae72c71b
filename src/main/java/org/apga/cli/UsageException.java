package org.apga.cli;

/** A command that cannot be carried out as it was typed. */
final class UsageException extends RuntimeException {
  UsageException(String message, Object... gaps) {
    super(gaps.length == 0 ? message : message.formatted(gaps));
  }
}
