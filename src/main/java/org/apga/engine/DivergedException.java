package org.apga.engine;

/**
 * A number of a network became NaN or infinite. Its training ends, and trying again would not help:
 * the same seed gives the same numbers.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final boolean located;

  /**
   * An exception that does not know yet when in training it happened.
   *
   * @param what the problem, as a sentence without its full stop: {@code clean_loss is NaN}
   */
  public DivergedException(String what) {
    super(
        "Cannot use the network: " + what + ". Train it again with a smaller train.learning-rate.");
    this.what = what;
    this.located = false;
  }

  private DivergedException(DivergedException seen, String message) {
    super(message, seen);
    this.what = seen.what;
    this.located = true;
  }

  /**
   * The same, with the place in training where it was first seen; a place that is already known is
   * kept.
   *
   * @param where such as {@code in epoch 2, step 3 of 4}
   */
  public DivergedException seen(String where) {
    return located
        ? this
        : new DivergedException(
            this,
            "Cannot continue training: %s %s. Try a smaller train.learning-rate."
                .formatted(what, where));
  }

  /** The same, for a network that has made no step. */
  public DivergedException atStart() {
    return new DivergedException(
        this,
        ("Cannot begin training: %s before the first step. Check the files that classifier.weights"
                + " and policy.weights name.")
            .formatted(what));
  }

  /**
   * Returns the numbers if all of them are finite.
   *
   * @param what the name of one of them, such as {@code a score of the policy}
   * @throws DivergedException if one is NaN or infinite
   */
  public static double[] orNumbers(double[] numbers, String what) {
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new DivergedException(what + " is " + number);
      }
    }
    return numbers;
  }
}
