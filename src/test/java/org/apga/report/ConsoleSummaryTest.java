package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apga.metrics.stats.Resampling;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;

class ConsoleSummaryTest {
  private static final Resampling FEW = new Resampling(100, 1);

  private static final List<String> ARMS =
      List.of("baseline", "continue", "continue3", "cutout", "gradcam", "end2end", "apga");

  private static List<String> lines(SimulatedRun run, String... finding) {
    RunReport report = RunReport.of(run.results(), FEW);
    return ConsoleSummary.lines(report, List.of(finding), run.trials());
  }

  private static SimulatedRun grid(int parts) {
    SimulatedRun run = new SimulatedRun("r");
    for (int part = 0; part < parts; part++) {
      for (String arm : ARMS) {
        run.with("part" + part, arm, 1, 0);
      }
    }
    return run;
  }

  @Test
  void theGridOfTheDemoFitsWholeWithItsFindingFirst() {
    List<String> lines = lines(grid(2), "No arm differs.", "Incomplete.");

    assertThat(lines)
        .startsWith("Finding   No arm differs.", "          Incomplete.", "")
        .contains("cells   14 expected: 14 done, 0 partial, 0 failed, 0 missing.")
        .hasSizeLessThanOrEqualTo(ConsoleSummary.MOST_LINES)
        .noneMatch(line -> line.contains("more lines"))
        .noneMatch(line -> line.startsWith("Accuracy against"));
    assertThat(lines).filteredOn(line -> line.startsWith("  apga ")).hasSize(2);
  }

  @Test
  void aLargerGridIsCutAndSaysWhereTheRestIs() {
    SimulatedRun run = grid(7);
    run.ended("part0", "apga", "failed", IntStream.range(1, 40).asLongStream().toArray());
    List<Row> trials =
        run.trials().stream()
            .map(
                trial ->
                    trial.text("status").equals("failed")
                        ? trial.toBuilder().set("cause", "BUG").set("message", "It is.").build()
                        : trial)
            .toList();

    List<String> lines =
        ConsoleSummary.lines(
            RunReport.of(run.results(), FEW), List.of("One.", "Two.", "Three.", "Four."), trials);

    assertThat(lines)
        .hasSize(ConsoleSummary.MOST_LINES)
        .doesNotContain("          Four.")
        .contains("Failed: part0 apga seed 1: BUG: It is.")
        .anyMatch(line -> line.matches("and \\d+ more lines: see table summary\\."))
        .endsWith("and 35 more that failed: see table trials.");
  }

  @Test
  void ofARunThatTriesVariantsOnlyTheFindingIsTold() {
    SimulatedRun run = new SimulatedRun("r").ended("elbow", "apga", "missing", 0);
    List<Row> tuning =
        run.trials().stream()
            .map(row -> row.toBuilder().set("used_for", "tuning").build())
            .toList();
    RunReport report = RunReport.of(new RunResults("r", tuning, new Predictions()), FEW);

    assertThat(ConsoleSummary.lines(report, List.of("It tries variants."), tuning))
        .containsExactly("Finding   It tries variants.");
  }
}
