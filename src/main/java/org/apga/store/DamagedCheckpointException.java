package org.apga.store;

import java.io.IOException;

/** A checkpoint that differs from what was written. The one before it may be intact. */
public final class DamagedCheckpointException extends IOException {
  DamagedCheckpointException(String why) {
    super(why);
  }
}
