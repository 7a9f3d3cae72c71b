package org.apga.train;

/** A loss that is no number any more: the trial ends, and trying again would not help. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(int epoch, int step, int steps, String what, double value) {
    super(
        String.format(
            "Cannot go on training: %s is %s in epoch %d, step %d of %d. Try a smaller"
                + " train.learning-rate.",
            what, value, epoch, step, steps));
  }
}
