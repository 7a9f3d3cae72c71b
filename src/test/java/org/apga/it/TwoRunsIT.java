package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    Path conf = grid.conf("shared");
    Process one = start(conf, "one");
    Process other = start(conf, "other");
    int exitOfOne = one.waitFor();
    int exitOfOther = other.waitFor();

    assertThat(exitOfOne).as(output("one")).isZero();
    assertThat(exitOfOther).as(output("other")).isZero();
    assertThat(grid.run("undisturbed", ARMS).exitCode()).isZero();
    var undisturbed = grid.results("undisturbed");
    ResultStore store = grid.store("shared");
    assertThat(store.runs()).isNotEmpty();
    for (String run : store.runs()) {
      assertThat(TinyGrid.results(store, run)).as(run).isEqualTo(undisturbed);
    }
    assertThat(named(grid.root("shared"), "committed.json")).hasSize(3);
    assertThat(store.commits())
        .allSatisfy(
            commit ->
                assertThat(store.rows(commit, Tables.TRIALS).get(0).whole("attempt"))
                    .isEqualTo(commit.attempt()));
    assertThat(leftOvers(grid.root("shared"))).isEmpty();
  }

  private Process start(Path conf, String name) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(a -> a.startsWith("--add-opens") || a.startsWith("-D"))
            .toList());
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[1]", "-Dspark.ui.enabled=false", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("org.apga.cli.Main", "run", conf.toString(), "--set", ARMS));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.redirectOutput(folder.resolve(name + ".log").toFile()).start();
  }

  private String output(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".log"));
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
