package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.InitialWeights;
import org.apga.engine.UNetSpec;
import org.apga.store.Attempt;
import org.apga.store.ResultStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports for other programs than PyTorch. */
class WeightsExportTest {
  private static final String TRIAL = "elbow-apga-full-s7-0123456789ab";

  @TempDir private Path folder;

  private void commit(String arm) throws IOException {
    ResultStore store =
        ResultStore.open(folder.resolve("results").toString(), new Configuration(false));
    Attempt attempt = store.begin(TRIAL);
    DenseNetSpec densenet = new DenseNetSpec(64, List.of(1, 1, 1, 1), 2, 4, 2, 2);
    attempt.write("classifier", InitialWeights.draw(densenet, 1));
    if (arm.equals("apga")) {
      attempt.write("policy", InitialWeights.draw(new UNetSpec(64, 1), 1));
    }
    TreeMap<String, String> identity = new TreeMap<>(Map.of("train.image-size", "64"));
    store.commit(attempt.offer("elbow", arm, "full", 7, identity, new TreeMap<>()));
  }

  private CommandRun export(String... more) {
    List<String> arguments = new ArrayList<>(List.of("weights", "export"));
    if (!List.of(more).contains("--trial")) {
      arguments.addAll(List.of("--trial", TRIAL));
    }
    arguments.addAll(List.of("--root", folder.resolve("results").toString()));
    arguments.addAll(List.of("--out", out().toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(Map.of(), arguments.toArray(String[]::new));
  }

  private Path out() {
    return folder.resolve("model.onnx");
  }

  @Test
  void anOnnxFileOfAnArmWithAPolicyHasItsMasks() throws IOException {
    commit("apga");

    CommandRun run = export("--format", "onnx");

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .containsExactly(
            "The networks of " + TRIAL + " are in " + out() + ": ONNX, opset 9.",
            "Input image: n x 1 x 64 x 64, levels 0..1.",
            "Output probabilities: n x 2.",
            "Output mask: n x 1 x 64 x 64.");
    assertThat(out()).isNotEmptyFile();
    assertThat(folder.resolve(".model.onnx.crc")).doesNotExist();
  }

  @Test
  void anOnnxFileOfAnotherArmHasNone() throws IOException {
    commit("baseline");

    assertThat(export("--format", "ONNX").lines()).endsWith("Output probabilities: n x 2.");
  }

  @Test
  void withTestTimeAugmentationTheFileHasTheSameOutputs() throws IOException {
    commit("apga");

    List<String> plain = export("--format", "onnx").lines();
    long size = Files.size(out());
    CommandRun run = export("--format", "onnx", "--tta");

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines()).isEqualTo(plain);
    assertThat(Files.size(out())).isGreaterThan(size);
  }

  @Test
  void whereThereIsNoPolicyThereIsNoTestTimeAugmentation() throws IOException {
    commit("baseline");

    CommandRun run = export("--format", "onnx", "--tta");

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + TRIAL
                + " with test-time augmentation: it trained no policy. Leave out --tta, or name a"
                + " trial of arm end2end or apga.");
    assertThat(out()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "npz,such a file holds the weights of one network",
    "bundle,a bundle holds networks with test-time augmentation anyway"
  })
  void testTimeAugmentationIsAskedOfOnnxFilesAlone(String format, String why) throws IOException {
    commit("apga");

    CommandRun run = export("--format", format, "--tta");

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + TRIAL
                + " as "
                + format
                + " with --tta: "
                + why
                + ". Leave it out, or name --format onnx.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"npz", "onnx", "bundle"})
  void aTrialThatIsNotCommittedIsRefused(String format) throws IOException {
    commit("apga");
    String other = TRIAL.replace("s7", "s8");

    CommandRun run = export("--format", format, "--trial", other);

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + other
                + ": it is not committed in "
                + folder.resolve("results")
                + ". Name a trial with status completed of its table trials.");
    assertThat(out()).doesNotExist();
  }

  @Test
  void anUnknownFormatIsRefused() throws IOException {
    commit("apga");

    CommandRun run = export("--format", "tflite");

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + TRIAL
                + " as tflite: the formats are npz, onnx and bundle. Name one of them with --format.");
    assertThat(out()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--network=policy", "--head=linear"})
  void whatChoosesPartOfATrialIsRefused(String option) throws IOException {
    commit("apga");

    CommandRun run = export("--format", "onnx", option);

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors())
        .containsExactly(
            "Cannot export trial "
                + TRIAL
                + " as onnx with --network, --head or --channels: such a file holds all networks of a"
                + " trial, with their heads, for grey images. Leave them out.");
  }

  @Test
  void whatCannotBeWrittenIsSaidInOneLine() throws IOException {
    commit("apga");
    Files.createDirectory(out());

    CommandRun run = export("--format", "onnx");

    assertThat(run.exitCode()).isEqualTo(Main.NOTHING_STARTED);
    assertThat(run.errors()).singleElement().asString().startsWith("Cannot write " + out() + ": ");
  }
}
