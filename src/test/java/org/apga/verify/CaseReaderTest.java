package org.apga.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.EmptyMap;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.MaskedNorms;
import org.apga.engine.NormStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseReaderTest {
  private static final String FIELDS =
      "A case has the fields batch, batches, classes, classifier, expected, image_size,"
          + " learning_rate, method, policy, seed, settings, variant.";

  @TempDir private Path folder;

  private Path changed(String name, Consumer<ObjectNode> change) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream in =
        Objects.requireNonNull(getClass().getResourceAsStream("/parity/" + name + ".json"))) {
      ObjectNode json = (ObjectNode) mapper.readTree(in);
      change.accept(json);
      return Files.writeString(folder.resolve("case.json"), mapper.writeValueAsString(json));
    }
  }

  private Path changed(Consumer<ObjectNode> change) throws IOException {
    return changed("apga-densenet121-32", change);
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(() -> CaseReader.read(file))
        .isInstanceOf(CaseException.class)
        .hasMessage("Cannot verify " + file + ": " + why);
  }

  @Test
  void aCaseIsReadWithEveryNumber() throws IOException {
    ParityCase parity = CaseReader.read(changed(json -> json.put("seed", 6)));

    assertThat(parity.name()).isEqualTo("case");
    assertThat(parity.arm()).isEqualTo(Arm.APGA);
    assertThat(parity.seed()).isEqualTo(6);
    assertThat(parity.expected())
        .hasSize(60)
        .containsEntry("losses.clean[1]", 0.8233492964186664)
        .containsEntry("policy[0].policy_loss", 0.0)
        .containsEntry("mask_before.first_row[7]", 0.3777345023852085);
    assertThat(parity.training()).hasSize(2);
    assertThat(parity.validation().images()).isEqualTo(4);
  }

  @Test
  void aCaseMaySetNormsAndArmsAndNothingElse() throws IOException {
    assertThat(CaseReader.shipped("apga-held").config().norms().maskedSteps())
        .isEqualTo(MaskedNorms.HELD);
    refused(
        changed(json -> json.putObject("settings").put("train.epochs", 3)),
        "it sets train.epochs. Use only settings of norms and arms.");
    refused(
        changed(json -> json.put("settings", "held")),
        "settings is \"held\". Use an object of settings by path.");
    assertThatThrownBy(
            () ->
                CaseReader.read(
                    changed(json -> json.putObject("settings").put("norms.masked-steps", "kept"))))
        .isInstanceOf(CaseException.class)
        .hasMessageContaining("its settings are not valid together: ");
  }

  @Test
  void aCaseWithoutClassesHasTwo() {
    assertThat(CaseReader.shipped("apga-densenet121-32").classes()).isEqualTo(2);
  }

  @Test
  void aCaseOfFourClassesHasImagesOfEachAndAScoreForEach() {
    for (ParityCase parity : CaseReader.shipped()) {
      if (parity.name().contains("-four")) {
        assertThat(parity.training().stream().flatMapToInt(b -> Arrays.stream(b.labels())))
            .as(parity.name())
            .contains(0, 1, 2, 3);
        assertThat(parity.expected())
            .containsKeys("logits_before[1][3]", "logits_after[1][3]")
            .doesNotContainKey("logits_before[1][4]");
      }
    }
    assertThat(CaseReader.shipped("end2end-four").expected())
        .containsKeys("tta_probabilities[3][2]", "tta_probabilities[3][3]");
  }

  @Test
  void twentyEightCasesTravelWithTheProgramAndEveryArmHasOne() {
    assertThat(CaseReader.shipped()).hasSize(28).doesNotHaveDuplicates();
    assertThat(CaseReader.shipped()).extracting(ParityCase::arm).contains(Arm.values());
  }

  @Test
  void publishedIsTheReferenceProfile() {
    GridConfig config = CaseReader.shipped("gradcam-densenet169-64").config();

    assertThat(config.profile()).isEqualTo("reference");
    assertThat(config.gradcam())
        .isEqualTo(new GridConfig.GradCam(NormStatistics.BATCH, EmptyMap.ERASE, Fill.ZERO));
    assertThat(config.end2end().carry()).isEqualTo(GradientCarry.ACCUMULATE);
    assertThat(config.classifierAdam().learningRate()).isEqualTo(1e-4);
    assertThat(config.policyAdam()).isEqualTo(config.classifierAdam());
  }

  @Test
  void repairedZeroesGradientsAndEvaluatesTheFrozenModel() {
    GridConfig config = CaseReader.shipped("end2end-densenet169-64-repaired").config();

    assertThat(config.gradcam())
        .isEqualTo(new GridConfig.GradCam(NormStatistics.RUNNING, EmptyMap.ERASE, Fill.ZERO));
    assertThat(config.end2end().carry()).isEqualTo(GradientCarry.NONE);
  }

  @Test
  void aSeedIsSixtyFourBits() throws IOException {
    Path file = changed(json -> json.put("seed", new java.math.BigInteger("18446744073709551615")));
    assertThat(CaseReader.read(file).seed()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method | \"sgd\" | method is \"sgd\". Use baseline, continue, continue3, cutout, gradcam,"
            + " end2end, apga.",
        "method | 3 | method is 3. Use baseline, continue, continue3, cutout, gradcam, end2end,"
            + " apga.",
        "variant | \"mended\" | variant is \"mended\". Use published, repaired.",
        "classifier | \"densenet161\" | classifier is \"densenet161\". Use densenet121,"
            + " densenet169, densenet201.",
        "policy | \"unet16\" | policy is \"unet16\". Use unet11.",
        "policy | null | policy is missing. Use unet11.",
        "image_size | 40 | image_size is 40, and both networks halve an image five times. Use a"
            + " multiple of 32.",
        "image_size | 0 | image_size is 0. Use a whole number from 32 to 2048.",
        "batch | 2.5 | batch is 2.5. Use a whole number from 1 to 4096.",
        "batch | 1 | with a batch of 1 and images of 32 pixels the last batch norm has one value"
            + " per channel, and no variance. Use a larger batch or images of 64 pixels.",
        "classes | 1 | classes is 1. Use a whole number from 2 to 1000.",
        "classes | 2.5 | classes is 2.5. Use a whole number from 2 to 1000.",
        "classes | 3 | expected has no logits_before[0][2]. Add it, or fix classes, batch or"
            + " batches.",
        "batches | 0 | batches is 0. Use a whole number from 1 to 4096.",
        "batches | 3 | expected has no losses.clean[2]. Add it, or fix classes, batch or batches.",
        "batches | 1 | expected has policy[1].reward, which no apga case of this size has. Remove"
            + " it, or fix method, classes, batch or batches.",
        "seed | -1 | seed is -1. Use a whole number from 0 to 2^64 - 1.",
        "learning_rate | 0 | learning_rate is 0. Use a number above 0.",
        "expected | 5 | expected has no values, which no apga case of this size has. Remove it, or"
            + " fix method, classes, batch or batches.",
        "epochs | 3 | it has the unknown field epochs. " + FIELDS,
      })
  void aFieldThatIsWrongIsNamed(String field, String value, String why) throws IOException {
    com.fasterxml.jackson.databind.JsonNode wrong = new ObjectMapper().readTree(value);
    refused(changed(json -> json.set(field, wrong)), why);
  }

  @Test
  void aMissingFieldIsNamed() throws IOException {
    refused(changed(json -> json.remove("seed")), "it has no field seed. " + FIELDS);
  }

  @Test
  void anExpectedNumberThatNoArmHasIsNamed() throws IOException {
    refused(
        changed(json -> json.withObject("/expected").put("auroc", 0.5)),
        "expected has auroc, which no apga case of this size has. Remove it, or fix method,"
            + " classes, batch or batches.");
  }

  @Test
  void anExpectedTextIsNamed() throws IOException {
    refused(
        changed(json -> json.withObject("/expected").put("policy_norm_after", "115")),
        "expected policy_norm_after is \"115\", but must be a number. Fix it.");
  }

  @Test
  void onlyTheMeanOfMapsMayBeUndefined() throws IOException {
    Path file =
        changed(
            "gradcam-densenet121-64",
            json -> ((ObjectNode) json.at("/expected/cam/0")).put("mean_of_defined", Double.NaN));
    Files.writeString(file, Files.readString(file).replace("\"NaN\"", "NaN"));
    assertThat(CaseReader.read(file).expected().get("cam[0].mean_of_defined")).isNaN();

    Files.writeString(
        file, Files.readString(file).replace("\"over_half\":0.4", "\"over_half\":NaN,\"x\":0.4"));
    refused(file, "expected cam[0].over_half is \"NaN\", but must be a number. Fix it.");
  }

  @Test
  void aBrokenFileIsRefusedWithItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("broken.json"), "{\n \"seed\": }\n");
    refused(
        file,
        "line 2 is not JSON (Unexpected character ('}' (code 125)): expected a value). Get the file"
            + " again.");
  }

  @Test
  void aFileThatIsNoObjectIsRefused() throws IOException {
    refused(
        Files.writeString(folder.resolve("list.json"), "[]"), "it is not a JSON object. " + FIELDS);
    refused(
        Files.writeString(folder.resolve("empty.json"), ""), "it is not a JSON object. " + FIELDS);
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    refused(folder.resolve("none.json"), "there is no such file. Check the path.");
    refused(folder, "it is not a file. Check the path.");
  }
}
