package org.apga.verify;

/** Thrown if a parity case cannot be verified. */
public final class CaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CaseException(String file, String why) {
    super("Cannot verify " + file + ": " + why);
  }
}
