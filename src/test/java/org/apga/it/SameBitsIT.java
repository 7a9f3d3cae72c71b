package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same grid in several ways gives the same bits: metrics, probabilities, weights. */
class SameBitsIT {
  private static final String ALL_ARMS =
      "grid.arms=[baseline,continue,cutout,gradcam,end2end,apga]";

  @TempDir private static Path folder;

  private static TinyGrid grid;

  @BeforeAll
  static void train() {
    grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run("once", ALL_ARMS).exitCode()).isZero();
    assertThat(grid.run("again", ALL_ARMS).exitCode()).isZero();
    assertThat(grid.on("local[1]", "run", "one after the other", ALL_ARMS).exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "one after the other"})
  void tablesAreTheSame(String other) {
    assertThat(grid.results(other)).isEqualTo(grid.results("once"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"again", "one after the other"})
  void weightsAreTheSameFiles(String other) throws IOException {
    List<Path> files = weights("once");
    assertThat(files).hasSize(8);
    for (Path file : files) {
      Path trial = grid.root("once").relativize(file.getParent().getParent());
      // The attempt's own name is no part of its bits.
      Path same = attempt(grid.root(other).resolve(trial)).resolve(file.getFileName());
      assertThat(Files.mismatch(file, same)).as(file.toString()).isEqualTo(-1);
    }
  }

  private static Path attempt(Path trial) throws IOException {
    try (Stream<Path> inside = Files.list(trial)) {
      return inside.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  @Test
  void aManifestCsvOfTheListsNamesTheSameTrials() {
    Path csv = folder.resolve("elbows.csv");
    CommandRun manifest =
        CommandRun.of(
            Map.of(), "manifest", "--dataset", grid.data().toString(), "--out", csv.toString());
    assertThat(manifest.exitCode()).isZero();
    assertThat(manifest.lines())
        .containsExactly(imagesListed() + " images of 1 groups are listed in " + csv + ".");

    CommandRun run = grid.run("once", ALL_ARMS, "data.manifest=" + csv);

    assertThat(run.exitCode()).isZero();
    assertThat(run.lines())
        .contains("Nothing to train: every trial is committed in file:" + grid.root("once") + ".");
  }

  @Test
  void aManifestCsvOfTheListsGivesTheSameBits() {
    Path csv = folder.resolve("phantoms.csv");
    CommandRun.of(
        Map.of(), "manifest", "--dataset", grid.data().toString(), "--out", csv.toString());

    assertThat(grid.run("manifest", ALL_ARMS, "data.manifest=" + csv).exitCode()).isZero();

    assertThat(grid.results("manifest")).isEqualTo(grid.results("once"));
  }

  private static long imagesListed() {
    Row trial = grid.table("once", Tables.TRIALS).get(0);
    return trial.whole("train_images")
        + trial.whole("selection_images")
        + trial.whole("test_images");
  }

  private static List<Path> weights(String root) throws IOException {
    try (Stream<Path> files = Files.walk(grid.root(root))) {
      return files
          .filter(f -> f.toString().endsWith(".npz") && !f.getFileName().toString().startsWith("."))
          .toList();
    }
  }
}
