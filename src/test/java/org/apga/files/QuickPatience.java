package org.apga.files;

import java.time.Duration;
import java.util.function.Consumer;

/** Patience whose pauses take no time. */
public final class QuickPatience {
  private QuickPatience() {}

  /**
   * @param pauses is told of each
   */
  public static Patience of(Duration most, Consumer<String> tell, Consumer<Duration> pauses) {
    return new Patience(most, tell, pauses::accept);
  }
}
