package org.apga.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param where file and line, or the option that set it
 * @param what the path and why it can not be so
 */
public record ConfigProblem(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
