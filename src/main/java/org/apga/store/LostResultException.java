package org.apga.store;

import org.apache.hadoop.fs.Path;
import org.apga.files.StoreException;

/**
 * A file of the committed attempt is gone or differs from what was committed. Waiting would not
 * help.
 */
public final class LostResultException extends StoreException {
  LostResultException(Path file, String why) {
    super(
        "Cannot read %s: %s. Put it back, or remove the trial's folder, so that the trial is trained again.",
        null, file, why);
  }
}
