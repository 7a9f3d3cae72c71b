package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apga.cli.CommandRun;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.StatisticsTables;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committed models asked about images: their own test set, others' images, and bad ones. */
class EvaluationIT {
  private static final String ROOT = "results";

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static Map<String, List<Map<String, Object>>> before;
  private static CommandRun ofTestSet;

  @BeforeAll
  static void train() {
    grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run(ROOT, "grid.arms=[baseline,apga]", "grid.seeds=[0,1]").exitCode()).isZero();
    before = grid.results(ROOT);
    ofTestSet =
        evaluate(
            "--arm",
            "apga",
            "--part",
            "elbow",
            "--data",
            grid.data().toString(),
            "--split",
            "test",
            "--resamples",
            "200");
  }

  private static CommandRun evaluate(String... options) {
    return command("evaluate", options);
  }

  private static CommandRun command(String name, String... options) {
    List<String> arguments = new ArrayList<>(List.of(name, "--root", grid.root(ROOT).toString()));
    arguments.addAll(Arrays.asList(options));
    return CommandRun.of(
        Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"),
        arguments.toArray(String[]::new));
  }

  @Test
  void aModelSaysOfItsOwnTestSetWhatItsTrialSaid() {
    assertThat(ofTestSet.errors()).isEmpty();
    System.err.println(String.join("\n", ofTestSet.lines()));
    assertThat(ofTestSet.exitCode()).isZero();
    ResultStore store = grid.store(ROOT);
    String last = ofTestSet.lines().get(ofTestSet.lines().size() - 1);
    String run = last.replaceAll(".*run=(.*)\\.", "$1");
    Function<Row, String> key = row -> row.text("trial") + " " + row.text("path");
    Map<String, Row> own =
        store.published(store.runs().get(0), Tables.PREDICTIONS).stream()
            .filter(row -> row.text("split").equals("test") && row.text("arm").equals("apga"))
            .collect(Collectors.toMap(key, row -> row));
    List<Row> rows = store.published(run, Tables.PREDICTIONS);
    assertThat(rows).hasSameSizeAs(own.keySet());
    double worst = 0;
    double worstTta = 0;
    for (Row row : rows) {
      Row trial = own.get(key.apply(row));
      worst = Math.max(worst, Math.abs(row.real("probability") - trial.real("probability")));
      worstTta =
          Math.max(worstTta, Math.abs(row.real("tta_probability") - trial.real("tta_probability")));
      assertThat(row.real("probability")).isCloseTo(trial.real("probability"), within(1e-6));
    }
    System.err.println("worst " + worst + " tta " + worstTta);
    assertThat(store.published(run, StatisticsTables.METRICS)).isNotEmpty();
    assertThat(grid.results(ROOT)).isEqualTo(before);
  }
}
