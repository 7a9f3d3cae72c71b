package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.data.Augment;
import org.apga.data.ShotDraw;
import org.apga.engine.GradientCarry;
import org.apga.engine.NormStatistics;
import org.apga.metrics.stats.Resampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  @TempDir Path folder;

  private File file(String text) throws IOException {
    return Files.writeString(folder.resolve("grid.conf"), text).toFile();
  }

  @Test
  void anEmptyFileGivesTheDefaultsOfReferenceConf() throws IOException {
    GridConfig config = ConfigReader.read(file(""), List.of());

    assertThat(config.profile()).isEqualTo("sound");
    assertThat(config.grid().parts()).hasSize(7);
    assertThat(config.grid().seeds()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(config.grid().arms()).containsExactly(Arm.values());
    assertThat(config.grid().shots()).containsExactly(Shots.FULL);
    assertThat(config.classifier().blocks()).containsExactly(6, 12, 32, 32);
    assertThat(config.policy().baseWidth()).isEqualTo(32);
    assertThat(config.training().imageSize()).isEqualTo(224);
    assertThat(config.classifierAdam().learningRate()).isEqualTo(1e-5);
    assertThat(config.policyAdam()).isEqualTo(config.classifierAdam());
    assertThat(config.data().cacheBytes()).isEqualTo(2L << 30);
    assertThat(config.start()).isEqualTo(new GridConfig.Start("", ""));
    // What a report takes where a run's plan does not say.
    assertThat(config.settings())
        .containsEntry("report.resamples", Integer.toString(Resampling.USUAL.resamples()))
        .containsEntry("report.seed", Long.toString(Resampling.USUAL.seed()));
  }

  @Test
  void filesThatNetworksStartFromAreNamed() throws IOException {
    GridConfig config =
        ConfigReader.read(
            file("classifier.weights = \"hdfs://host/d.npz\""), List.of("policy.weights=u.npz"));

    assertThat(config.start()).isEqualTo(new GridConfig.Start("hdfs://host/d.npz", "u.npz"));
  }

  @Test
  void howImagesAreAugmentedIsReadAndNeutralByDefault() throws IOException {
    File file = file("augment { flip = 0.5, rotate-degrees = 30, scale = 0.1, brightness = 0.2 }");

    assertThat(ConfigReader.read(file, List.of("augment.contrast=0.3")).recipe().augment())
        .isEqualTo(new Augment(0.5, 30, 0.1, 0.2, 0.3, 1));
    assertThat(ConfigReader.read(file(""), List.of()).recipe().augment().changesImages()).isFalse();
  }

  @Test
  void whatNoImageCanBeAugmentedByIsRefusedWithFileAndLine() throws IOException {
    File file =
        file(
            """
            augment {
              flip = 1.5
              rotate-degrees = 181
              scale = 1
              brightness = -0.1
              contrast = much
              probability = NaN
              mirror = 1
            }
            """);

    assertThatThrownBy(() -> ConfigReader.read(file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            """
            : 7 problems.
              grid.conf:8: augment.mirror is not a setting; did you mean augment.flip?
              grid.conf:2: augment.flip is 1.5; it must be 0 .. 1.
              grid.conf:3: augment.rotate-degrees is 181.0; it must be 0 .. 180.
              grid.conf:4: augment.scale is 1.0; it must be 0 .. 0.9.
              grid.conf:5: augment.brightness is -0.1; it must be 0 .. 1.
              grid.conf:6: augment.contrast is "much"; it must be a number.
              grid.conf:7: augment.probability is NaN; it must be 0 .. 1.
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "25:00", "tomorrow", "2026-02-04T07:00"})
  void aTimeThatIsNoneIsRefused(String until) {
    assertThatThrownBy(() -> ConfigReader.read(file(""), List.of("run.until=" + until)))
        .hasMessageContaining(
            "--set run.until: run.until is \""
                + until
                + "\"; it must be a time of day, such as \"07:00\", or a date and a time with a zone,"
                + " such as \"2026-02-04T07:00+01:00\".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notify.webhook = [\"https://host/planted-token\"]",
        "notify.webhook = \"host/planted-token\"",
        "notify.webhook = \"ftp://host/planted-token\"",
        "notify.webhook = \"https:///planted-token\"",
        "notify.webhook = \"https://host/planted-token with a blank\"",
        "notify.webhook = https://host/planted-token",
        "notify.webhook = \"https://host/planted-token"
      })
  void noProblemShowsTheAddressOfAWebhook(String line) {
    assertThatThrownBy(() -> ConfigReader.read(file(line), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("grid.conf:1: ")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("planted-token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo.conf", "nightly.conf", "own-data.conf", "paper.conf"})
  void theConfigurationsThatAreShippedAreValid(String name) {
    assertThat(ConfigReader.read(new File("conf", name), List.of()).settings()).isNotEmpty();
  }

  @Test
  void theReferenceProfileIsThePublishedCodeWithItsQuirks() throws IOException {
    GridConfig config = ConfigReader.read(file("profile = reference"), List.of());

    assertThat(config.data().shotsBy()).isEqualTo(ShotDraw.Unit.IMAGE);
    assertThat(config.selection().split()).isEqualTo(SelectionSplit.TEST);
    assertThat(config.selection().freeFailures()).isEqualTo(1);
    assertThat(config.selection().policyArmsEvery()).isEqualTo(100);
    assertThat(config.selection().augmentedCounts()).isTrue();
    assertThat(config.gradcam().statistics()).isEqualTo(NormStatistics.BATCH);
    assertThat(config.end2end().carry()).isEqualTo(GradientCarry.ACCUMULATE);
    assertThat(config.cutout().areaMax()).isEqualTo(1);
  }

  @Test
  void aSettingOfTheFileGoesBeforeTheProfileAndSetGoesBeforeBoth() throws IOException {
    File file = file("profile = reference\nselection.free-failures = 3\ntrain.epochs = 5");

    GridConfig config = ConfigReader.read(file, List.of("train.epochs=7", "grid.seeds=[4,5]"));

    assertThat(config.selection().freeFailures()).isEqualTo(3);
    assertThat(config.training().epochs()).isEqualTo(7);
    assertThat(config.grid().seeds()).containsExactly(4L, 5L);
  }

  @Test
  void setTakesAnUnquotedUri() throws IOException {
    GridConfig config =
        ConfigReader.read(file(""), List.of("results.root=hdfs://name-node:9000/apga/results"));

    assertThat(config.resultsRoot()).isEqualTo("hdfs://name-node:9000/apga/results");
  }

  @Test
  void whatTravelsToAnExecutorReadsBackAsTheSameConfiguration() throws IOException {
    GridConfig config =
        ConfigReader.read(
            file("profile = reference, grid.shots = [full, 100], classifier.depth = custom"),
            List.of(
                "data.root=a b#7//\"${x}\"\\y",
                "train.learning-rate=0.1000000000000000055",
                "arms.apga.action-weight=123456.78901234567",
                "data.max-pixels=2G"));

    assertThat(ConfigReader.read(config.settings())).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "train.learning-rate | 0.00001 | 1e-5; 1.0E-5; 10e-6; \"0.000010\"",
        "arms.apga.action-weight | 100 | 1e2; 100.0; 100.",
        "arms.cutout.area-min | 0.1 | 0.10; .1; 0.1000000000000000055",
        "policy.learning-rate | 0 | 0.0; -0.0; 0e7",
        "train.epochs | 100 | 1e2; 100.0; \"100\"",
        "data.max-pixels | 50000000 | 50M; 50000k; 0.05G; 5e7; 50 M",
        "data.cache-bytes | 2147483648 | 2G; 2048M; 2GiB",
        "data.phantoms.write-if-missing | true | yes; on; \"true\"",
        "selection.metric | \"auroc\" | auroc; \"auroc\"",
        "classifier.depth | \"169\" | 169; \"169\"",
        "grid.seeds | [0,7] | [0, 7]; [0, 007]; [\"0\" , 7, ]",
        "grid.parts | [\"elbow\"] | [Elbow]; [\"elbow\"]",
        "grid.shots | [\"full\",\"50\"] | [full, 50]; [\"full\", \"050\"]",
        "data.root | \"data\" | data; \"data\""
      })
  void whatIsTypedInAnotherWayIsTheSameValue(String path, String kept, String typed)
      throws IOException {
    for (String one : typed.split("; ")) {
      assertThat(ConfigReader.read(file(path + " = " + one), List.of()).settings().get(path))
          .as(one)
          .isEqualTo(kept);
      assertThat(ConfigReader.read(file(""), List.of(path + "=" + one)).settings().get(path))
          .as("--set " + one)
          .isEqualTo(kept);
    }
  }

  @Test
  void numbersThatDifferDiffer() throws IOException {
    double one = 0.1;
    for (double other :
        List.of(Math.nextUp(one), Math.nextDown(one), 1e-300, 123456789.123456789)) {
      String set = "train.learning-rate=" + other;
      String kept = ConfigReader.read(file(""), List.of(set)).settings().get("train.learning-rate");

      assertThat(Double.parseDouble(kept)).isEqualTo(other);
    }
  }

  @Test
  void aNumberOfPixelsIsRefusedWhereItIsNone() throws IOException {
    File file = file("data.max-pixels = 50MB");

    assertThatThrownBy(() -> ConfigReader.read(file, List.of()))
        .hasMessageContaining(
            "data.max-pixels is \"50MB\"; it must be a whole number such as 50M.");
    assertThatThrownBy(() -> ConfigReader.read(file, List.of("data.max-pixels=0.5")))
        .hasMessageContaining("--set data.max-pixels: data.max-pixels is \"0.5\"; it must be");
    assertThatThrownBy(() -> ConfigReader.read(file, List.of("data.max-pixels=0")))
        .hasMessageContaining("data.max-pixels is 0; it must be 1 or more.");
  }

  @Test
  void everySettingOfReferenceConfIsRead() throws IOException {
    Set<String> paths =
        ConfigFactory.parseResources("reference.conf")
            .withoutPath("profiles")
            // A secret is read and not kept.
            .withoutPath("notify.webhook")
            .entrySet()
            .stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());

    String all =
        "classifier.depth = custom, grid { stop = halving, tune-seeds = [100],"
            + " vary { train.learning-rate = [1e-3, 1e-4] } }";
    assertThat(ConfigReader.read(file(all), List.of()).settings().keySet())
        .filteredOn(path -> !path.equals("grid.vary"))
        .containsExactlyInAnyOrderElementsOf(paths);
  }

  @Test
  void whatAnotherSettingMakesMeaninglessIsNoSetting() throws IOException {
    assertThat(ConfigReader.read(file("classifier.growth = 12"), List.of()).settings())
        .isEqualTo(ConfigReader.read(file(""), List.of()).settings())
        .doesNotContainKey("classifier.growth");
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsFileAndLine() throws IOException {
    File file =
        file(
            """
            grid {
              parts = [elbow, elbow]
              seeds = [1.5]
              arms = [apga, mixup]
              shot = [full]
            }
            train { image-size = 100, batch-size = many }
            data.selection-share = 0.9
            classifier { depth = custom, blocks = [2, 2, 2] }
            selection.metric = f1
            profile = loud
            """);

    assertThatThrownBy(() -> ConfigReader.read(file, List.of("train.epochs=0")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot use "
                + file
                + ": 11 problems."
                + """

              grid.conf:5: grid.shot is not a setting; did you mean grid.shots?
              --set train.epochs: train.epochs is 0; it must be 1 .. 100000.
              grid.conf:2: grid.parts names something twice: [elbow, elbow].
              grid.conf:3: grid.seeds contains 1.5; it must be a list of whole numbers.
              grid.conf:4: grid.arms contains "mixup"; it must be a list of arms (baseline, continue,\
             continue3, cutout, gradcam, end2end, apga).
              grid.conf:7: train.image-size is 100; both networks halve an image five times, so it\
             must be a multiple of 32, such as 96.
              grid.conf:7: train.batch-size is "many"; it must be a whole number.
              grid.conf:8: data.selection-share is 0.9; it must be 0.02 .. 0.5.
              grid.conf:9: classifier.blocks has 3 numbers; a DenseNet has four blocks.
              grid.conf:10: selection.metric is "f1"; it must be one of auroc, accuracy, kappa, loss.
              grid.conf:11: profile is "loud"; it must be one of reference, sound, strong.
            Nothing was started. Every setting is explained by: submit/apga settings""");
  }

  @Test
  void columnsOfAReportAreNamesEachNamedOnce() throws IOException {
    File file = file("report { subgroups = [sex, \"age band\", 3], match = [scanner] }");

    GridConfig config = ConfigReader.read(file, List.of());

    assertThat(config.report().subgroups()).containsExactly("sex", "age band", "3");
    assertThat(config.report().match()).containsExactly("scanner");
    assertThat(config.settings()).containsEntry("report.subgroups", "[\"sex\",\"age band\",\"3\"]");
    assertThat(ConfigReader.read(file(""), List.of()).report().subgroups()).isEmpty();
    assertThatThrownBy(
            () ->
                ConfigReader.read(
                    file, List.of("report.subgroups=[sex, \" \"]", "report.match=[sex, sex]")))
        .hasMessage(
            "Cannot use "
                + file
                + """
                : 2 problems.
                  --set report.match: report.match names something twice: [sex, sex].
                  --set report.subgroups: report.subgroups contains " "; it must be a list of names of\
                 columns of the manifest, such as sex.
                Nothing was started. Every setting is explained by: submit/apga settings""");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ConfigReader.read(new File("nowhere/grid.conf"), List.of()))
        .hasMessage(
            """
            Cannot use nowhere/grid.conf: 1 problem.
              grid.conf: there is no such file.
            Nothing was started. Every setting is explained by: submit/apga settings""");
  }

  @Test
  void aFileThatIsNoHoconNamesTheLine() throws IOException {
    File file = file("grid {\n  parts = [elbow\n");

    assertThatThrownBy(() -> ConfigReader.read(file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use " + file + ": 1 problem.\n  grid.conf:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epochs = null | Configuration key 'train.epochs' is null",
        "train = 5           | train has type NUMBER rather than OBJECT"
      })
  void whatIsNoValueAtAllNamesTheLine(String text, String why) throws IOException {
    File file = file("\n" + text);

    assertThatThrownBy(() -> ConfigReader.read(file, List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use " + file + ": 1 problem.\n  grid.conf:2: ")
        .hasMessageContaining(why);
  }

  @Test
  void aSetWithoutAPathIsRefused() throws IOException {
    File file = file("");

    assertThatThrownBy(() -> ConfigReader.read(file, List.of("epochs")))
        .hasMessage(
            "Cannot use "
                + file
                + """
            : 1 problem.
              --set epochs: it must be path=value, such as grid.seeds=[0,1,2].
            Nothing was started. Every setting is explained by: submit/apga settings""");
  }
}
