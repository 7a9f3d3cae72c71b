package org.apga.trouble;

/** How a file system goes about files that it makes and moves. */
public enum Manners {
  /**
   * HDFS: a file is there from its creation on and grows; a name is given once; a rename is one
   * step and replaces nothing.
   */
  ATOMIC,
  /**
   * An object store: a file appears when it is closed; whether it is there already is asked when it
   * is created, so that of two writers the last wins; a rename copies and then removes, and a
   * folder goes file by file.
   */
  LAST_WINS,
  /** An object store that puts a file only where there is none. */
  FIRST_WINS;

  /** Whether half a file can be seen. */
  boolean grows() {
    return this == ATOMIC;
  }
}
