package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apga.cli.CommandRun;
import org.apga.store.ResultStore;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A night that draws settings, chooses among them on tuning seeds and reports what it chose. */
@Timeout(240)
class SearchIT {
  private static final String[] SEARCH = {
    "grid.arms=[baseline,apga]",
    "grid.seeds=[0,1]",
    "grid.tune-seeds=[100,101]",
    "grid.draws=3",
    "grid.vary={train.learning-rate=\"log-uniform(1e-4, 1e-2)\","
        + "arms.apga.action-weight=[10,100,1000]}"
  };

  @TempDir private Path folder;

  @Test
  void variantsAreChosenOnTuningSeedsAndTheChosenAloneIsReported() throws IOException {
    TinyGrid grid = TinyGrid.in(folder, "elbow");

    CommandRun before = grid.on("local[2]", "plan", "results", SEARCH);
    CommandRun night = grid.run("results", SEARCH);

    assertThat(before.lines())
        .contains("Plan      12 trials: 12 to train, 0 done")
        .contains("Stage 2   4 to 6 trials on seeds [0, 1], chosen after stage 1");
    assertThat(night.exitCode()).as(night.toString()).isZero();
    assertThat(night.lines()).contains("Plan      12 trials: 12 to train, 0 done");
    assertThat(night.lines())
        .filteredOn(line -> line.contains(" done ") && line.contains("seed 10"))
        .hasSize(12)
        .noneMatch(line -> line.contains("accuracy"));
    requireNothingOfTheTest(grid.store("results"));

    Map<String, List<Map<String, Object>>> reported = reported(grid);
    forgetTheSecondStage(grid);
    CommandRun killed = grid.run("results", SEARCH);
    assertThat(killed.exitCode()).as(killed.toString()).isZero();
    assertThat(killed.lines())
        .contains("Plan      12 trials: 0 to train, 12 done")
        .noneMatch(line -> line.contains("started") && line.contains("seed 10"));
    assertThat(reported(grid)).isEqualTo(reported);

    long folders = folders(grid);
    CommandRun again = grid.run("results", SEARCH);
    CommandRun after = grid.on("local[2]", "plan", "results", SEARCH);
    assertThat(again.lines()).filteredOn(line -> line.startsWith("Nothing to train")).hasSize(2);
    assertThat(after.lines()).filteredOn(line -> line.contains(" 0 to train, ")).hasSize(2);
    assertThat(folders(grid)).isEqualTo(folders);
    assertThat(grid.store("results").plans().runs()).hasSize(2);
  }

  /** Whatever was not chosen shows no figure of the test split, in either run. */
  private static void requireNothingOfTheTest(ResultStore store) {
    List<String> runs = store.plans().runs();
    assertThat(runs).hasSize(2);
    for (TableSchema table :
        List.of(Tables.SUMMARY, Tables.METRICS, Tables.PAIRS, Tables.COMPARISONS, Tables.MASKS)) {
      assertThat(store.published(runs.get(0), table)).as(table.table()).isEmpty();
    }
    assertThat(store.published(runs.get(0), Tables.TRIALS))
        .hasSize(12)
        .allMatch(row -> row.text("used_for").equals("tuning") && !row.has("accuracy"))
        .allMatch(row -> row.has("selection_accuracy"));
    assertThat(store.published(runs.get(0), Tables.PREDICTIONS))
        .isNotEmpty()
        .allMatch(row -> row.text("split").equals("selection"));
    assertThat(store.published(runs.get(1), Tables.SUMMARY))
        .extracting(row -> row.text("arm") + " " + row.text("variant") + " " + row.whole("tried"))
        .containsExactly("baseline chosen 3", "apga chosen 3");
    assertThat(store.published(runs.get(1), Tables.CHOICES))
        .hasSize(6)
        .filteredOn(row -> row.flag("chosen"))
        .extracting(row -> row.text("arm"))
        .containsExactly("baseline", "apga");
    assertThat(store.published(runs.get(1), Tables.TRIALS))
        .allMatch(row -> row.whole("seed") < 2)
        .allMatch(row -> row.has("accuracy") != row.has("used_for"));
  }

  private static Map<String, List<Map<String, Object>>> reported(TinyGrid grid) {
    ResultStore store = grid.store("results");
    List<String> runs = store.plans().runs();
    Map<String, List<Map<String, Object>>> results =
        TinyGrid.results(store, runs.get(runs.size() - 1));
    assertThat(results.get("summary")).hasSize(2);
    return results;
  }

  /** As a kill leaves it that comes after the last trial of the first stage. */
  private static void forgetTheSecondStage(TinyGrid grid) throws IOException {
    Path root = grid.root("results");
    List<String> runs = grid.store("results").plans().runs();
    Files.delete(root.resolve("plans/" + runs.get(1) + ".json"));
    FileUtils.deleteDirectory(root.resolve("tables").toFile());
    try (Stream<Path> trials = Files.list(root.resolve("trials"))) {
      for (Path trial : trials.filter(one -> one.toString().matches(".*-s[01]-\\w+")).toList()) {
        FileUtils.deleteDirectory(trial.toFile());
      }
    }
  }

  private static long folders(TinyGrid grid) throws IOException {
    try (Stream<Path> trials = Files.list(grid.root("results").resolve("trials"))) {
      return trials.count();
    }
  }
}
