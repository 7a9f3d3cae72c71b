package org.apga.hunt;

/** Two drivers of which one works at a time; it passes on its turn at requests to files. */
final class Turns {
  private final boolean[] gone = new boolean[2];
  private int holder;

  /** Waits for the turn of {@code me}, and passes it on first if so wanted. */
  synchronized void take(int me, boolean passOn) {
    await(me);
    if (passOn && !gone[1 - me]) {
      holder = 1 - me;
      notifyAll();
      await(me);
    }
  }

  private void await(int me) {
    while (holder != me) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
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
