package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apga.cli.CommandRun;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that was stopped, and a results root that somebody tidied up by hand. */
@Timeout(120)
class StoppedRunIT {
  private static final String[] ARMS = {"grid.arms=[continue,cutout,gradcam]", "grid.seeds=[0,1]"};

  @TempDir private Path folder;

  @Test
  void aStoppedRunSaysHowToGoOnAndTheSameCommandDoes() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    Process process = grid.process("stopped", ARMS).start();
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.contains("done      ")) {
        line = output.readLine();
      }
      // Process.destroy would close its output too.
      process.toHandle().destroy();
      lines = output.lines().toList();
    }
    assertThat(process.waitFor()).as(String.join("\n", lines)).isEqualTo(130);
    int committed = grid.store("stopped").commits().size();
    assertThat(committed).isBetween(1, 7);
    assertThat(lines.get(lines.size() - 1))
        .isEqualTo(
            "Stopped: "
                + committed
                + " of 8 trials are committed in "
                + grid.root("stopped")
                + ". The same command continues from there.");

    CommandRun onwards = grid.run("stopped", ARMS);

    assertThat(onwards.exitCode()).isZero();
    assertThat(onwards.lines())
        .contains(String.format("%d trials to train, %d done before.", 8 - committed, committed));
    assertThat(grid.run("undisturbed", ARMS).exitCode()).isZero();
    assertThat(grid.results("stopped")).isEqualTo(grid.results("undisturbed"));
    aTrialWhoseFilesAreGoneIsCounted(grid);
  }

  private static void aTrialWhoseFilesAreGoneIsCounted(TinyGrid grid) throws IOException {
    Row cutout =
        grid.table("undisturbed", Tables.TRIALS).stream()
            .filter(t -> t.text("arm").equals("cutout") && t.whole("seed") == 1)
            .findFirst()
            .orElseThrow();
    for (String attempt : grid.attempts("undisturbed")) {
      if (attempt.startsWith(cutout.text("trial"))) {
        remove(grid.root("undisturbed").resolve("trials").resolve(attempt));
      }
    }

    CommandRun again = grid.run("undisturbed", ARMS[0], "grid.seeds=[1]");

    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.lines())
        .contains(
            "cells   4 expected: 3 done, 0 partial, 0 failed, 1 missing.",
            "1 trial is not done: table trials has the reasons. The same command tries failed"
                + " trials again.");
  }

  private static void remove(Path attempt) throws IOException {
    try (Stream<Path> files = Files.list(attempt)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
