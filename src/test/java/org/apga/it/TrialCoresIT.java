package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.cores.BoundThreads;
import org.apga.engine.dl4j.cores.CoreBinding;
import org.apga.plan.TrialId;
import org.apga.run.GridListener;
import org.apga.run.GridRunner;
import org.apga.run.Grids;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.SparkTrialRunner.Retries;
import org.apga.run.spark.TrialJob;
import org.apga.trial.Engines;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.junit.jupiter.api.Test;

/** Where the threads of trials run, seen from within Spark's tasks. */
class TrialCoresIT {
  /** A task is serialised with its job, so what it saw is here. */
  private static final List<List<Integer>> SEEN = new CopyOnWriteArrayList<>();

  @Test
  void trialsOfAnExecutorThatHasAllCoresAreBoundAndOthersAreNot() {
    List<Integer> all = CoreBinding.ofProcess();
    assumeThat(all).hasSizeGreaterThan(1);

    train("local[" + all.size() + "]");
    assertThat(SEEN).hasSize(2).allSatisfy(cores -> assertThat(all.subList(0, 2)).isEqualTo(cores));

    SEEN.clear();
    train("local[" + (all.size() + 1) + "]");
    assertThat(SEEN).hasSize(2).allSatisfy(cores -> assertThat(cores).isEmpty());
  }

  /** Two trials of two threads, one after the other. */
  private static void train(String master) {
    SparkConf conf =
        SparkContexts.complete(
            new SparkConf()
                .setMaster(master)
                .set("spark.task.cpus", "2")
                .set("spark.ui.enabled", "false"),
            "TrialCoresIT");
    TrialJob job =
        (request, progress) -> {
          EngineChoice choice =
              new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 2);
          try (Engine engine = Engines.open(choice, 0);
              CoreBinding.Computing here = CoreBinding.computing()) {
            SEEN.add(BoundThreads.cores());
          }
          return TrialJson.write(
              new TrialOutcome.Completed(new TrialId(request), new TreeMap<>(), 0, "done"));
        };
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      SparkTrialRunner runner =
          new SparkTrialRunner(spark, job, trial -> trial.id().value(), Retries.NONE);
      new GridRunner(runner, new GridListener() {}, trial -> 1, 1).run(Grids.plan(2));
    }
  }
}
