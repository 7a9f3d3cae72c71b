package org.apga.files;

import java.io.IOException;

/**
 * It is unknown whether a file was written: it may exist, may still appear, or never appear. The
 * writer checks later, and until then treats it as written.
 */
public final class UnknownOutcomeException extends IOException {
  UnknownOutcomeException(String message, Exception cause) {
    super(message, cause);
  }
}
