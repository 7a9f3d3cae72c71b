package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apga.report.SimulatedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures on a page with their intervals. */
class PageIntervalsTest {
  @TempDir private Path folder;

  @Test
  void gainsRatesAndAreasStandBesideTheirIntervals() throws IOException {
    String page = StoredRun.withFailures(folder).page();

    assertThat(page)
        .contains("TTA gain", "their rates are sensitivity (TP of TP and FN)")
        // The gain from augmentation, then a rate of counts.
        .containsPattern(">\\+1\\.0 ± 0\\.0 \\([−+][0-9.]+ to [−+][0-9.]+\\)<")
        .containsPattern(">[0-9.]+ ± [0-9.]+ \\([0-9.]+ to [0-9.]+\\)<")
        // Student's interval for areas of 0.4 and 0.5.
        .contains(">0.45 ± 0.07 (−0.19 to 1.09)<");
  }

  @Test
  void whatIsPerfectHasAnIntervalThatSaysThatItIsExact() throws IOException {
    SimulatedRun run = new SimulatedRun("perfect").with("elbow", "baseline", 30, 0, 1);
    // StoredRun makes every trial wrong on the image named test0.
    run.predictions()
        .replaceAll(row -> row.toBuilder().set("path", "of " + row.text("path")).build());

    String page = StoredRun.of(folder, run).page();

    assertThat(page)
        .contains(">91.2 to 100.0, exact<", ">100.0 (91.2 to 100.0, exact)<")
        .contains(">100.0 ± 0.0 (83.2 to 100.0, exact)<", "exact: no resample differs");
  }
}
