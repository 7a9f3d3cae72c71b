package org.apga.config;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Reads {@code grid.*}. */
final class GridReader {
  private GridReader() {}

  /**
   * Reads the grid.
   *
   * @param selects the split that decides which weights are kept
   * @param epochs maximum number of epochs of a trial
   * @param variations reads the variations of a grid without any
   */
  static GridConfig.Grid grid(
      Settings s,
      GridConfig.SelectionSplit selects,
      int epochs,
      Function<GridConfig.Grid, List<Variation>> variations) {
    List<Long> tuneSeeds =
        s.distinctOrNone(VariationReader.TUNE_SEEDS, "whole numbers", Long::valueOf);
    GridConfig.Grid plain =
        new GridConfig.Grid(
            s.distinct("grid.parts", "names such as elbow", GridReader::part),
            s.distinct("grid.seeds", "whole numbers", Long::valueOf),
            s.distinct("grid.arms", "arms (" + String.join(", ", Arm.labels()) + ")", Arm::of),
            s.distinct("grid.shots", "full or positive numbers", GridReader::shots),
            Variation.NONE,
            tuneSeeds,
            HalvingReader.read(s, epochs, !tuneSeeds.isEmpty()),
            s.choice("grid.splits", GridConfig.SplitsOf.class),
            folds(s));
    refuseSplits(s, plain, selects);
    s.object(VariationReader.VARY);
    s.object(VariationReader.VARIANTS);
    return plain.varied(variations.apply(plain));
  }

  private static void refuseSplits(
      Settings s, GridConfig.Grid grid, GridConfig.SelectionSplit selects) {
    if (grid.folds() > 0 && grid.isTuned()) {
      s.problem(
          "grid.folds",
          "is "
              + grid.folds()
              + " together with grid.tune-seeds; a variant that is chosen over all folds has seen"
              + " the test images of each. Tune on the listed splits first, then name the chosen"
              + " settings.");
    }
    boolean drawn = grid.splits() == GridConfig.SplitsOf.PER_SEED;
    if (drawn && grid.folds() == 0 && selects == GridConfig.SelectionSplit.TEST) {
      s.problem(
          "grid.splits",
          "is per-seed, but there is nothing to draw: with selection.split = test there is no"
              + " selection split.");
    }
  }

  private static int folds(Settings s) {
    int folds = s.whole("grid.folds", 0, 100);
    if (folds == 1) {
      s.problem("grid.folds", "is 1; it must be 0 for the listed test split, or 2 and more.");
    }
    return folds;
  }

  private static String part(String text) {
    if (!text.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(text);
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static Shots shots(String text) {
    return text.equals("full") ? Shots.FULL : new Shots(ConfigReader.positive(text));
  }
}
