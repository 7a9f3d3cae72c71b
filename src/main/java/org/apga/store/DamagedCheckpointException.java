package org.apga.store;

import java.io.IOException;

/** A checkpoint that is not what was written. The one before it may be. */
public final class DamagedCheckpointException extends IOException {
  DamagedCheckpointException(String why) {
    super(why);
  }
}
