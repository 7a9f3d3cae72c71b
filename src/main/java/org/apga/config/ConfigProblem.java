package org.apga.config;

import org.apga.secrets.Secrets;

/**
 * One thing that is wrong with a configuration.
 *
 * @param where file and line, or the option that set it
 * @param what the path and why it can not be so
 */
public record ConfigProblem(String where, String what) {
  /** Removes secrets: somebody may have typed one where it does not belong. */
  public ConfigProblem {
    where = Secrets.redact(where);
    what = Secrets.redact(what);
  }

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
