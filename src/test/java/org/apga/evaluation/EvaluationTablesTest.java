package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Variant;
import org.apga.data.Example;
import org.apga.data.Split;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.apga.metrics.stats.Resampling;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.store.AttemptName;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTablesTest {
  private static final int IMAGES = 40;

  @TempDir private Path root;

  private static TrainedModel model(String arm, long seed) {
    return model(arm, seed, new TreeMap<>());
  }

  private static TrainedModel model(String arm, long seed, TreeMap<String, String> identity) {
    return TrainedModel.of(
        new Commit(
            "elbow-" + arm + "-s" + seed,
            new AttemptName(1, ""),
            "elbow",
            arm,
            "full",
            seed,
            identity,
            new TreeMap<>(),
            new TreeMap<>()),
        Variant.NONE);
  }

  private static List<Example> examples() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String study = "s" + i / 2;
      examples.add(
          new Example(
              "p/" + i + ".png",
              i / 2 % 2,
              "p" + i / 4,
              study,
              "hip",
              Split.TRAIN,
              new TreeMap<>(Map.of("side", "left"))));
    }
    return examples;
  }

  private static List<ImageReading> readings() {
    List<ImageReading> readings = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      readings.add(new ImageReading(i, "hash" + i, i == 0 ? "it is empty" : ""));
    }
    return readings;
  }

  /** Image 0 cannot be read, and image 1 is one that the model was trained on. */
  private static ScoredModel scored(TrainedModel model) {
    List<ImageScore> scores = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      double probability = (i * 37 % 100) / 100.0;
      if (i > 0) {
        scores.add(
            model.hasPolicy()
                ? new ImageScore(
                    i,
                    Probabilities.ofAbnormal(probability).toArray(),
                    Probabilities.ofAbnormal(probability / 2).toArray(),
                    new MaskMetrics(
                        0.25, false, false, new MaskMetrics.Lesion(0.5, i % 2 == 0, 0.1)))
                : new ImageScore(i, Probabilities.ofAbnormal(probability).toArray(), null, null));
      }
    }
    return ScoredModel.of(
        model, examples(), readings(), scores, Map.of("hash1", Split.TRAIN, "else", Split.TRAIN));
  }

  private ResultStore publish(TrainedModel... models) {
    List<ScoredModel> scored = List.of(models).stream().map(EvaluationTablesTest::scored).toList();
    EvaluationTables tables =
        new EvaluationTables(
            "hips",
            scored,
            readings(),
            new ReportSettings(new Resampling(120, 1))
                .withSubgroups(List.of("side"))
                .withMatch(List.of("side")));
    ResultStore store = ResultStore.open(root.toString(), new Configuration(false));
    RunReport report = tables.report();
    tables.publish(store, "evaluation-hips-1", report);
    return store;
  }

  @Test
  void everyRowNamesTheDataSetAndWhatWasSeenBefore() {
    ResultStore store = publish(model("apga", 0), model("apga", 1));

    List<Row> predictions = store.published("evaluation-hips-1", Tables.PREDICTIONS);
    assertThat(predictions).hasSize(2 * (IMAGES - 1));
    Row first = predictions.get(0);
    assertThat(first.text("path")).isEqualTo("p/1.png");
    assertThat(first.text("data_set")).isEqualTo("hips");
    assertThat(first.text("seen_in")).isEqualTo("train");
    assertThat(first.text("split")).isEqualTo("test");
    assertThat(first.text("part")).isEqualTo("elbow");
    assertThat(first.real("probability")).isEqualTo(0.37);
    assertThat(first.real("tta_probability")).isEqualTo(0.185);
    assertThat(first.real("mask_share")).isEqualTo(0.25);
    assertThat(first.real("mask_iou")).isEqualTo(0.5);
    assertThat(first.flag("mask_hit")).isFalse();
    assertThat(predictions.get(1).has("seen_in")).isFalse();

    List<Row> metrics = store.published("evaluation-hips-1", Tables.METRICS);
    assertThat(metrics)
        .extracting(
            row ->
                row.text("trial")
                    + " "
                    + row.text("level")
                    + " "
                    + row.text("scores")
                    + " "
                    + row.text("data_set")
                    + " "
                    + row.whole("n")
                    + " of "
                    + row.whole("patients"))
        .contains(
            "elbow-apga-s1 image plain hips 39 of 10", "elbow-apga-s1 study tta hips 20 of 10");
    assertThat(metrics)
        .filteredOn(row -> row.text("level").equals("image") && row.text("scores").equals("plain"))
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.has("auroc_low") && row.has("auroc_high")).isTrue());

    assertThat(store.published("evaluation-hips-1", Tables.SUBGROUPS))
        .extracting(
            row ->
                row.text("data_set") + " " + row.text("value") + " " + row.whole("n") + " images")
        .containsExactly("hips left 39 images");
    assertThat(store.published("evaluation-hips-1", Tables.MATCHED))
        .extracting(row -> row.text("data_set") + " " + row.text("images") + " " + row.whole("n"))
        .containsExactly("hips all 39", "hips matched 38");

    List<Row> summary = store.published("evaluation-hips-1", Tables.SUMMARY);
    assertThat(summary).hasSize(1);
    assertThat(summary.get(0).text("data_set")).isEqualTo("hips");
    assertThat(summary.get(0).whole("seen_images")).isEqualTo(1);
    assertThat(summary.get(0).whole("unreadable_test_images")).isEqualTo(1);
    assertThat(summary.get(0).whole("done")).isEqualTo(2);
    assertThat(summary.get(0).real("accuracy_mean"))
        .isEqualTo(scored(model("apga", 0)).evaluation().images().accuracy());
    assertThat(summary.get(0).real("mask_iou_mean")).isEqualTo(0.5);
  }

  @Test
  void anArmWithoutAPolicyHasNoAugmentation() {
    ResultStore store = publish(model("baseline", 0));

    assertThat(store.published("evaluation-hips-1", Tables.PREDICTIONS))
        .hasSize(IMAGES - 1)
        .noneMatch(row -> row.has("tta_probability") || row.has("mask_share"));
    assertThat(store.published("evaluation-hips-1", Tables.METRICS))
        .extracting(row -> row.text("scores"))
        .containsOnly("plain");
  }

  @Test
  void anEvaluationIsNoRunOfAGrid() {
    ResultStore store = publish(model("baseline", 0));

    assertThat(store.plans().runs()).isEmpty();
    assertThat(store.isPublished("evaluation-hips-1")).isTrue();
  }

  @Test
  void theSameEvaluationHasTheSameNameAndAnotherHasAnother() {
    List<TrainedModel> models = List.of(model("apga", 0), model("apga", 1));
    String name = run(examples(), "hash", models);

    assertThat(name).matches("evaluation-My-hips-2026-[0-9a-f]{8}");
    assertThat(run(examples(), "hash", models)).isEqualTo(name);
    assertThat(run(examples(), "hash", models.subList(0, 1))).isNotEqualTo(name);
    assertThat(run(examples().subList(1, IMAGES), "hash", models)).isNotEqualTo(name);
  }

  @Test
  void otherPixelsUnderTheSameNamesAreAnotherEvaluation() {
    List<TrainedModel> models = List.of(model("apga", 0));

    assertThat(run(examples(), "others", models)).isNotEqualTo(run(examples(), "hash", models));
  }

  @Test
  void aModelThatWasMeasuredByBoxesIsReadAsAnyOther() {
    TrainedModel model = model("apga", 0, new TreeMap<>(Map.of("boxes", "hash", "images", "i")));

    assertThat(model.config().settings()).isEqualTo(model("apga", 0).config().settings());
  }

  @Test
  void otherBoxesAreAnotherEvaluation() {
    List<TrainedModel> models = List.of(model("apga", 0));

    assertThat(run(examples(), "hash", models, "boxes"))
        .isNotEqualTo(run(examples(), "hash", models))
        .isNotEqualTo(run(examples(), "hash", models, "others"));
  }

  private static String run(List<Example> examples, String hash, List<TrainedModel> models) {
    return run(examples, hash, models, "");
  }

  private static String run(
      List<Example> examples, String hash, List<TrainedModel> models, String boxes) {
    List<ImageReading> readings = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      readings.add(new ImageReading(i, hash + i, ""));
    }
    return EvaluationTables.run("My hips/2026", examples, boxes, readings, models);
  }

  @Test
  void anImageThatNobodyScoredIsAnError() {
    assertThatThrownBy(
            () ->
                ScoredModel.of(
                    model("baseline", 0),
                    examples(),
                    List.of(new ImageReading(3, "h", "")),
                    List.of(),
                    null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("There is no score of p/3.png.");
  }
}
