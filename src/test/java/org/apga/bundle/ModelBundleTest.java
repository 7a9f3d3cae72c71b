package org.apga.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Variant;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.InitialWeights;
import org.apga.engine.UNetSpec;
import org.apga.evaluation.TrainedModel;
import org.apga.files.JsonFile;
import org.apga.store.Attempt;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBundleTest {
  private static final String TRIAL = "elbow-apga-full-s7-0123456789ab";

  @TempDir private Path folder;
  private final Map<String, byte[]> files = new TreeMap<>();

  /**
   * A trial that called 30 of 40 test images right, two of each patient. With test-time
   * augmentation all were.
   */
  @BeforeEach
  void write() throws Exception {
    ResultStore store = ResultStore.open(folder.toString(), new Configuration(false));
    Attempt attempt = store.begin(TRIAL);
    attempt.write(
        "classifier",
        InitialWeights.draw(new DenseNetSpec(64, List.of(1, 1, 1, 1), 2, 4, 2, 2), 1));
    attempt.write("policy", InitialWeights.draw(new UNetSpec(64, 1), 1));
    attempt.write(
        Tables.TRIALS,
        List.of(
            cell(Row.builder(Tables.TRIALS))
                .set("status", "completed")
                .set("manifest", "hips|knees")
                .set("manifest_hash", "aa")
                .set("split_hash", "bb")
                .set("train_images", 60)
                .set("selection_images", 20)
                .set("test_images", 40)
                .set("test_studies", 40)
                .set("synthetic", true)
                .set("best_epoch", 2)
                .set("epochs", 5)
                .set("best_score", -0.25)
                .set("reported_split_selects", false)
                .set("version", "1.2.3")
                .set("git_commit", "c0ffee")
                .set("git_dirty", true)
                .build()));
    List<Row> predictions = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      predictions.add(
          cell(Row.builder(Tables.PREDICTIONS))
              .set("split", "test")
              .set("path", "image" + i)
              .set("patient", "p" + i / 2)
              .set("study", "s" + i)
              .set("label", i % 2)
              .set("attributes", attributes(i))
              .set("tta_probability", i % 2 == 0 ? 0.25 : 0.75)
              .set("probability", i % 4 == 0 ? 0.75 : i % 2 == 0 ? 0.25 : 0.875)
              .build());
    }
    attempt.write(Tables.PREDICTIONS, predictions);
    TreeMap<String, String> identity = new TreeMap<>();
    identity.put("train.image-size", "64");
    identity.put("images", "cc");
    identity.put("classifier.weights", "dd");
    identity.put("data.normalise", "weights");
    identity.put("selection.metric", "loss");
    Commit commit = attempt.offer("elbow", "apga", "full", 7, identity, new TreeMap<>());
    store.commit(commit);
    files.putAll(written(commit, store));
  }

  /** The files of a committed trial's bundle, by name. */
  static Map<String, byte[]> written(Commit commit, ResultStore store) throws IOException {
    ModelBundle bundle = ModelBundle.of(TrainedModel.of(commit, Variant.NONE), store);
    Map<String, byte[]> written = new TreeMap<>();
    for (var file : bundle.files().entrySet()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      file.getValue().accept(out);
      written.put(file.getKey(), out.toByteArray());
    }
    return written;
  }

  /** Halves by sex; a few images of an other view; no two of the same age. */
  private static String attributes(int image) {
    return "{\"sex\":\"%s\",\"view\":\"%s\",\"age\":\"%d\"}"
        .formatted(image < 20 ? "f" : "m", image < 37 ? "a|p" : "oblique", image);
  }

  private static Row.Builder cell(Row.Builder row) {
    return row.set("trial", TRIAL)
        .set("part", "elbow")
        .set("arm", "apga")
        .set("shots", "full")
        .set("seed", 7);
  }

  @Test
  void itsFilesAreTheNetworksWhatTheyTakeAndACard() {
    assertThat(files).containsOnlyKeys("CARD.md", "metadata.json", "model-tta.onnx", "model.onnx");
  }

  @Test
  void itsMetadataHasTheKeysOfMonai() throws Exception {
    JsonNode json = JsonFile.parse(Objects.requireNonNull(files.get("metadata.json")));

    assertThat(json.fieldNames())
        .toIterable()
        .contains(
            "version",
            "monai_version",
            "pytorch_version",
            "numpy_version",
            "optional_packages_version",
            "task",
            "description",
            "authors",
            "copyright",
            "network_data_format");
    assertThat(json.path("version").asText()).isEqualTo("1.2.3");
    assertThat(json.path("data_source").asText()).isEqualTo("hips|knees, aa");
    assertThat(json.path("task").asText())
        .isEqualTo("Classifies synthetic radiographs (phantoms) as normal or abnormal: elbow");
    assertThat(json.path("data_type").asText()).isEqualTo("synthetic radiographs (phantoms)");
    assertThat(json.path("description").asText())
        .endsWith(
            ", and the policy's mask (U-Net). model-tta.onnx does the same with test-time augmentation.");
    assertThat(json.path("eval_metrics").fieldNames())
        .toIterable()
        .containsExactly(
            "accuracy", "sensitivity", "specificity", "auroc", "kappa", "brier", "ece", "loss");
    assertThat(json.path("eval_metrics").path("accuracy").asDouble()).isEqualTo(0.75);
    JsonNode formats = json.path("network_data_format");
    assertThat(formats.path("inputs").path("image").path("spatial_shape").toString())
        .isEqualTo("[64,64]");
    JsonNode outputs = formats.path("outputs");
    assertThat(outputs.path("probabilities").path("channel_def").toString())
        .isEqualTo("{\"0\":\"normal\",\"1\":\"abnormal\"}");
    assertThat(outputs.path("mask").path("num_channels").asInt()).isEqualTo(1);
    for (JsonNode tensor : List.of(formats.path("inputs").path("image"), outputs.path("mask"))) {
      assertThat(tensor.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder(
              "type",
              "format",
              "modality",
              "num_channels",
              "spatial_shape",
              "dtype",
              "value_range",
              "is_patch_data",
              "channel_def");
    }
  }

  @Test
  void itsCardNamesDataSelectionFiguresRecipeAndCommit() {
    String card = new String(Objects.requireNonNull(files.get("CARD.md")), UTF_8);

    assertThat(card)
        .startsWith("# Model card of " + TRIAL + "\n")
        .contains(
            "The probabilities are for normal, abnormal, in that order.\n",
            "Do not use it to diagnose",
            "It was trained and tested on synthetic images only.",
            "A classifier of synthetic radiographs (phantoms) (elbow, arm apga, seed 7).",
            "| test images, studies, patients | 40, 40, 20 |",
            "| data set | hips\\|knees |\n| SHA-256 of all its rows | aa |",
            "| SHA-256 of its images | cc |",
            "epoch 2 of 5, the best by loss on the selection split: 0.2500.\n"
                + "The test split was not used for selection.",
            "| `train.image-size` | 64 |",
            "by version 1.2.3, commit c0ffee with uncommitted changes, with engine unknown on a unknown in unknown precision")
        .containsPattern("\\| image \\| accuracy \\| 0\\.7500 \\| 0\\.\\d{4} to 0\\.\\d{4} \\|")
        .doesNotContain("Each class against all others");
  }

  @Test
  void itsCardHasFiguresOfTheSecondFileToo() {
    String card = new String(Objects.requireNonNull(files.get("CARD.md")), UTF_8);

    assertThat(card)
        .containsPattern(
            "\n\n## Figures with test-time augmentation\n`model-tta.onnx` (?s:.*)\n"
                + "\\| image \\| accuracy \\| 1\\.0000 \\| ");
  }

  @Test
  void itsCardHasFiguresOfSubgroupsThatAreLargeEnough() {
    String card = new String(Objects.requireNonNull(files.get("CARD.md")), UTF_8);
    String subgroups =
        card.substring(card.indexOf("## Figures of subgroups"), card.indexOf("\n\n## Recipe"));

    assertThat(subgroups.lines().skip(3))
        .map(line -> line.replaceAll("0\\.\\d{4} to [01]\\.\\d{4}", "LOW to HIGH"))
        .containsExactly(
            "Columns with more than 12 values are omitted: age.",
            "",
            "| column | value | images | accuracy | AUROC | remark |",
            "|---|---|---|---|---|---|",
            "| sex | f | 20 | 0.7500 (LOW to HIGH) | 1.0000 | |",
            "| sex | m | 20 | 0.7500 (LOW to HIGH) | 1.0000 | |",
            "| view | a\\|p | 37 | 0.7297 (LOW to HIGH) | 1.0000 | |",
            "| view | oblique | 3 | | | too few: 3 images, fewer than 20 |");
  }
}
