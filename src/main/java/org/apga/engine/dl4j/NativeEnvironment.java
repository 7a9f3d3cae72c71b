package org.apga.engine.dl4j;

import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Environment variables of this process as native libraries see them: they are read when such a
 * library wakes. Java cannot change them; the C library can.
 */
final class NativeEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(NativeEnvironment.class);
  private static final int KEEP = 0;
  private static final int REPLACE = 1;

  private NativeEnvironment() {}

  /** Sets a variable, unless the user has. */
  static void setIfAbsent(String name, String value) {
    try {
      set(name, value, KEEP);
    } catch (UnsatisfiedLinkError elsewhere) {
      LOG.info("{} is left as it is: {}", name, elsewhere.getMessage());
    }
  }

  /**
   * Sets a variable.
   *
   * @throws UnsatisfiedLinkError where there is no C library of that kind
   */
  static void set(String name, String value) {
    set(name, value, REPLACE);
  }

  private static void set(String name, String value, int mode) {
    NativeLibrary.getInstance("c")
        .getFunction("setenv")
        .invokeInt(new Object[] {name, value, mode});
  }
}
