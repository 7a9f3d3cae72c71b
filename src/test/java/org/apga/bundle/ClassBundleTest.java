package org.apga.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.InitialWeights;
import org.apga.files.JsonFile;
import org.apga.store.Attempt;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle of a trial that tells more than two classes apart. */
class ClassBundleTest {
  private static final String TRIAL = "elbow-baseline-full-s7-0123456789ab";
  private static final List<String> CLASSES = List.of("none", "thin|long", "wide");

  @TempDir private Path folder;
  private final Map<String, byte[]> files = new TreeMap<>();

  /**
   * Images of each class in turn; of the second the first three are called the third.
   *
   * @param attributes of images of the first two classes
   */
  private void write(@Nullable String attributes, int images) throws Exception {
    ResultStore store = ResultStore.open(folder.toString(), new Configuration(false));
    Attempt attempt = store.begin(TRIAL);
    attempt.write(
        "classifier",
        InitialWeights.draw(new DenseNetSpec(64, List.of(1, 1, 1, 1), 2, 4, 2, 3), 1));
    attempt.write(
        Tables.TRIALS,
        List.of(
            cell(Row.builder(Tables.TRIALS))
                .set("status", "completed")
                .set("classes", JsonFile.listOf(CLASSES))
                .set("train_images", 60)
                .set("selection_images", 20)
                .set("test_images", images)
                .set("test_studies", images)
                .set("best_epoch", 2)
                .set("epochs", 5)
                .set("best_score", 0.75)
                .set("reported_split_selects", false)
                .set("git_dirty", false)
                .build()));
    List<Row> predictions = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      int called = i % 3 == 1 && i < 9 ? 2 : i % 3;
      predictions.add(
          cell(Row.builder(Tables.PREDICTIONS))
              .set("split", "test")
              .set("path", "image" + i)
              .set("patient", "p" + i)
              .set("study", "s" + i)
              .set("label", i % 3)
              .set("attributes", i % 3 == 2 ? null : attributes)
              .set("probabilities", probabilities(called))
              .build());
    }
    attempt.write(Tables.PREDICTIONS, predictions);
    TreeMap<String, String> identity = new TreeMap<>();
    identity.put("train.image-size", "64");
    identity.put("data.manifest", "\"kinds.csv\"");
    identity.put("data.classes", JsonFile.listOf(CLASSES));
    Commit commit = attempt.offer("elbow", "baseline", "full", 7, identity, new TreeMap<>());
    store.commit(commit);
    files.putAll(ModelBundleTest.written(commit, store));
  }

  private static String probabilities(int called) {
    ObjectNode said = JsonFile.object();
    for (int c = 0; c < CLASSES.size(); c++) {
      said.put(CLASSES.get(c), c == called ? 0.5 : 0.25);
    }
    return said.toString();
  }

  private static Row.Builder cell(Row.Builder row) {
    return row.set("trial", TRIAL)
        .set("part", "elbow")
        .set("arm", "baseline")
        .set("shots", "full")
        .set("seed", 7);
  }

  private String text(String file) {
    return new String(Objects.requireNonNull(files.get(file)), UTF_8);
  }

  @Test
  void withoutAPolicyThereIsNoTestTimeAugmentation() throws Exception {
    write(null, 30);

    assertThat(files).containsOnlyKeys("CARD.md", "metadata.json", "model.onnx");
    assertThat(text("CARD.md")).doesNotContain("test-time augmentation");
  }

  @Test
  void itsMetadataNamesTheClassesAndHasTheirFigures() throws Exception {
    write(null, 30);

    JsonNode json = JsonFile.parse(Objects.requireNonNull(files.get("metadata.json")));

    assertThat(json.path("task").asText())
        .isEqualTo("Classifies radiographs by class (none, thin|long, wide): elbow");
    assertThat(json.path("eval_metrics").fieldNames())
        .toIterable()
        .containsExactly("accuracy", "balanced_accuracy", "auroc", "kappa", "brier", "ece", "loss");
    assertThat(json.path("eval_metrics").path("accuracy").asDouble()).isEqualTo(0.9);
    JsonNode probabilities = json.path("network_data_format").path("outputs").path("probabilities");
    assertThat(probabilities.path("num_channels").asInt()).isEqualTo(3);
    assertThat(probabilities.path("channel_def").toString())
        .isEqualTo("{\"0\":\"none\",\"1\":\"thin|long\",\"2\":\"wide\"}");
  }

  @Test
  void aFigureThatIsUndefinedIsNullInItsMetadata() throws Exception {
    write(null, 2);

    JsonNode json = JsonFile.parse(Objects.requireNonNull(files.get("metadata.json")));

    assertThat(json.path("eval_metrics").path("auroc").isNull()).isTrue();
    assertThat(json.path("eval_metrics").path("accuracy").asDouble()).isEqualTo(0.5);
  }

  @Test
  void itsCardHasEachClassAgainstTheOthersAndWhichIsCalledWhich() throws Exception {
    write(null, 30);

    assertThat(text("CARD.md"))
        .contains("The probabilities are for none, thin\\|long, wide, in that order.\n")
        .containsPattern("\\| image \\| balanced accuracy \\| 0\\.9000 \\| 0\\.\\d{4} to ")
        .containsPattern(
            "\\| class \\| images \\| sensitivity \\| specificity \\| AUROC \\|\n"
                + "\\|---\\|---\\|---\\|---\\|---\\|\n"
                + "\\| none \\| 10 \\| 1\\.0000 \\(0\\.\\d{4} to 1\\.0000, exact\\) \\| 1\\.0000 \\(0\\.\\d{4} to 1\\.0000, exact\\) \\| 1\\.0000 \\|\n"
                + "\\| thin\\\\\\|long \\| 10 \\| 0\\.7000 \\(0\\.\\d{4} to 0\\.\\d{4}\\) \\| 1\\.0000 \\(0\\.\\d{4} to 1\\.0000, exact\\) \\|"
                + " 0\\.8500 \\(0\\.\\d{4} to [01]\\.\\d{4}\\) \\|\n"
                + "\\| wide \\| 10 \\| 1\\.0000 \\(0\\.\\d{4} to 1\\.0000, exact\\) \\| 0\\.8500 ")
        .contains(
            "\n| | none | thin\\|long | wide |\n|---|---|---|---|\n| none | 10 | 0 | 0 |\n"
                + "| thin\\|long | 0 | 7 | 3 |\n| wide | 0 | 0 | 10 |\n\n## Recipe\n")
        .doesNotContain("## Figures of subgroups");
  }

  @Test
  void whereASubgroupLacksAClassItsAurocIsUnknown() throws Exception {
    write("{\"side\":\"left\"}", 30);

    assertThat(text("CARD.md"))
        .containsPattern(
            "\\| side \\| left \\| 20 \\| 0\\.8500 \\(0\\.\\d{4} to [01]\\.\\d{4}\\) \\| unknown \\| a class has no"
                + " image \\|\n\\| side \\| not known \\| 10 \\| \\| \\| too few: 10 images, fewer than 20 \\|\n");
  }
}
