package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody locks a results root: two processes that run the same grid into it are both right. */
class TwoRunsIT {
  private static final String ARMS = "grid.arms=[cutout,apga]";

  @TempDir private Path folder;

  @Test
  @Timeout(180)
  void twoProcessesRunTheSameGridIntoOneRoot() throws Exception {
    TinyGrid grid = TinyGrid.in(folder, "elbow");
    Process one = grid.process("shared", ARMS).redirectOutput(log("one").toFile()).start();
    Process other = grid.process("shared", ARMS).redirectOutput(log("other").toFile()).start();
    int exitOfOne = one.waitFor();
    int exitOfOther = other.waitFor();

    assertThat(exitOfOne).as(Files.readString(log("one"))).isZero();
    assertThat(exitOfOther).as(Files.readString(log("other"))).isZero();
    assertThat(grid.run("undisturbed", ARMS).exitCode()).isZero();
    var undisturbed = grid.results("undisturbed");
    ResultStore store = grid.store("shared");
    assertThat(store.plans().runs()).isNotEmpty();
    for (String run : store.plans().runs()) {
      assertThat(TinyGrid.results(store, run)).as(run).isEqualTo(undisturbed);
    }
    assertThat(named(grid.root("shared"), "committed.json")).hasSize(3);
    assertThat(store.commits())
        .allSatisfy(
            commit ->
                assertThat(store.rows(commit, Tables.TRIALS).get(0).whole("attempt"))
                    .isEqualTo(commit.attempt().number()));
    assertThat(leftOvers(grid.root("shared"))).isEmpty();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private static List<Path> named(Path root, String name) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(f -> f.endsWith(name)).toList();
    }
  }

  private static List<Path> leftOvers(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(f -> f.getFileName().toString().matches("\\.?_(tmp|draft|probe)-.*"))
          .toList();
    }
  }
}
