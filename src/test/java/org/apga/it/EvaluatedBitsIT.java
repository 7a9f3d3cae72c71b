package org.apga.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apga.cli.CommandRun;
import org.apga.config.Arm;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code evaluate} says of a trial's own test images, bit by bit. One of them cannot be read,
 * so that batches have other sizes than the trial's wherever they are composed of all that are
 * listed.
 */
class EvaluatedBitsIT {
  /** From 16 images on, oneDNN and ATen take another kernel for such small networks. */
  private static final int BATCH_SIZE = 16;

  private static final List<String> SAID =
      List.of("probability", "tta_probability", "mask_share", "mask_iou");

  @TempDir private static Path folder;

  private static TinyGrid grid;

  @BeforeAll
  static void spoilTheThirdTestImage() throws IOException {
    grid = TinyGrid.in(folder, "elbow");
    try (Stream<Path> files = Files.walk(grid.data().resolve("MURA-v1.1/valid/XR_ELBOW"))) {
      Path third =
          files
              .filter(f -> f.toString().endsWith(".png"))
              .sorted()
              .skip(2)
              .findFirst()
              .orElseThrow();
      Files.writeString(third, "no image");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "dl4j-torch"})
  void everyArmSaysOfEveryImageWhatItsTrialSaid(String engine) {
    CommandRun trained =
        grid.run(
            engine,
            "engine=" + engine,
            "grid.arms=[" + String.join(",", Arm.labels()) + "]",
            "data.unreadable-test-images=drop",
            "train.epochs=1",
            "train.batch-size=" + BATCH_SIZE);
    assertThat(trained.exitCode()).as(String.join("\n", trained.lines())).isZero();
    List<Row> own =
        grid.table(engine, Tables.PREDICTIONS).stream()
            .filter(row -> row.text("split").equals("test"))
            .toList();

    for (Arm arm : Arm.values()) {
      Map<String, Map<String, Double>> expected = said(own, arm);
      assertThat(expected.size() % BATCH_SIZE).as("images of the last batch").isPositive();

      CommandRun run = evaluate(engine, arm);

      assertThat(run.errors()).isEmpty();
      List<String> lines = run.lines();
      String name = lines.get(lines.size() - 1).replaceAll(".*run=(.*)\\.", "$1");
      assertThat(said(grid.store(engine).published(name, Tables.PREDICTIONS), arm))
          .as(engine + " " + arm)
          .isEqualTo(expected);
      if (engine.equals("dl4j-torch")) {
        assertThat(lines)
            .contains(
                "Recount   not possible for elbow "
                    + arm.label()
                    + " seed 0: libtorch computes it, and Deeplearning4j's evaluation does not"
                    + " use libtorch");
      }
    }
  }

  private static CommandRun evaluate(String root, Arm arm) {
    String[] command = {
      "evaluate",
      "--root",
      grid.root(root).toString(),
      "--arm",
      arm.label(),
      "--part",
      "elbow",
      "--data",
      grid.data().toString(),
      "--split",
      "test",
      "--resamples",
      "100"
    };
    return CommandRun.of(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"), command);
  }

  /** Figures by image. */
  private static Map<String, Map<String, Double>> said(List<Row> rows, Arm arm) {
    return rows.stream()
        .filter(row -> row.text("arm").equals(arm.label()))
        .collect(toMap(row -> row.text("path"), EvaluatedBitsIT::figures));
  }

  private static Map<String, Double> figures(Row row) {
    Map<String, Double> figures = new HashMap<>();
    SAID.stream().filter(row::has).forEach(figure -> figures.put(figure, row.real(figure)));
    return figures;
  }
}
