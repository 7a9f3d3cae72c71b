package org.apga.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTablesCommandTest {
  @TempDir private Path root;

  @Test
  void itPrintsOneLineOfJsonAndLeavesTheTablesOfItsTrials() {
    // Trials come in whole chains, one of each arm.
    int trials = 3 * Arm.values().length;
    CommandRun bench =
        CommandRun.of(
            Map.of(),
            "bench",
            "tables",
            "--trials",
            Integer.toString(trials - 1),
            "--epochs",
            "3",
            "--predictions",
            "2",
            "--root",
            root.toString());

    assertThat(bench.errors()).isEmpty();
    assertThat(bench.exitCode()).isZero();
    assertThat(bench.lines()).hasSize(1);
    assertThat(bench.lines().get(0))
        .matches(
            "\\{\"trials\":"
                + trials
                + ",\"variants\":1,\"epochs\":3,\"predictions\":2"
                + Stream.of(
                        "plan",
                        "replan",
                        "indexed_replan",
                        "publish",
                        "read_trials",
                        "read_epochs",
                        "read_drawn",
                        "report",
                        "page")
                    .map(",\"%s_s\":[0-9.]+,\"%1$s_cpu_s\":[0-9.]+"::formatted)
                    .collect(joining())
                + ",\"page_mb\":[0-9.]+,\"heap_mb\":-?[0-9.]+}");
    ResultStore store = ResultStore.open(root.toString(), new Configuration());
    assertThat(store.published("20260101-000000-bench", Tables.TRIALS)).hasSize(trials);
    assertThat(store.published("20260101-000000-bench", Tables.EPOCHS)).hasSize(3 * trials);
    assertThat(store.published("20260101-000000-bench", Tables.PREDICTIONS)).hasSize(2 * trials);
  }

  @Test
  void aNumberBelowOneIsRefused() {
    assertThat(CommandRun.of(Map.of(), "bench", "tables", "--epochs", "0").errors())
        .containsExactly(
            "Cannot run the benchmark with --epochs 0: it must be 1 or more. Use --epochs 100.");
    assertThat(CommandRun.of(Map.of(), "bench", "schedule", "--trials", "0").errors())
        .containsExactly(
            "Cannot run the benchmark with --trials 0: it must be 1 or more. Use --trials 10000.");
  }
}
