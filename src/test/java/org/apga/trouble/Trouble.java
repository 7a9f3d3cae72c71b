package org.apga.trouble;

import java.io.IOException;

/** What is wrong with a {@link TroubleFileSystem}: it is asked at every moment of every request. */
@FunctionalInterface
public interface Trouble {
  /** Nothing is wrong. */
  Trouble NONE = (moment, request) -> {};

  /** Where a request can go wrong. */
  enum Moment {
    /** Nothing is done yet. */
    BEFORE,
    /** Half of it is done: of what is written, of a folder that is removed file by file. */
    HALFWAY,
    /** All of it is done, and only the reply is missing. */
    AFTER
  }

  /**
   * Returns if the request goes on. May wait.
   *
   * @throws IOException what the caller gets instead of an answer
   */
  void at(Moment moment, Request request) throws IOException;
}
