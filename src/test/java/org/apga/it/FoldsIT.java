package org.apga.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A grid that draws its splits. */
@Timeout(180)
class FoldsIT {
  private static final String[] FOLDED = {
    "grid.arms=[continue]", "grid.seeds=[0,1]", "grid.folds=3", "report.ensemble=[0,1]"
  };

  @TempDir private Path folder;

  @Test
  void everyImageIsTestedOnceASeedAndFoldsTogetherAreOneFigure() {
    TinyGrid grid = TinyGrid.in(folder, "elbow");

    CommandRun first = grid.run("folds", FOLDED);
    CommandRun again = grid.run("folds", FOLDED);

    assertThat(first.exitCode()).as(first.toString()).isZero();
    assertThat(first.lines())
        .contains(
            "Plan      12 trials: 12 to train, 0 done",
            "elbow, all training images: 3 folds together, mean ± sd over seeds",
            "trials  12 expected: 12 done, 0 failed or skipped, 0 missing.");
    assertThat(again.lines()).anyMatch(line -> line.startsWith("Nothing to train"));
    List<Row> trials = grid.table("folds", Tables.TRIALS);
    assertThat(trials).extracting(row -> row.whole("fold")).containsOnly(1L, 2L, 3L);
    Map<String, List<String>> tested =
        grid.table("folds", Tables.PREDICTIONS).stream()
            .filter(row -> row.text("split").equals("test"))
            .collect(
                groupingBy(
                    row -> row.text("arm") + row.whole("seed"),
                    mapping(row -> row.text("path"), toList())));
    long images = trials.stream().mapToLong(FoldsIT::images).max().orElseThrow();
    assertThat(tested)
        .hasSize(4)
        .allSatisfy(
            (draw, paths) -> assertThat(paths).hasSize((int) images).doesNotHaveDuplicates());
    assertThat(grid.table("folds", Tables.METRICS))
        .hasSize(2 * 2 * 2)
        .filteredOn(row -> row.text("level").equals("image"))
        .allSatisfy(row -> assertThat(row.whole("n")).isEqualTo(images));
    assertThat(grid.table("folds", Tables.SUMMARY))
        .allSatisfy(row -> assertThat(row.whole("done")).isEqualTo(2));
    assertThat(grid.table("folds", Tables.COMPARISONS))
        .allSatisfy(row -> assertThat(row.text("variance")).isEqualTo("training"));
    assertThat(grid.table("folds", Tables.ENSEMBLES))
        .extracting(row -> row.text("adjusted"))
        .contains("none", "threshold");

    CommandRun elsewhere =
        CommandRun.of(
            Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"),
            "evaluate",
            "--root=" + grid.root("folds"),
            "--part=elbow",
            "--arm=continue",
            "--data=" + grid.data());

    assertThat(elsewhere.exitCode()).as(elsewhere.toString()).isZero();
    assertThat(elsewhere.lines())
        .filteredOn(line -> line.startsWith("Scored "))
        .hasSize(2)
        .allMatch(line -> line.contains(" folds together: "));
  }

  private static long images(Row trial) {
    return trial.whole("train_images")
        + trial.whole("selection_images")
        + trial.whole("test_images");
  }

  @Test
  void seedsWithSplitsOfTheirOwnShareThemAmongArmsAndAreNotFittedTogether() {
    TinyGrid grid = TinyGrid.in(folder, "elbow");

    CommandRun run =
        grid.run(
            "splits",
            "grid.arms=[continue]",
            "grid.seeds=[0,1]",
            "grid.splits=per-seed",
            "report.ensemble=[0,1]");

    assertThat(run.exitCode()).as(run.toString()).isZero();
    Map<Long, Set<String>> splits =
        grid.table("splits", Tables.TRIALS).stream()
            .collect(
                groupingBy(
                    row -> row.whole("seed"), mapping(row -> row.text("split_hash"), toSet())));
    assertThat(splits.get(0L)).hasSize(1).isNotEqualTo(splits.get(1L));
    assertThat(splits.get(1L)).hasSize(1);
    assertThat(grid.table("splits", Tables.COMPARISONS))
        .allSatisfy(row -> assertThat(row.text("variance")).isEqualTo("training, selection split"));
    assertThat(grid.table("splits", Tables.ENSEMBLES))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.text("adjusted")).isEqualTo("none"));
  }

  @Test
  void moreFoldsThanPatientsAreRefusedBeforeAnythingStarts() {
    CommandRun run = TinyGrid.in(folder, "elbow").run("none", "grid.folds=30");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .matches(
            "Cannot make 30 folds of the patients of phantoms with both classes in each:"
                + " elbow has \\d+ with normal images, elbow has \\d+ with abnormal images\\. Set"
                + " grid\\.folds to \\d+ or less\\.");
  }
}
