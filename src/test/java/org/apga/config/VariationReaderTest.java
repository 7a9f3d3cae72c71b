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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grid.vary { train.learning-rat = [1] } | grid.conf:1: train.learning-rat is not a setting;"
            + " did you mean train.learning-rate?",
        "grid.vary { results.root = [a, b] } | grid.conf:1: results.root decides no trial's numbers,"
            + " so it cannot be varied.",
        "grid.vary { train.epochs = 3 } | grid.conf:1: grid.vary gives train.epochs no list of values"
            + " [a, b].",
        "grid.vary { train.epochs = [] } | grid.conf:1: grid.vary gives train.epochs no list of"
            + " values [a, b].",
        "grid.vary { numerics.threads = [1, 2] } | grid.conf:1: numerics.threads is one for all"
            + " trials of a grid, so it cannot be varied.",
        "grid { arms = [continue], vary { arms.apga.action-weight = [1] } } | grid.conf:1:"
            + " arms.apga.action-weight decides numbers of none of grid.arms, so it cannot be varied.",
        "grid { vary { train.epochs = [1] }, variants { a {} } } | grid.conf:1: grid.variants and"
            + " grid.vary are both there; take one of them.",
        "grid.vary { classifier.depth = [121, custom] } | grid.conf:1: classifier.depth makes other"
            + " settings count than the grid's own, so it cannot be varied; run it as a grid of its"
            + " own.",
        "grid.variants { a = 3 } | grid.conf:1: grid.variants.a must be settings in { }.",
        "grid.variants { \"a b\" {} } | grid.conf:1: grid.variants names \"a b\"; a name has letters,"
            + " digits, dots, - and _.",
        "grid { max-trials = 100, vary { train.epochs = [1, 2] } } | grid.conf:1: grid.max-trials is"
            + " 100, and the grid has 980 trials; name fewer values, or raise it.",
        "grid { max-trials = 3, vary { train.epochs = [1, 2], train.batch-size = [2, 4] } } |"
            + " grid.conf:1: grid.vary crosses to more than grid.max-trials = 3 points; name fewer"
            + " values, or raise it.",
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
