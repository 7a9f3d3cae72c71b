package org.apga.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.store.ResultStore;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the driver keeps of ten thousand trials that are over is little, and none of their epochs.
 */
class DriverMemoryTest {
  private static final int CHAINS = 2000;
  private static final Arm[] DEPENDENTS = {Arm.CONTINUE, Arm.CUTOUT, Arm.GRADCAM, Arm.APGA};
  private static final int EPOCHS = 20;

  /** An outcome, its figures and its place in the list: some hundred bytes each. */
  private static final long MOST_BYTES_A_TRIAL = 1000;

  private static final int LOOKS = 8;
  private static final long PAUSE_MILLIS = 50;

  @TempDir private Path root;

  @Test
  void theHeapHardlyGrowsOverTenThousandTrials() throws Exception {
    GridPlan plan = Grids.plan(CHAINS, DEPENDENTS);
    ResultStore store = ResultStore.open(root.toString(), new Configuration(false));
    InstantSource clock = InstantSource.system();
    long before;
    long after;
    List<TrialOutcome> result;
    try (EventLog events = new EventLog(store.events("r1", clock.instant()), "r1", clock)) {
      VirtualRunner runner = new VirtualRunner(8, t -> 1, trial -> trained(trial, events));
      GridRunner grid = new GridRunner(runner, events, t -> 1, 2);
      before = heap();
      var running = grid.start(plan);
      runner.finishAll();
      result = running.join();
      runner.handed.clear();
      events.write();
      after = heap();
    }

    assertThat(Grids.completed(result)).hasSize(10_000);
    assertThat(after - before).isLessThan(10_000 * MOST_BYTES_A_TRIAL);
  }

  private static TrialOutcome trained(Trial trial, EventLog events) {
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      events.progress(new TrialProgress(trial.id(), trial.title(), epoch, EPOCHS, 1, 1, 0.75, 0.5));
    }
    TreeMap<String, Double> figures = new TreeMap<>();
    figures.put("accuracy", 0.75);
    figures.put("auroc", 0.875);
    return new TrialOutcome.Completed(trial.id(), figures, 90, "All epochs are done.");
  }

  /** The least of several looks: threads that other tests left behind use the heap too. */
  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int look = 0; look < LOOKS; look++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
      Thread.sleep(PAUSE_MILLIS);
    }
    return least;
  }
}
