package org.apga.config;

import java.util.Optional;
import org.apga.config.GridConfig.Stop;

/** Reads {@code grid.stop} and its settings. */
final class HalvingReader {
  static final String STOP = "grid.stop";
  static final String KEEP_ONE_OF = "grid.keep-one-of";
  static final String FIRST_RUNG = "grid.first-rung";
  private static final String AT_ENDS =
      " with grid.stop = halving, which ranks variants by what they reached at the ends of epochs.";

  private HalvingReader() {}

  /**
   * Reads how variants are dropped; empty if they are not.
   *
   * @param tuned whether there are tuning seeds
   */
  static Optional<Halving> read(Settings s, int epochs, boolean tuned) {
    if (s.choice(STOP, Stop.class) == Stop.NONE) {
      return Optional.empty();
    }
    Halving halving =
        new Halving(epochs, s.whole(KEEP_ONE_OF, 2, 100), s.whole(FIRST_RUNG, 1, 100_000));
    if (!tuned) {
      s.problem(
          STOP,
          "is halving, which drops variants on tuning seeds, and there are none; name some in "
              + VariationReader.TUNE_SEEDS
              + ".");
    }
    if (epochs < 2) {
      s.problem(
          STOP,
          "is halving, and train.epochs is %d, which leaves no epoch to drop variants after; raise it."
              .formatted(epochs));
    } else if (halving.lastRung() < halving.firstRung()) {
      s.problem(
          FIRST_RUNG,
          "is %d, and the last rung is at epoch %d (train.epochs = %d over %s = %d); lower it."
              .formatted(
                  halving.firstRung(),
                  halving.lastRung(),
                  epochs,
                  KEEP_ONE_OF,
                  halving.keepOneOf()));
    }
    // Evaluations within an epoch leave no row with the best score at its end.
    if (s.whole("selection.policy-arms-every", 0, 1_000_000) > 0) {
      s.problem("selection.policy-arms-every", "must be 0" + AT_ENDS);
    }
    if (s.flag("selection.augmented-counts")) {
      s.problem("selection.augmented-counts", "must be false" + AT_ENDS);
    }
    return Optional.of(halving);
  }
}
