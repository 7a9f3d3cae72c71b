package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.engine.WeightsException;
import org.apga.plan.DataIdentity;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.store.weights.Origin;
import org.apga.store.weights.WeightsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartWeightsTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();

  private static GridConfig config(String... sets) {
    return ConfigReader.read(new File("conf/demo.conf"), List.of(sets));
  }

  private GridConfig starting(String setting, Map<String, Tensor> tensors) {
    Path file = folder.resolve("start.npz");
    new WeightsFile(file.toString(), HADOOP).write(tensors, new Origin("x", "y"));
    return config(setting + "=\"" + file + "\"");
  }

  private static Trial trial(GridConfig config, StartHashes start, Arm arm) {
    return trials(config, start, arm).get(0);
  }

  /** Of the first part and seed 1. */
  private static List<Trial> trials(GridConfig config, StartHashes start, Arm arm) {
    return GridPlanner.plan(
            config,
            DataIdentity.madeUp("manifest", config.grid().parts()),
            new TreeMap<>(),
            start,
            List.of(),
            Map.of())
        .trials()
        .stream()
        .map(Planned::trial)
        .filter(t -> t.cell().arm() == arm && t.seed() == 1)
        .filter(t -> t.cell().part().equals(config.grid().parts().get(0)))
        .toList();
  }

  private static Map<String, Tensor> without(Map<String, Tensor> tensors, String... prefixes) {
    Map<String, Tensor> less = new LinkedHashMap<>(tensors);
    for (String prefix : prefixes) {
      less.keySet().removeIf(name -> name.startsWith(prefix));
    }
    return less;
  }

  private static double first(NetworkState state, String name) {
    return Objects.requireNonNull(state.tensors().get(name)).at(0);
  }

  @Test
  void whereNoFileIsNamedWeightsAreDrawnForTheSeed() throws IOException {
    GridConfig config = config();
    StartWeights start = new StartWeights(config, HADOOP);
    StartHashes hashes = start.check(said::add);
    Trial trial = trial(config, hashes, Arm.APGA);

    assertThat(hashes).isEqualTo(StartHashes.NO_FILES);
    assertThat(said).isEmpty();
    assertThat(first(start.classifier(trial), "features.conv0.weight"))
        .isEqualTo(first(InitialWeights.draw(config.classifier(), 1), "features.conv0.weight"));
    assertThat(start.policy(trial).decoderDrawn()).isTrue();
    assertThat(StartWeights.told("", trial, GridPlanner.CLASSIFIER_WEIGHTS)).isEqualTo("drawn");
  }

  @Test
  void aBaselineStartsFromTheFileAndItsMissingHeadIsDrawnForTheSeed() throws IOException {
    NetworkState given = InitialWeights.draw(config().classifier(), 77);
    GridConfig config = starting("classifier.weights", without(given.tensors(), "classifier."));
    StartWeights start = new StartWeights(config, HADOOP);
    StartHashes hashes = start.check(said::add);
    Trial trial = trial(config, hashes, Arm.BASELINE);

    NetworkState state = start.classifier(trial);

    assertThat(said)
        .containsExactly(
            folder.resolve("start.npz")
                + " gives the classifier without a head; the rest is drawn for each seed");
    assertThat(first(state, "features.conv0.weight"))
        .isEqualTo(first(given, "features.conv0.weight"));
    assertThat(first(state, "classifier.0.weight"))
        .isEqualTo(first(InitialWeights.draw(config.classifier(), 1), "classifier.0.weight"));
    assertThat(
            StartWeights.told(config.start().classifier(), trial, GridPlanner.CLASSIFIER_WEIGHTS))
        .isEqualTo(hashes.classifier() + " start.npz");
    assertThat(hashes.classifier()).hasSize(64);
    assertThat(hashes.policy()).isEqualTo("drawn");
  }

  @Test
  void eachVariantStartsFromItsOwnFileAndTheSameContentIsTheSameTrial() throws IOException {
    NetworkState given = InitialWeights.draw(config().classifier(), 77);
    GridConfig own = starting("classifier.weights", given.tensors());
    Path copy = Files.copy(folder.resolve("start.npz"), folder.resolve("copy.npz"));
    Map<String, String> settings = new TreeMap<>(own.settings());
    settings.put("grid.vary", "{\"classifier.weights\" = [\"\", \"" + copy + "\"]}");
    GridConfig varied = ConfigReader.read(settings);

    StartHashes hashes = new StartWeights(varied, HADOOP).check(said::add);
    List<Trial> baselines = trials(varied, hashes, Arm.BASELINE);

    assertThat(hashes.varied().values()).contains("drawn", hashes.classifier());
    assertThat(said).hasSize(2).allMatch(line -> line.endsWith(" gives all of the classifier"));
    assertThat(baselines)
        .extracting(trial -> trial.identity().get(GridPlanner.CLASSIFIER_WEIGHTS))
        .containsExactly("drawn", hashes.classifier());
    assertThat(baselines.get(1).id()).isEqualTo(trial(own, hashes, Arm.BASELINE).id());
  }

  @Test
  void aPolicyIsReadyOnlyIfItsDecoderIsGivenToo() throws IOException {
    Map<String, Tensor> all = InitialWeights.draw(config().policy(), 77).tensors();
    GridConfig whole = starting("policy.weights", all);
    StartWeights start = new StartWeights(whole, HADOOP);
    assertThat(start.policy(trial(whole, start.check(said::add), Arm.APGA)).decoderDrawn())
        .isFalse();

    GridConfig encoder = starting("policy.weights", without(all, "center", "dec", "final"));
    start = new StartWeights(encoder, HADOOP);
    assertThat(start.policy(trial(encoder, start.check(said::add), Arm.APGA)).decoderDrawn())
        .isTrue();
  }

  @Test
  void anotherContentThanWasPlannedIsRefused() throws IOException {
    Map<String, Tensor> tensors = InitialWeights.draw(config().classifier(), 77).tensors();
    GridConfig config = starting("classifier.weights", tensors);
    StartWeights start = new StartWeights(config, HADOOP);
    Trial trial = trial(config, start.check(said::add), Arm.BASELINE);
    starting("classifier.weights", InitialWeights.draw(config.classifier(), 78).tensors());

    assertThatThrownBy(() -> start.classifier(trial))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot start from "
                + folder.resolve("start.npz")
                + ": its content has changed since the run was planned. Start the run again.")
        .satisfies(e -> assertThat(FailureCause.of(e)).isEqualTo(FailureCause.CONFIG));
  }

  @Test
  void aFileThatDoesNotFitIsRefusedBeforeAnythingStarts() {
    GridConfig config =
        starting(
            "policy.weights",
            without(InitialWeights.draw(config().policy(), 77).tensors(), "dec1.conv.bias"));

    assertThatThrownBy(() -> new StartWeights(config, HADOOP).check(said::add))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "Cannot use "
                + folder.resolve("start.npz")
                + " for the policy: tensor dec1.conv.bias is missing. Check that the file is of this"
                + " architecture and size.");
  }

  @Test
  void aPickleIsRefusedBeforeAnythingStarts() throws IOException {
    Path pickle = Files.write(folder.resolve("net.pth"), new byte[] {(byte) 0x80, 2, 0, 0});
    GridConfig config = config("classifier.weights=\"" + pickle + "\"");

    assertThatThrownBy(() -> new StartWeights(config, HADOOP).check(said::add))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("Cannot read weights " + pickle + ": it is a pickle");
  }
}
