package org.apga.trial;

/** Takes the progress of a trial while it runs. */
@FunctionalInterface
public interface ProgressSink {
  /**
   * Called at every step and evaluation: it is cheap, drops what comes too fast, and never fails
   * because of the network.
   *
   * @throws java.util.concurrent.CancellationException if the trial was cancelled; let it pass
   */
  void report(TrialProgress progress);

  /**
   * Whether the trial is to store where it is and to end, though it is not done: it has to be over,
   * or its machine is about to go. Cheap.
   */
  default boolean endsHere() {
    return false;
  }

  /** Takes a note. Never fails because of the network. */
  default void note(TrialNote note) {}
}
