package org.apga.verify;

/** A parity case cannot be verified as it stands. */
public final class CaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CaseException(String file, String why) {
    super("Cannot verify " + file + ": " + why);
  }
}
