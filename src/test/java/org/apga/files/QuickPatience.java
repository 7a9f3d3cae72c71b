package org.apga.files;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Patience by a clock that stands still but for its pauses, which take no time. */
public final class QuickPatience {
  private QuickPatience() {}

  /**
   * @param pauses is told of each
   */
  public static Patience of(Duration most, Consumer<String> tell, Consumer<Duration> pauses) {
    AtomicLong nanos = new AtomicLong();
    return new Patience(
        most,
        tell,
        nanos::get,
        pause -> {
          nanos.addAndGet(pause.toNanos());
          pauses.accept(pause);
        });
  }
}
