package org.apga.hunt;

import java.io.InterruptedIOException;

/** Two drivers of which one works at a time; it passes on its turn at requests to files. */
final class Turns {
  private final boolean[] gone = new boolean[2];
  private int holder;

  /** Waits for the turn of {@code me}, and passes it on first if so wanted. */
  synchronized void take(int me, boolean passOn) throws InterruptedIOException {
    await(me);
    if (passOn && !gone[1 - me]) {
      holder = 1 - me;
      notifyAll();
      await(me);
    }
  }

  private void await(int me) throws InterruptedIOException {
    while (holder != me) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw (InterruptedIOException) new InterruptedIOException().initCause(e);
      }
    }
  }

  /** {@code me} wants no more turns. */
  synchronized void leave(int me) {
    gone[me] = true;
    holder = 1 - me;
    notifyAll();
  }
}
