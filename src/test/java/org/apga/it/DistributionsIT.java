package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.cli.CommandRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same {@code target/dist} on distributions of Spark 3.5 (Scala 2.12) and 4 (Scala 2.13): a
 * standalone master and two workers of each, commands through {@code submit/apga} and its own
 * {@code bin/spark-submit}. The tables are those of the embedded Spark, bit for bit.
 */
@Timeout(600)
class DistributionsIT {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String[] GRID = {
    "grid.arms=[baseline,apga]", "grid.seeds=[0,1,2]", "train.batch-size=4", "run.tries=100"
  };

  @TempDir private static Path folder;

  private static TinyGrid grid;
  private static Map<String, List<Map<String, Object>>> trained;
  private static List<Map<String, Object>> evaluated;

  @BeforeAll
  static void trainAndEvaluateOnTheEmbeddedSpark() {
    grid = TinyGrid.in(folder, "elbow");
    assertThat(grid.run("embedded", GRID).exitCode()).isZero();
    trained = grid.results("embedded");
    CommandRun scored =
        CommandRun.of(
            Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"),
            evaluation("embedded").toArray(String[]::new));
    assertThat(scored.errors()).isEmpty();
    assertThat(scored.exitCode()).isZero();
    evaluated = grid.predictions("embedded", scored.lines());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "4"})
  void aGridThatLosesExecutorsAndAnEvaluationGiveTheTablesOfTheEmbeddedSpark(String line)
      throws Exception {
    SparkInstallation spark = SparkInstallation.distribution(line);
    String root = "on " + line;
    try (Cluster cluster = Cluster.start(folder.resolve("cluster " + line), spark)) {
      List<String> command = new ArrayList<>(List.of("run", grid.conf(root).toString()));
      for (String set : GRID) {
        command.addAll(List.of("--set", set));
      }
      ChildProcess run = cluster.launch(command);
      run.await("done      elbow", LONG);
      cluster.killExecutors();
      run.end(0, LONG);
      Map<String, List<Map<String, Object>>> tables = grid.results(root);
      trained.forEach(
          (table, rows) ->
              assertThat(withoutVersions(tables.get(table)))
                  .as("%s: target/dist and the classes are of one build (mvn package)", table)
                  .containsExactlyElementsOf(withoutVersions(rows)));
      assertThat(tables.get("trials"))
          .extracting(row -> row.get("versions"))
          .allSatisfy(versions -> assertThat((String) versions).contains("spark=" + line + "."));

      List<String> lines = cluster.launch(evaluation(root)).end(0, LONG);
      assertThat(grid.predictions(root, lines)).isNotEmpty().isEqualTo(evaluated);
    }
  }

  /** Spark's and Hadoop's are those of the distribution. */
  private static List<Map<String, Object>> withoutVersions(List<Map<String, Object>> rows) {
    return rows.stream()
        .map(
            row -> {
              Map<String, Object> rest = new TreeMap<>(row);
              rest.remove("versions");
              return rest;
            })
        .toList();
  }

  private static List<String> evaluation(String root) {
    return List.of(
        "evaluate",
        "--root",
        grid.root(root).toString(),
        "--arm",
        "apga",
        "--part",
        "elbow",
        "--data",
        grid.data().toString());
  }
}
