package org.apga.store;

import org.apache.hadoop.fs.Path;
import org.apga.files.StoreException;

/**
 * A file of the attempt that counts is gone, or is not what was committed. To wait for it would not
 * help.
 */
public final class LostResultException extends StoreException {
  LostResultException(Path file, String why) {
    super(
        "Cannot read %s: %s. Put it back, or remove the trial's folder, so that the trial is trained again.",
        null, file, why);
  }
}
