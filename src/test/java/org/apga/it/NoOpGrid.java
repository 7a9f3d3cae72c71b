package org.apga.it;

import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apga.config.Arm;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.GridListener;
import org.apga.run.GridRunner;
import org.apga.run.Grids;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.TrialJob;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;

/** An application for a cluster: ten chains of three trials that do nothing but tell of it. */
public final class NoOpGrid {
  private NoOpGrid() {}

  /** Entry. */
  public static void main(String[] arguments) {
    JavaSparkContext spark = SparkContexts.open("no-op grid", 1);
    TrialJob job =
        (request, progress) -> {
          TrialId id = new TrialId(request);
          String where = "executor " + SparkEnv.get().executorId();
          progress.report(new TrialProgress(id, where, 7, 20, 1, 4, 0.75, 0.5));
          String gpus = "uses GPU " + given() + ", sees " + visible();
          return TrialJson.write(new TrialOutcome.Completed(id, new TreeMap<>(), 0, gpus));
        };
    GridListener printer =
        new GridListener() {
          @Override
          public void progress(TrialProgress progress) {
            System.out.println("epoch " + progress.epoch() + " on " + progress.title());
          }

          @Override
          public void finished(Trial trial, TrialOutcome outcome) {
            System.out.println(outcome.getClass().getSimpleName() + " " + trial.title());
            if (outcome instanceof TrialOutcome.Completed completed) {
              System.out.println(completed.stopReason());
            }
          }
        };
    SparkTrialRunner runner =
        new SparkTrialRunner(
            spark, job, trial -> trial.id().value(), SparkTrialRunner.Retries.NONE);
    List<TrialOutcome> result =
        new GridRunner(runner, printer, trial -> 1, 2).run(Grids.plan(10, Arm.CUTOUT, Arm.APGA));
    System.out.println(
        Grids.completed(result).size() + " completed on " + runner.slots() + " slots");
    System.out.println("a stage that trains nothing was given GPUs: " + ofAPlainStage(spark));
    spark.stop();
    System.exit(3);
  }

  private static List<String> ofAPlainStage(JavaSparkContext spark) {
    return spark.parallelize(List.of(1, 2, 3, 4), 4).map(i -> given()).distinct().collect();
  }

  /** The GPUs that Spark gave this task. */
  private static String given() {
    ResourceInformation gpus = TaskContext.get().resourcesJMap().get("gpu");
    return gpus == null ? "none" : String.join(",", gpus.addresses());
  }

  /** The GPUs that a CUDA library would see here, and in which order. */
  private static String visible() {
    return environment("CUDA_VISIBLE_DEVICES") + " by " + environment("CUDA_DEVICE_ORDER");
  }

  /** Not Java's, which does not change. */
  private static String environment(String name) {
    return NativeLibrary.getInstance("c")
        .getFunction("getenv")
        .invokeString(new Object[] {name}, false);
  }
}
