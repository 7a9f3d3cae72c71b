package org.apga.it;

import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.apga.config.Arm;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.GridListener;
import org.apga.run.GridResult;
import org.apga.run.GridRunner;
import org.apga.run.Grids;
import org.apga.run.RunJson;
import org.apga.run.TrialOutcome;
import org.apga.run.TrialProgress;
import org.apga.run.spark.SparkSessions;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.TrialJob;

/** An application for a cluster: ten chains of three trials that do nothing but tell of it. */
public final class NoOpGrid {
  private NoOpGrid() {}

  /** Entry. */
  public static void main(String[] arguments) {
    SparkSession spark = SparkSessions.open("no-op grid", 1);
    TrialJob job =
        (request, progress) -> {
          TrialId id = new TrialId(request);
          String where = "executor " + SparkEnv.get().executorId();
          progress.report(new TrialProgress(id, where, 7, 20, 1, 4, 0.75, 0.5));
          return RunJson.write(new TrialOutcome.Completed(id, new TreeMap<>(), 0, where));
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
          }
        };
    SparkTrialRunner runner = new SparkTrialRunner(spark, job, trial -> trial.id().value());
    GridResult result =
        new GridRunner(runner, printer, trial -> 1, 2).run(Grids.plan(10, Arm.CUTOUT, Arm.APGA));
    System.out.println(result.completed().size() + " completed on " + runner.slots() + " slots");
    spark.stop();
    System.exit(3);
  }
}
