package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.plan.GridPlan;
import org.apga.run.GridListener;
import org.apga.run.GridRunner;
import org.apga.run.Grids;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.TrainingJob;
import org.apga.trial.DataSet;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an executor that is not fit says before its first trial. */
@Timeout(60)
class ExecutorHealthIT {
  @TempDir private static Path folder;

  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    TinyGrid.in(folder, "elbow");
    SparkConf conf = new SparkConf().setMaster("local[1,3]").set("spark.ui.enabled", "false");
    spark = new JavaSparkContext(SparkContexts.complete(conf, "unfit"));
    // Tasks fail here on purpose.
    spark.sc().setLogLevel("OFF");
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  @Test
  void whatAnotherExecutorMayDoIsTriedAgain() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    GridConfig config = config(file.resolve("results"));

    TrialOutcome.Failed failed = failed(config, manifest(config));

    assertThat(failed.cause()).isEqualTo(FailureCause.INFRASTRUCTURE);
    assertThat(failed.message())
        .startsWith(
            "Cannot train on "
                + InetAddress.getLocalHost().getHostName()
                + ": Cannot write results to file:"
                + file
                + "/results: Parent path is not a directory: file:"
                + file
                + ". Set results.root to a folder that this user may write.");
  }

  @Test
  void whatNoExecutorCanMendIsNotTriedAgain() {
    TrialOutcome.Failed failed = failed(config(folder.resolve("results")), "another data set");

    assertThat(failed.cause()).isEqualTo(FailureCause.DATA);
    assertThat(failed.message())
        .isEqualTo(
            "Cannot train on "
                + folder.resolve("data")
                + ": its lists have changed since the run was planned. Start the run again.");
  }

  private static GridConfig config(Path results) {
    return ConfigReader.read(
        Map.of(
            "grid.parts", "[elbow]",
            "data.root", "\"" + folder.resolve("data") + "\"",
            "results.root", "\"" + results + "\"",
            "train.image-size", "32",
            "train.batch-size", "2"));
  }

  private static String manifest(GridConfig config) {
    return DataSet.open(config, new Configuration()).manifest().hash();
  }

  private static TrialOutcome.Failed failed(GridConfig config, String manifest) {
    GridPlan plan =
        new GridPlan("hash", Grids.plan(1).trials(), config.settings(), manifest, "code");
    SparkTrialRunner runner =
        new SparkTrialRunner(
            spark,
            new TrainingJob(),
            trial -> TrialJson.write(TrialRequest.of(trial, plan, (setting, text) -> text)),
            SparkTrialRunner.Retries.NONE);
    List<TrialOutcome> outcomes =
        new GridRunner(runner, new GridListener() {}, t -> 1, 2).run(plan);
    return Grids.outcomes(outcomes, TrialOutcome.Failed.class).get(0);
  }
}
