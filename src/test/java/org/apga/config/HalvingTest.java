package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvingTest {
  private static final String TUNED =
      "grid { stop = halving, tune-seeds = [100], vary { train.learning-rate = [1e-3, 1e-4] } }\n";

  @TempDir private Path folder;

  private GridConfig read(String text) {
    try {
      File file = Files.writeString(folder.resolve("grid.conf"), text).toFile();
      return ConfigReader.read(file, List.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // As in the literature: 27 epochs over powers of 3, as many rungs as leave one of 27.
    "27, 3, 1, 27, '[1, 3, 9]'",
    // Fewer variants need fewer rungs, and these are the last.
    "27, 3, 1, 9, '[3, 9]'",
    "27, 3, 1, 2, '[9]'",
    "27, 3, 1, 1, '[]'",
    "100, 2, 1, 5, '[13, 25, 50]'",
    "6, 3, 1, 6, '[1, 2]'",
    // The first epoch is a rung but once, however many variants are left.
    "6, 3, 1, 1000, '[1, 2]'",
    "100, 3, 10, 1000, '[12, 34]'",
    "2, 3, 1, 9, '[1]'"
  })
  void rungsAreTheLastThatLeaveOneVariant(
      int epochs, int factor, int first, int variants, String rungs) {
    assertThat(new Halving(epochs, factor, first).rungs(variants)).hasToString(rungs);
  }

  @Test
  void theMostEpochsAreThoseUpToEachRungOfWhatReachesIt() {
    // 6 to epoch 1, 2 of them to epoch 2, 1 of these to epoch 6.
    assertThat(new Halving(6, 3, 1).mostEpochs(6)).isEqualTo(6 + 2 + 4);
    // 6 to epoch 2, 2 of them to the end.
    assertThat(new Halving(6, 3, 2).mostEpochs(6)).isEqualTo(6 * 2 + 2 * 4);
    assertThat(new Halving(6, 3, 1).mostEpochs(1)).isEqualTo(6);
  }

  @Test
  void nothingIsDroppedUnlessItIsAskedFor() {
    assertThat(read("profile = sound").grid().halving()).isEmpty();
    assertThat(read(TUNED + "train.epochs = 9").grid().halving())
        .isEqualTo(Optional.of(new Halving(9, 3, 1)));
    assertThat(read(TUNED + "grid { keep-one-of = 2, first-rung = 3 }, train.epochs = 9").grid())
        .extracting(GridConfig.Grid::halving)
        .isEqualTo(Optional.of(new Halving(9, 2, 3)));
  }

  @Test
  void aStoredHalvingReadsAsTheSameOne() {
    GridConfig config = read(TUNED + "grid.first-rung = 2");

    assertThat(ConfigReader.read(config.settings()).grid()).isEqualTo(config.grid());
  }

  @Test
  void everythingThatIsWrongWithItIsToldAtOnceWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    grid {
                      stop = halving
                      keep-one-of = 1
                      first-rung = 5
                      vary { train.epochs = [6] }
                    }
                    train.epochs = 6
                    selection {
                      policy-arms-every = 100
                      augmented-counts = true
                    }
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ConfigException.Problem::toString)
                    .containsExactly(
                        "grid.conf:2: grid.stop is halving, which drops variants on tuning seeds,"
                            + " and there are none; name some in grid.tune-seeds.",
                        "grid.conf:3: grid.keep-one-of is 1; it must be 2 .. 100.",
                        "grid.conf:4: grid.first-rung is 5, and the last rung is at epoch 3"
                            + " (train.epochs = 6 over grid.keep-one-of = 2); lower it.",
                        "grid.conf:5: train.epochs decides at which epochs grid.stop = halving"
                            + " drops variants, so it cannot be varied.",
                        "grid.conf:9: selection.policy-arms-every must be 0 with grid.stop ="
                            + " halving, which ranks variants by what they reached at the ends of"
                            + " epochs.",
                        "grid.conf:10: selection.augmented-counts must be false with grid.stop ="
                            + " halving, which ranks variants by what they reached at the ends of"
                            + " epochs."));
  }

  @Test
  void oneVariantIsNoneToDrop() {
    assertThatThrownBy(
            () ->
                read(
                    "grid { stop = halving, tune-seeds = [100], vary { train.batch-size = [9] } }"))
        .hasMessageContaining(
            "grid.conf:1: grid.stop is halving, and there is one variant; name more in grid.vary.");
  }

  @Test
  void oneEpochLeavesNothingToDrop() {
    assertThatThrownBy(() -> read(TUNED + "train.epochs = 1"))
        .hasMessageContaining(
            "grid.conf:1: grid.stop is halving, and train.epochs is 1, which leaves no epoch to drop"
                + " variants after; raise it.");
  }
}
