package org.apga.engine;

/**
 * Numbers of a network that are none any more: NaN or infinite. Its training ends, and trying again
 * would not help: the same seed gives the same.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final boolean located;

  /**
   * Where nothing is known of when it happened.
   *
   * @param what is no number, as a sentence without its end: {@code clean_loss is NaN}
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
   * The same, and where in its training it was seen first; what is known already stays.
   *
   * @param where such as {@code in epoch 2, step 3 of 4}
   */
  public DivergedException seen(String where) {
    return located
        ? this
        : new DivergedException(
            this,
            "Cannot go on training: %s %s. Try a smaller train.learning-rate."
                .formatted(what, where));
  }

  /** The same of a network that has made no step. */
  public DivergedException atStart() {
    return new DivergedException(
        this,
        ("Cannot begin training: %s before the first step. Check the files that classifier.weights"
                + " and policy.weights name.")
            .formatted(what));
  }

  /**
   * Lets numbers pass.
   *
   * @param what one of them is, such as {@code a score of the policy}
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
