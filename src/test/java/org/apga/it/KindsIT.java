package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apga.cli.CommandRun;
import org.apga.files.JsonFile;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four classes, from the manifest to the tables, and the same models on images again. */
@Timeout(180)
class KindsIT {
  private static final List<String> KINDS = List.of("normal", "fracture", "step-off", "plate");
  private static final String NAMED = "data.classes=[normal,fracture,step-off,plate]";

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static CommandRun trained;

  @BeforeAll
  static void train() {
    grid = TinyGrid.ofKinds(folder, "elbow");
    trained =
        run("kinds", NAMED, "data.ordered=true", "grid.arms=[gradcam,apga]", "report.ensemble=[0]");
  }

  private static CommandRun run(String root, String... sets) {
    String[] all = new String[sets.length + 1];
    System.arraycopy(sets, 0, all, 0, sets.length);
    all[sets.length] = "data.manifest=\"" + grid.data().resolve("manifest.csv") + "\"";
    return grid.run(root, all);
  }

  private static CommandRun on(String... arguments) {
    return CommandRun.of(
        Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"), arguments);
  }

  @Test
  void imagesHaveAProbabilityOfEachClassAndTheLargestIsCalled() {
    assertThat(trained.exitCode()).as(trained.toString()).isZero();
    assertThat(trained.lines())
        .anyMatch(
            line ->
                line.matches(
                    "Classes   elbow for training: \\d+ normal, \\d+ fracture, \\d+ step-off and \\d+"
                        + " plate"));
    assertThat(grid.table("kinds", Tables.PREDICTIONS))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              Map<String, Double> said = JsonFile.reals(row.text("probabilities"));
              assertThat(said.keySet()).containsExactlyElementsOf(KINDS);
              assertThat(said.values().stream().mapToDouble(p -> p).sum())
                  .isCloseTo(1, within(1e-6));
              assertThat(row.text("class")).isEqualTo(KINDS.get((int) row.whole("label")));
              assertThat(row.real("probability")).isEqualTo(said.get(row.text("class")));
              assertThat(row.text("called"))
                  .isEqualTo(
                      said.entrySet().stream()
                          .max(Comparator.comparingDouble(Map.Entry::getValue))
                          .orElseThrow()
                          .getKey());
              assertThat(row.has("tta_probabilities")).isEqualTo(row.text("arm").equals("apga"));
            });
  }

  @Test
  void tablesHaveFiguresOfAllClassesAndOfEach() {
    assertThat(grid.table("kinds", Tables.TRIALS))
        .hasSize(3)
        .allSatisfy(
            row -> {
              assertThat(JsonFile.list(row.text("classes"))).isEqualTo(KINDS);
              assertThat(row.has("balanced_accuracy") && row.has("confusion")).isTrue();
              assertThat(row.has("quadratic_kappa") && row.has("study_quadratic_kappa")).isTrue();
              assertThat(row.has("sensitivity") || row.has("true_positives")).isFalse();
            });
    assertThat(grid.table("kinds", Tables.METRICS))
        .filteredOn(row -> row.text("split").equals("test") && row.text("arm").equals("gradcam"))
        .filteredOn(row -> row.text("level").equals("image"))
        .extracting(row -> row.has("class") ? row.text("class") : "all")
        .containsExactly("all", "normal", "fracture", "step-off", "plate");
    assertThat(grid.table("kinds", Tables.METRICS))
        .filteredOn(row -> !row.has("class"))
        .allSatisfy(row -> assertThat(row.has("quadratic_kappa")).isTrue());
    Map<String, String> called =
        grid.table("kinds", Tables.PREDICTIONS).stream()
            .collect(Collectors.toMap(KindsIT::image, row -> row.text("called")));
    assertThat(grid.table("kinds", Tables.TRIALS))
        .filteredOn(row -> row.has("train_classes"))
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(
                        JsonFile.list(row.text("train_classes")).stream()
                            .mapToLong(Long::parseLong)
                            .sum())
                    .isEqualTo(row.whole("train_images")));
    assertThat(grid.table("kinds", Tables.MASKS))
        .allSatisfy(row -> assertThat(row.text("called")).isEqualTo(called.get(image(row))))
        .extracting(row -> row.text("class"))
        .containsAll(KINDS);
  }

  private static String image(Row row) {
    return row.text("trial") + " " + row.text("path");
  }

  @Test
  void gradesAreForReportsAloneSoNothingIsTrainedAgainWithoutThem() {
    assertThat(grid.table("kinds", Tables.SUMMARY))
        .allSatisfy(row -> assertThat(row.has("quadratic_kappa_mean")).isTrue());

    CommandRun unordered = run("kinds", NAMED, "grid.arms=[gradcam,apga]", "report.ensemble=[0]");

    assertThat(unordered.lines()).anyMatch(line -> line.startsWith("Nothing to train"));
    assertThat(grid.table("kinds", Tables.SUMMARY))
        .allSatisfy(row -> assertThat(row.has("quadratic_kappa_mean")).isFalse());
    run("kinds", NAMED, "data.ordered=true", "grid.arms=[gradcam,apga]", "report.ensemble=[0]");
  }

  @Test
  void anEvaluationOfTheSameImagesSaysTheSame() {
    CommandRun again =
        on(
            "evaluate",
            "--root=" + grid.root("kinds"),
            "--part=elbow",
            "--arm=apga",
            "--split=test",
            "--data=" + grid.data().resolve("manifest.csv"));

    assertThat(again.exitCode()).as(again.toString()).isZero();
    assertThat(again.lines())
        .anyMatch(line -> line.contains("Deeplearning4j's evaluation counts calls of each class"))
        .anyMatch(line -> line.contains(", macro AUROC ") && line.contains(", quadratic kappa "));
    String run = again.lines().get(again.lines().size() - 1).replaceFirst(".*run=(.*)\\.", "$1");
    Map<String, Double> grids = plain(grid.table("kinds", Tables.PREDICTIONS));
    Map<String, Double> evaluated = plain(grid.store("kinds").published(run, Tables.PREDICTIONS));
    assertThat(evaluated).isNotEmpty();
    evaluated.forEach((path, p) -> assertThat(grids.get(path)).isCloseTo(p, within(1e-5)));
  }

  @Test
  void aBundleInTheFolderOfAnotherKeepsNoneOfItsNetworks() {
    Path bundle = folder.resolve("bundle");
    for (String arm : List.of("apga", "gradcam")) {
      Row trial =
          grid.table("kinds", Tables.TRIALS).stream()
              .filter(row -> row.text("arm").equals(arm))
              .findFirst()
              .orElseThrow();
      CommandRun exported =
          CommandRun.of(
              Map.of(),
              "weights",
              "export",
              "--format=bundle",
              "--root=" + grid.root("kinds"),
              "--trial=" + trial.text("trial"),
              "--out=" + bundle);
      assertThat(exported.exitCode()).as(exported.toString()).isZero();
      assertThat(Files.exists(bundle.resolve("model-tta.onnx"))).isEqualTo(arm.equals("apga"));
    }
    assertThat(bundle.resolve("CARD.md"))
        .content()
        .contains(
            "arm gradcam",
            "It was trained and tested on synthetic images only.",
            "## Figures of each class");
  }

  @Test
  void labelsOfMuraAreNotTakenForTheFirstTwoOfOtherClasses() {
    CommandRun again =
        on(
            "evaluate",
            "--root=" + grid.root("kinds"),
            "--part=elbow",
            "--arm=apga",
            "--data=" + grid.data());

    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.toString())
        .contains(
            "MURA's lists have labels 0 and 1, and the model's classes are normal, fracture, step-off,"
                + " plate. Name a manifest CSV with these labels in --data.");
  }

  private static Map<String, Double> plain(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.text("arm").equals("apga") && row.text("split").equals("test"))
        .collect(Collectors.toMap(row -> row.text("path"), row -> row.real("probability")));
  }

  @Test
  void imagesWithoutLabelsGetTheCalledClassByName() throws IOException {
    CommandRun predicted =
        on(
            "predict",
            "--root=" + grid.root("kinds"),
            "--part=elbow",
            "--arm=apga",
            "--data=" + grid.data().resolve("MURA-v1.1/valid"),
            "--out=" + folder.resolve("predicted"));

    assertThat(predicted.exitCode()).as(predicted.toString()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("predicted/predictions.csv"));
    assertThat(lines.get(0))
        .isEqualTo(
            "path,trial,part,arm,seed,probability,tta_probability,mask_share,mask,problem,called,"
                + "probabilities,tta_called,tta_probabilities");
    assertThat(lines.get(1))
        .matches(
            ".*,elbow,apga,0,,,[0-9.E-]+,,,(normal|fracture|step-off|plate),\"\\{\"\"normal\"\".*");
  }

  @Test
  void classesTakenFromTheManifestStandInTheirOrderInTheTrialsId() {
    CommandRun run = run("named", "data.classes=manifest", "grid.arms=[baseline]");

    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(grid.table("named", Tables.TRIALS))
        .allSatisfy(
            row ->
                assertThat(JsonFile.list(row.text("classes")))
                    .containsExactly("fracture", "normal", "plate", "step-off"));
    CommandRun again =
        run("named", "data.classes=[fracture,normal,plate,step-off]", "grid.arms=[baseline]");
    assertThat(again.lines()).anyMatch(line -> line.startsWith("Nothing to train"));
  }

  @Test
  void aLabelThatIsNoClassIsOneLineAndNothingStarts() {
    CommandRun run = run("wrong", "data.classes=[normal,fracture,plate]");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.toString())
        .contains("Cannot read the manifest manifest.csv: ")
        .contains("the label is \"step-off\", not normal, fracture, plate");
  }

  @Test
  void muraListsHaveNoOtherClasses() {
    CommandRun run = grid.run("lists", NAMED);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.toString())
        .contains(
            "MURA's lists have labels 0 and 1, and data.classes names others. Name a manifest of these"
                + " in data.manifest, or leave data.classes out.");
  }
}
