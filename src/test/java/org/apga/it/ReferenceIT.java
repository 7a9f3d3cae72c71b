package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference profile, quirks included, and small training sets of both kinds. */
class ReferenceIT {
  private static final String[] REFERENCE = {
    "profile=reference",
    "grid.arms=[cutout,gradcam,end2end,apga]",
    "grid.shots=[full,4]",
    // Grad-CAM's maps have a place from 2 x 2 on.
    "train.image-size=64",
    // An epoch of the tiny grid has 6 steps: evaluate within it.
    "selection.policy-arms-every=3"
  };

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static CommandRun reference;
  private static List<Row> trials;
  private static List<Row> epochs;
  private static List<Row> predictions;

  @BeforeAll
  static void train() {
    grid = TinyGrid.in(folder, "elbow");
    reference = grid.run("reference", REFERENCE);
    trials = grid.table("reference", Tables.TRIALS);
    epochs = grid.table("reference", Tables.EPOCHS);
    predictions = grid.table("reference", Tables.PREDICTIONS);
  }

  @Test
  void everyArmTrainsFullAndWithFourShots() {
    assertThat(reference.exitCode()).isZero();
    assertThat(reference.lines())
        .contains(
            "Leakage   no patient is in two splits",
            "elbow, all training images: test split, mean ± sd over seeds",
            "elbow, 4 training images of each class: test split, mean ± sd over seeds",
            "The test split chose the weights: its figures are maxima, as published.");
    assertThat(trials).hasSize(10).allMatch(t -> t.text("status").equals("completed"));
  }

  @Test
  void theTestSplitSelectsAndEveryRowSaysSo() {
    assertThat(trials)
        .allMatch(t -> t.text("profile").equals("reference"))
        .allMatch(t -> t.flag("reported_split_selects"))
        .allMatch(t -> t.whole("selection_images") == 0)
        .noneMatch(t -> t.has("selection_accuracy"));
    assertThat(epochs).hasSize(20).allMatch(e -> e.text("split").equals("test"));
    assertThat(predictions).isNotEmpty().allMatch(p -> p.text("split").equals("test"));
  }

  @Test
  void theBestScoreIsTheAccuracyOrItsAugmentedTwin() {
    assertThat(trials)
        .allMatch(
            t ->
                t.real("best_score") == t.real("accuracy")
                    || t.real("best_score") == t.real("tta_accuracy"));
  }

  @Test
  void shotsAreImagesOfEachClass() {
    assertThat(trials)
        .filteredOn(t -> t.text("shots").equals("4"))
        .hasSize(5)
        .allMatch(t -> t.whole("train_images") == 8);
  }

  @Test
  void publishedQuirksChangeTheirArmsAlone() {
    CommandRun sound =
        grid.run(
            "reference",
            with(REFERENCE, "arms.end2end.gradients=zeroed", "arms.gradcam.statistics=running"));

    assertThat(sound.lines())
        .contains(
            "Plan      10 trials: 0 to train, 4 to train again because something changed, 6 done");
    var store = grid.store("reference");
    String run =
        store.plans().runs().stream()
            .filter(name -> !reference.lines().get(4).contains(name))
            .filter(name -> sound.lines().stream().anyMatch(line -> line.contains(name)))
            .findFirst()
            .orElseThrow();
    Map<String, Double> now = losses(store.published(run, Tables.TRIALS));
    losses(trials)
        .forEach(
            (cell, loss) -> {
              if (cell.equals("gradcam full") || cell.equals("end2end full")) {
                assertThat(now.get(cell)).as(cell).isNotEqualTo(loss);
              } else if (!cell.startsWith("gradcam") && !cell.startsWith("end2end")) {
                assertThat(now.get(cell)).as(cell).isEqualTo(loss);
              }
            });
  }

  @Test
  void shotsByPatientTrainToo() {
    CommandRun sound = grid.run("sound", "grid.arms=[apga]", "grid.shots=[4]");

    assertThat(sound.exitCode()).isZero();
    assertThat(grid.table("sound", Tables.TRIALS))
        .hasSize(2)
        .allMatch(t -> t.whole("train_images") == 8)
        .noneMatch(t -> t.flag("reported_split_selects"));
  }

  private static Map<String, Double> losses(List<Row> rows) {
    return rows.stream()
        .collect(Collectors.toMap(t -> t.text("arm") + " " + t.text("shots"), t -> t.real("loss")));
  }

  private static String[] with(String[] sets, String... more) {
    return Stream.concat(Arrays.stream(sets), Arrays.stream(more)).toArray(String[]::new);
  }
}
