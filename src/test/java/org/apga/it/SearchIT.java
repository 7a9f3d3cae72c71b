package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apga.cli.CommandRun;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A night that draws settings, chooses among them on tuning seeds and reports what it chose. */
@Timeout(180)
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
  void variantsAreChosenOnTuningSeedsAndTheChosenAloneIsReported() {
    TinyGrid grid = TinyGrid.in(folder, "elbow");

    CommandRun night = grid.run("results", SEARCH);
    System.out.println(night);
    CommandRun again = grid.run("results", SEARCH);
    System.out.println(again);

    assertThat(night.exitCode()).as(night.toString()).isZero();
    assertThat(again.exitCode()).as(again.toString()).isZero();
    ResultStore store = grid.store("results");
    List<String> runs = store.plans().runs();
    assertThat(runs).hasSize(2);
    for (Row row : store.published(runs.get(1), Tables.CHOICES)) {
      System.out.println(row);
    }
    for (Row row : store.published(runs.get(1), Tables.SUMMARY)) {
      System.out.println(row);
    }
  }
}
