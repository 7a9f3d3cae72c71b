package org.apga.bench;

import java.util.List;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apga.plan.GridPlan;
import org.apga.plan.TrialId;
import org.apga.run.GridListener;
import org.apga.run.GridRunner;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.TrialJob;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRequest;

/**
 * Measures the cost of running a trial besides its training: a grid of trials that do nothing goes
 * through the scheduler, the runner and Spark like a real one.
 */
public final class ScheduleBenchmark {
  private static final int LOOK_AHEAD = 2;
  static final double BYTES_PER_MB = 1e6;

  private ScheduleBenchmark() {}

  /**
   * @param seconds from the first hand-over to the last outcome
   * @param heapGrowthMb growth of the used heap of the driver, including the result
   */
  public record Result(int trials, int slots, double seconds, double heapGrowthMb) {}

  /** Does nothing and reports that it is done. */
  private static final class NoOp implements TrialJob {
    private static final long serialVersionUID = 1L;

    @Override
    public String run(String requestJson, ProgressSink progress) {
      TrialId id = TrialJson.read(requestJson, TrialRequest.class).trial().id();
      return TrialJson.write(new TrialOutcome.Completed(id, new TreeMap<>(), 0, "Nothing to do."));
    }
  }

  /**
   * Runs at least {@code trials} of them, rounded up to whole chains, in a Spark context that is
   * opened and stopped.
   */
  public static Result run(int trials) {
    try (JavaSparkContext spark = SparkContexts.open("apga bench schedule", 1)) {
      GridPlan plan = new MadeUpGrid(trials, 1).plan(List.of());
      SparkTrialRunner runner =
          new SparkTrialRunner(
              spark,
              new NoOp(),
              trial -> TrialJson.write(TrialRequest.of(trial, plan, (setting, text) -> text)),
              SparkTrialRunner.Retries.NONE);
      double before = heapMb();
      long start = System.nanoTime();
      List<TrialOutcome> outcomes =
          new GridRunner(runner, new GridListener() {}, trial -> 1, LOOK_AHEAD).run(plan);
      double seconds = (System.nanoTime() - start) / 1e9;
      int completed =
          (int) outcomes.stream().filter(TrialOutcome.Completed.class::isInstance).count();
      if (completed < plan.trials().size()) {
        throw new IllegalStateException(
            "Only " + completed + " of " + plan.trials().size() + " came back.");
      }
      return new Result(completed, runner.slots(), seconds, heapMb() - before);
    }
  }

  static double heapMb() {
    System.gc();
    Runtime jvm = Runtime.getRuntime();
    return (jvm.totalMemory() - jvm.freeMemory()) / BYTES_PER_MB;
  }
}
