package org.apga.trouble;

import java.io.IOException;

/** Refuses some requests when it is told to, and answers all others. */
public final class Refusals implements Trouble {
  private int answers;
  private int refusals;
  private boolean happened;

  /** From now on: so many requests are answered, then so many refused. */
  public synchronized void begin(int answers, int refusals) {
    this.answers = answers;
    this.refusals = refusals;
    happened = false;
  }

  /** Nothing is refused any more. */
  public synchronized void end() {
    refusals = 0;
  }

  /** Whether a request was refused since it began. */
  public synchronized boolean happened() {
    return happened;
  }

  @Override
  public synchronized void at(Moment moment, Request request) throws IOException {
    if (moment != Moment.BEFORE || refusals == 0) {
      return;
    }
    if (answers > 0) {
      answers--;
      return;
    }
    refusals--;
    happened = true;
    throw new IOException("Connection refused");
  }
}
