package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariationReaderTest {
  @TempDir Path folder;

  private GridConfig read(String text, String... sets) throws IOException {
    Path file = Files.writeString(folder.resolve("grid.conf"), text);
    return ConfigReader.read(file.toFile(), List.of(sets));
  }

  private static List<String> names(GridConfig config, Arm arm) {
    return Variation.of(config.grid().variations(), arm, Shots.FULL).stream()
        .map(Variant::name)
        .toList();
  }

  @Test
  void aGridThatVariesNothingHasItsOwnSettingsAlone() throws IOException {
    assertThat(names(read(""), Arm.APGA)).containsExactly("");
  }

  @Test
  void axesCrossAndAnArmHasThePartThatDecidesItsNumbers() throws IOException {
    GridConfig config =
        read(
            """
            grid.vary {
              train.learning-rate = [1e-5, 1e-4]
              "arms.apga.action-weight" = [10, 100]
            }
            """);

    assertThat(names(config, Arm.APGA))
        .containsExactly(
            "learning-rate=1e-5 action-weight=10",
            "learning-rate=1e-5 action-weight=100",
            "learning-rate=1e-4 action-weight=10",
            "learning-rate=1e-4 action-weight=100");
    assertThat(names(config, Arm.BASELINE))
        .containsExactly(
            "learning-rate=1e-5", "learning-rate=1e-5", "learning-rate=1e-4", "learning-rate=1e-4");
    assertThat(Variation.of(config.grid().variations(), Arm.APGA, Shots.FULL).get(3).settings())
        .isEqualTo(Map.of("train.learning-rate", "0.0001", "arms.apga.action-weight", "100"));
  }

  @Test
  void bundlesHaveTheirNamesAndThoseThatAreOneToAnArmHaveBoth() throws IOException {
    GridConfig config =
        read(
            """
            grid.variants {
              plain {}
              fast { train.learning-rate = 1e-4 }
              bold { train.learning-rate = 1e-4, arms.apga.action-weight = 100 }
            }
            """);

    assertThat(names(config, Arm.APGA)).containsExactly("", "fast", "bold");
    assertThat(names(config, Arm.CONTINUE)).containsExactly("", "fast+bold", "fast+bold");
  }

  @Test
  void valuesThatAreTypedInTwoWaysAreOne() throws IOException {
    GridConfig config = read("grid.vary { train.learning-rate = [1e-5, 0.00001] }");

    assertThat(names(config, Arm.APGA)).containsExactly("learning-rate=1e-5");
  }

  @Test
  void namesThatEndAlikeAreWritten() throws IOException {
    GridConfig config =
        read("grid.vary { train.learning-rate = [1e-5], policy.learning-rate = [1e-4] }");

    assertThat(names(config, Arm.APGA))
        .containsExactly("policy.learning-rate=1e-4 train.learning-rate=1e-5");
  }

  @Test
  void aStoredConfigurationReadsAsTheSameVariations() throws IOException {
    GridConfig config = read("grid.vary { train.learning-rate = [1e-5, 1e-4] }");

    assertThat(ConfigReader.read(config.settings()).grid()).isEqualTo(config.grid());
  }

  private static final String DRAWN =
      "grid { draws = %d, vary { train.learning-rate = \"log-uniform(1e-5, 1e-2)\"%s } }";
  private static final String WEIGHT =
      ", arms.apga.action-weight = \"uniform(1, 100)\", selection.patience = \"whole(1, 4)\"";

  private static List<String> rates(GridConfig config) {
    return config.grid().variations().stream()
        .map(variation -> variation.settings().getOrDefault("train.learning-rate", ""))
        .toList();
  }

  @Test
  void drawsOfAnAxisDependOnNeitherOtherAxesNorArmsNorHowManyThereAre() throws IOException {
    List<String> alone = rates(read(DRAWN.formatted(5, "")));

    assertThat(alone).hasSize(5).doesNotHaveDuplicates();
    assertThat(rates(read(DRAWN.formatted(5, "")))).isEqualTo(alone);
    assertThat(rates(read(DRAWN.formatted(5, WEIGHT)))).isEqualTo(alone);
    assertThat(rates(read(DRAWN.formatted(5, WEIGHT), "grid.arms=[apga]"))).isEqualTo(alone);
    assertThat(rates(read(DRAWN.formatted(9, ""))).subList(0, 5)).isEqualTo(alone);
    assertThat(rates(read(DRAWN.formatted(5, ""), "grid.draw-seed=1"))).isNotEqualTo(alone);
  }

  @Test
  void everyArmThatAnAxisDecidesHasAsManyVariantsAsThereAreDraws() throws IOException {
    GridConfig config = read(DRAWN.formatted(6, ", arms.apga.action-weight = [1, 10]"));

    assertThat(names(config, Arm.APGA)).hasSize(6).doesNotHaveDuplicates();
    assertThat(names(config, Arm.BASELINE)).hasSize(6).doesNotHaveDuplicates();
    assertThat(names(config, Arm.APGA).get(2)).endsWith(" " + names(config, Arm.BASELINE).get(2));
  }

  @Test
  void drawnValuesLieInTheirRangesAndHaveFewDigits() throws IOException {
    GridConfig config = read(DRAWN.formatted(200, WEIGHT), "grid.max-trials=1000000");

    assertThat(config.grid().variations())
        .hasSize(200)
        .allSatisfy(
            variation -> {
              assertThat(variation.labels().get("train.learning-rate"))
                  .matches("learning-rate=([1-9](\\.\\d\\d?)?e-\\d|0\\.00[1-9]\\d{0,2}|0\\.01)");
              double rate = Double.parseDouble(variation.settings().get("train.learning-rate"));
              double weight =
                  Double.parseDouble(variation.settings().get("arms.apga.action-weight"));
              assertThat(rate).isBetween(1e-5, 1e-2);
              assertThat(weight).isBetween(1.0, 100.0);
              assertThat(variation.settings().get("selection.patience")).matches("[1-4]");
            });
    // Half of a log-uniform range lies below its geometric mean.
    assertThat(rates(config))
        .filteredOn(rate -> Double.parseDouble(rate) < 3.16e-4)
        .hasSizeBetween(80, 120);
  }

  @Test
  void aChoiceIsDrawnFromItsValuesWhicheverWayItIsTyped() throws IOException {
    GridConfig config =
        read(
            "grid { draws = 20, vary { selection.metric = \"choice(auroc, accuracy)\","
                + " train.epochs = [2, 3] } }");

    assertThat(config.grid().variations())
        .extracting(variation -> variation.settings().get("selection.metric"))
        .containsOnly("\"auroc\"", "\"accuracy\"");
    assertThat(config.grid().variations())
        .extracting(variation -> variation.settings().get("train.epochs"))
        .containsOnly("2", "3");
  }

  @Test
  void aStoredSearchReadsAsTheSameOne() throws IOException {
    GridConfig config = read(DRAWN.formatted(5, ""), "grid.tune-seeds=[100, 101]");

    assertThat(ConfigReader.read(config.settings()).grid()).isEqualTo(config.grid());
  }

  @Test
  void everythingThatIsWrongWithASearchIsToldAtOnceWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    grid {
                      draws = 4
                      tune-seeds = [3, 100]
                      seeds = [3, 4]
                      vary {
                        train.learning-rate = "log-uniform(1e-3, 1e-6)"
                        arms.apga.action-weight = "log-uniform(0, 1)"
                        arms.apga.baseline-decay = "normal(0, 1)"
                        policy.learning-rate = "uniform(0.1)"
                        train.epochs = "whole(1.5, 3)"
                        data.split-seed = [1, 2]
                      }
                    }
                    selection.split = test
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ConfigException.Problem::toString)
                    .containsExactly(
                        "grid.conf:3: grid.tune-seeds contains 3 of grid.seeds too; a variant is"
                            + " chosen on other seeds than it is reported on.",
                        "grid.conf:3: grid.tune-seeds chooses variants on the selection split, and"
                            + " selection.split is test; set selection.split = selection.",
                        "grid.conf:6: grid.vary gives train.learning-rate log-uniform(1e-3, 1e-6),"
                            + " whose low end is not below its high end.",
                        "grid.conf:7: grid.vary gives arms.apga.action-weight log-uniform(0, 1); a"
                            + " logarithm needs numbers above 0.",
                        "grid.conf:8: grid.vary gives arms.apga.baseline-decay \"normal(...)\";"
                            + " there are log-uniform(low, high), uniform(low, high), whole(low,"
                            + " high) and choice(a, b).",
                        "grid.conf:9: grid.vary gives policy.learning-rate uniform(0.1); it takes"
                            + " two numbers, (low, high).",
                        "grid.conf:10: grid.vary gives train.epochs whole(1.5, 3); it takes whole"
                            + " numbers.",
                        "grid.conf:11: data.split-seed changes the split on which grid.tune-seeds"
                            + " chooses, so it cannot be varied."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid.vary { train.learning-rat = [1] } | grid.conf:1: train.learning-rat is not a setting;"
            + " did you mean train.learning-rate?",
        "grid.vary { results.root = [a, b] } | grid.conf:1: results.root does not affect any"
            + " trial's numbers, so it cannot be varied.",
        "grid.vary { train.epochs = 3 } | grid.conf:1: grid.vary gives train.epochs no list of"
            + " values [a, b].",
        "grid.vary { train.epochs = [] } | grid.conf:1: grid.vary gives train.epochs no list of"
            + " values [a, b].",
        "grid.vary { numerics.threads = [1, 2] } | grid.conf:1: numerics.threads is the same for"
            + " all trials of a grid, so it cannot be varied.",
        "grid { arms = [continue], vary { arms.apga.action-weight = [1] } } | grid.conf:1:"
            + " arms.apga.action-weight does not affect the numbers of any of grid.arms, so it"
            + " cannot be varied.",
        "grid { vary { train.epochs = [1] }, variants { a {} } } | grid.conf:1: grid.variants and"
            + " grid.vary are both set; use one of them.",
        "grid.vary { classifier.depth = [121, custom] } | grid.conf:1: classifier.depth changes"
            + " which settings apply, so it cannot be varied; run it as a separate grid.",
        "grid.variants { a = 3 } | grid.conf:1: grid.variants.a must be settings in { }.",
        "grid.variants { \"a b\" {} } | grid.conf:1: grid.variants names \"a b\"; a name has letters,"
            + " digits, dots, - and _.",
        "grid { max-trials = 100, vary { train.epochs = [1, 2] } } | grid.conf:1: grid.max-trials is"
            + " 100, and the grid has 980 trials; name fewer values, or raise it.",
        "grid { max-trials = 1000, folds = 3 } | grid.conf:1: grid.max-trials is 1000, and the grid"
            + " has 1470 trials; name fewer values, or raise it.",
        "grid.folds = 1 | grid.conf:1: grid.folds is 1; it must be 0 for the listed test split, or 2"
            + " and more.",
        "grid { folds = 3, tune-seeds = [20], vary { train.epochs = [1, 2] } } | grid.conf:1:"
            + " grid.folds is 3 together with grid.tune-seeds; a variant that is chosen over all"
            + " folds has seen the test images of each. Tune on the listed splits first, then name"
            + " the chosen settings.",
        "{ grid.splits = per-seed, selection.split = test } | grid.conf:1: grid.splits is per-seed,"
            + " but there is nothing to draw: with selection.split = test there is no selection"
            + " split.",
        "grid.splits = patient | grid.conf:1: grid.splits is \"patient\"; it must be one of fixed,"
            + " per-seed.",
        "grid { max-trials = 3, vary { train.epochs = [1, 2], train.batch-size = [2, 4] } } |"
            + " grid.conf:1: grid.vary has more than grid.max-trials = 3 points; name fewer"
            + " values, or raise it.",
        "grid.vary { train.epochs = \"whole(1, 3)\" } | grid.conf:1: grid.vary gives train.epochs a"
            + " range, and grid.draws is 0; set it, or name values [a, b].",
        "grid { draws = 3, variants { a {} } } | grid.conf:1: grid.draws is 3, and grid.vary has no"
            + " axis to draw from; name one.",
        "grid { draws = 10001, vary { train.epochs = [1] } } | grid.conf:1: grid.draws is 10001; it"
            + " must be 0 .. 10000.",
        "grid.tune-seeds = [100] | grid.conf:1: grid.tune-seeds chooses among variants, and there are"
            + " none; name some in grid.vary.",
        "grid { draws = 9, vary { arms.apga.baseline-decay = \"uniform(0.5, 1.5)\" } } | grid.conf:1:"
            + " arms.apga.baseline-decay is 1.5; it must be 0 .. 1.",
        "grid { draws = 9, vary { train.epochs = \"choice(1, , 3)\" } } | grid.conf:1: grid.vary gives"
            + " train.epochs choice(1, , 3), in which a value is missing.",
        "grid { draws = 9, max-trials = 48, tune-seeds = [20], seeds = [1], arms = [apga], vary {"
            + " train.epochs = [1, 2] } } | grid.conf:1: grid.max-trials is 48, and the grid has 49"
            + " trials; name fewer values, or raise it.",
      })
  void whatCannotBeVariedIsToldInOneLine(String text, String line) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ConfigException.Problem::toString)
                    .containsExactly(line));
  }

  @Test
  void eachValueOutOfItsRangeIsNamedWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    grid.vary {
                      train.learning-rate = [
                        1e-5,
                        -1
                      ]
                      train.epochs = [1, none]
                    }
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ConfigException.Problem::where)
                    .containsExactly("grid.conf:4", "grid.conf:6"));
  }
}
