package org.apga.files;

import java.io.IOException;

/**
 * Nobody knows whether a file was written: it may be there, it may still appear, or it may never.
 * Whoever wrote it looks later, and until then treats it as written.
 */
public final class UnknownOutcomeException extends IOException {
  UnknownOutcomeException(String message, Exception cause) {
    super(message, cause);
  }
}
