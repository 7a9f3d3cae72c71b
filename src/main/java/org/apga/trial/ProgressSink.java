package org.apga.trial;

/** Takes the progress of a trial while it runs. */
@FunctionalInterface
public interface ProgressSink {
  /**
   * Called at every step and evaluation: it is cheap, drops calls that come too fast, and never
   * fails because of the network.
   *
   * @throws java.util.concurrent.CancellationException if the trial was cancelled; do not catch it
   */
  void report(TrialProgress progress);

  /**
   * Whether the trial has to store a checkpoint and end before it is done, because the time is over
   * or its machine is about to go. Cheap.
   */
  default boolean endsHere() {
    return false;
  }

  /** Takes a note. Never fails because of the network. */
  default void note(TrialNote note) {}
}
