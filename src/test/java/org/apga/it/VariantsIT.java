package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A night that asks for settings too. */
@Timeout(120)
class VariantsIT {
  private static final String[] VARIED = {
    "grid.arms=[continue,apga]",
    "grid.seeds=[0,1]",
    "grid.vary={train.learning-rate=[2e-3,1e-3],arms.apga.action-weight=[10,100]}"
  };

  @TempDir private Path folder;

  @Test
  void everyVariantIsTrainedComparedAndFoundAgain() {
    TinyGrid grid = TinyGrid.in(folder, "elbow");

    CommandRun plain = grid.run("results", "grid.arms=[continue]", "grid.seeds=[0,1]");
    CommandRun varied = grid.run("results", VARIED);
    CommandRun again = grid.run("results", VARIED);

    assertThat(plain.exitCode()).as(plain.toString()).isZero();
    assertThat(varied.exitCode()).as(varied.toString()).isZero();
    // Of 4 + 4 + 8 trials those with the grid's own rate are done.
    assertThat(varied.lines()).contains("Plan      16 trials: 12 to train, 4 done");
    assertThat(again.lines()).anyMatch(line -> line.startsWith("Nothing to train"));
    assertThat(varied.lines())
        .contains(
            "elbow, all training images, learning-rate=2e-3: test split, mean ± sd over seeds",
            "elbow, all training images, action-weight=100 learning-rate=1e-3: test split, mean ± sd over"
                + " seeds");

    List<Row> trials = newest(grid, Tables.TRIALS);
    assertThat(trials).hasSize(16);
    assertThat(trials)
        .filteredOn(row -> row.text("arm").equals("baseline"))
        .extracting(row -> row.text("variant"))
        .containsOnly("learning-rate=2e-3", "learning-rate=1e-3");
    Set<String> pairs =
        newest(grid, Tables.PAIRS).stream()
            .filter(row -> row.text("arm").equals("apga") && row.text("against").equals("continue"))
            .map(
                row ->
                    rate(trials, row.text("trial")) + " " + rate(trials, row.text("against_trial")))
            .collect(Collectors.toSet());
    assertThat(pairs).containsExactlyInAnyOrder("0.002 0.002", "0.001 0.001");
    assertThat(newest(grid, Tables.COMPARISONS))
        .filteredOn(row -> row.text("arm").equals("apga") && row.text("against").equals("continue"))
        .extracting(row -> row.text("variant"))
        .contains("action-weight=10 learning-rate=1e-3", "action-weight=100 learning-rate=2e-3");
  }

  private static List<Row> newest(TinyGrid grid, org.apga.store.TableSchema table) {
    List<String> runs = grid.store("results").plans().runs();
    return grid.store("results").published(runs.get(runs.size() - 1), table);
  }

  private static String rate(List<Row> trials, String trial) {
    return trials.stream()
        .filter(row -> row.text("trial").equals(trial))
        .map(
            row ->
                row.text("variant_settings")
                    .replaceAll(".*train.learning-rate\":\"([^\"]*)\".*", "$1"))
        .findFirst()
        .orElseThrow();
  }
}
