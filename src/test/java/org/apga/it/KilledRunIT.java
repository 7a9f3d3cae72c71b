package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run whose only process is killed in the middle of an epoch, and the same command again. */
@Timeout(180)
class KilledRunIT {
  private static final String[] GRID = {
    "grid.arms=[apga]", "train.batch-size=4", "checkpoint.every-batches=2"
  };
  private static final String STEP = "TrialProgressListener: elbow apga seed 0: epoch ";

  @TempDir private Path folder;

  @Test
  void theSameCommandGoesOnFromTheLastCheckpointAndGivesTheSameTables() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    List<String> killed = killedAfter(grid, STEP + "2, batch 3 of ");

    CommandRun plan = grid.on("", "plan", "killed", GRID);
    List<String> again = toItsEnd(grid);

    assertThat(plan.lines())
        .contains(
            String.format("%-40s SKIP (done)", "elbow baseline seed 0"),
            String.format("%-40s RESUME (epoch 2)", "elbow apga seed 0"),
            "Plan      2 trials: 0 to train, 1 to continue, 1 done");
    assertThat(again)
        .anyMatch(
            line ->
                line.matches(
                    ".* note      elbow apga seed 0: continues from epoch 2, batch 2 of \\d+, stored by"
                        + " attempt 1"));
    List<String> repeated = new ArrayList<>(steps(killed));
    repeated.retainAll(steps(again));
    assertThat(repeated).hasSizeBetween(1, 2);
    assertThat(grid.attempts("killed")).hasSize(3);
    assertThat(grid.run("undisturbed", GRID).exitCode()).isZero();
    assertThat(grid.results("killed")).isEqualTo(grid.results("undisturbed"));
    Row trial =
        grid.table("killed", Tables.TRIALS).stream()
            .filter(row -> row.text("arm").equals("apga"))
            .findFirst()
            .orElseThrow();
    assertThat(trial.whole("attempt")).isEqualTo(2);
    assertThat(trial.real("earlier_seconds")).isPositive();
    assertThat(grid.store("killed").checkpoints().newest()).isEmpty();
  }

  private static List<String> steps(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith(STEP)).toList();
  }

  /** The output of a run that was killed as soon as it had a line with that beginning. */
  private static List<String> killedAfter(TinyGrid grid, String start) throws Exception {
    Process process = process(grid).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null) {
        lines.add(line);
        if (line.startsWith(start)) {
          // Process.destroyForcibly would close its output too.
          process.toHandle().destroyForcibly();
        }
        line = output.readLine();
      }
    }
    // 128 + SIGKILL.
    assertThat(process.waitFor()).as(String.join("\n", lines)).isEqualTo(137);
    return lines;
  }

  private static List<String> toItsEnd(TinyGrid grid) throws IOException, InterruptedException {
    Process process = process(grid).start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }

  private static ProcessBuilder process(TinyGrid grid) {
    ProcessBuilder process = grid.process("killed", GRID);
    int mainClass = process.command().indexOf("-cp");
    process
        .command()
        .add(
            mainClass,
            "-Dlog4j2.configurationFile="
                + Path.of("src/test/resources/log4j2-steps.properties").toAbsolutePath());
    return process;
  }
}
