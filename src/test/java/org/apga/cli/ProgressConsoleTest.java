package org.apga.cli;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.run.Grids;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;

class ProgressConsoleTest {
  private static final Trial BASELINE = trial(Arm.BASELINE, 0);
  private static final Trial CUTOUT = trial(Arm.CUTOUT, 0);
  private static final Trial APGA = trial(Arm.APGA, 0);
  private static final GridPlan PLAN = Grids.plan(1, Arm.CUTOUT, Arm.APGA);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
  private Instant now = Instant.EPOCH;

  @Test
  void withoutATerminalEveryChangeIsALine() {
    ProgressConsole console = console(OptionalInt.empty());
    console.planned(PLAN);
    after(3);
    console.started(BASELINE);
    after(60);
    console.finished(
        BASELINE, completed(BASELINE, 60, Map.of("accuracy", 0.8125, "auroc", 0.87, "loss", 0.4)));
    console.started(CUTOUT);
    console.started(APGA);
    after(1);
    console.finished(
        CUTOUT,
        new TrialOutcome.Failed(
            CUTOUT.id(), FailureCause.DIVERGED, "The loss is NaN at step 3.", "r/log.txt"));
    after(3600);
    console.finished(APGA, completed(APGA, 3601, Map.of()));
    console.ended();

    assertThat(text())
        .isEqualTo(
            """
            3 trials to train.
            [0:03] started   elbow baseline seed 0
            [1:03] done      elbow baseline seed 0 in 1:00: accuracy 0.813, auroc 0.870, loss 0.400
            [1:03] started   elbow cutout seed 0
            [1:03] started   elbow apga seed 0
            [1:04] FAILED    elbow cutout seed 0: DIVERGED: The loss is NaN at step 3. Log: r/log.txt
            [1:01:04] done      elbow apga seed 0 in 1:00:01
            2 trials trained in 1:01:04, 1 failed.
            """);
  }

  @Test
  void whatIsDroppedIsToldApartFromWhatFailed() {
    ProgressConsole console = console(OptionalInt.empty());
    console.planned(PLAN);
    console.started(BASELINE);
    after(10);
    console.paused(BASELINE, 2);
    after(20);
    console.started(BASELINE);
    after(10);
    console.finished(BASELINE, completed(BASELINE, 10, Map.of()));
    console.started(CUTOUT);
    after(5);
    console.paused(CUTOUT, 2);
    console.finished(CUTOUT, new TrialOutcome.Halted(CUTOUT.id(), 2));
    console.ended();

    assertThat(text())
        .isEqualTo(
            """
            3 trials to train.
            [0:00] started   elbow baseline seed 0
            [0:30] started   elbow baseline seed 0
            [0:40] done      elbow baseline seed 0 in 0:10
            [0:40] started   elbow cutout seed 0
            [0:45] dropped   elbow cutout seed 0 at the end of epoch 2
            1 trial trained in 0:45, 1 dropped early.
            """);
  }

  @Test
  void withoutATerminalATrialTellsOfAnEpochNotMoreOftenThanEveryHalfMinute() {
    ProgressConsole console = console(OptionalInt.empty());
    console.planned(PLAN);
    console.started(BASELINE);
    for (int epoch = 1; epoch <= 10; epoch++) {
      after(8);
      console.progress(epoch(BASELINE, epoch));
    }

    assertThat(text())
        .isEqualTo(
            """
            3 trials to train.
            [0:00] started   elbow baseline seed 0
            [0:32] training  elbow baseline seed 0: epoch 4/20 step 5/40, accuracy 0.750, loss 0.500
            [1:04] training  elbow baseline seed 0: epoch 8/20 step 5/40, accuracy 0.750, loss 0.500
            """);
  }

  @Test
  void aTerminalShowsWhatRunsInABlockThatIsRedrawnInPlace() {
    ProgressConsole console = console(OptionalInt.of(100));
    console.planned(PLAN);
    console.started(BASELINE);
    after(2);
    console.progress(epoch(BASELINE, 1));
    after(18);
    console.finished(BASELINE, completed(BASELINE, 20, Map.of("accuracy", 0.8)));
    console.started(CUTOUT);
    console.started(APGA);
    after(10);
    console.tick();

    String up2 = "\u001b[2A\r\u001b[J";
    String up1 = "\u001b[1A\r\u001b[J";
    // Baseline took 20 s at length 1; cutout (2) and apga (7.7) thus need 40 and 154 s.
    assertThat(text())
        .isEqualTo(
            "3 trials to train.\n"
                + "0 of 3 done, 1 running, 0:00 elapsed\n"
                + "  elbow baseline seed 0  0:00  preparing\n"
                + up2
                + "0 of 3 done, 1 running, 0:02 elapsed\n"
                + "  elbow baseline seed 0  0:02  epoch 1/20 step 5/40, accuracy 0.750, loss"
                + " 0.500\n"
                + up2
                + "[0:20] done      elbow baseline seed 0 in 0:20: accuracy 0.800\n"
                + "1 of 3 done, 0 running, 0:20 elapsed\n"
                + up1
                + "1 of 3 done, 1 running, 0:20 elapsed, about 3:14 left\n"
                + "  elbow cutout seed 0  0:00  preparing\n"
                + up2
                + "1 of 3 done, 2 running, 0:20 elapsed, about 2:34 left\n"
                + "  elbow cutout seed 0  0:00  preparing\n"
                + "  elbow apga seed 0    0:00  preparing\n"
                + "\u001b[3A\r\u001b[J"
                + "1 of 3 done, 2 running, 0:30 elapsed, about 2:24 left\n"
                + "  elbow cutout seed 0  0:10  preparing\n"
                + "  elbow apga seed 0    0:10  preparing\n");
  }

  @Test
  void theEndErasesTheBlock() {
    ProgressConsole console = console(OptionalInt.of(100));
    console.planned(Grids.plan(1));
    console.started(BASELINE);
    console.finished(BASELINE, completed(BASELINE, 1, Map.of()));
    bytes.reset();
    console.ended();
    console.tick();

    assertThat(text()).isEqualTo("\u001b[1A\r\u001b[J1 trial trained in 0:00.\n");
  }

  @Test
  void progressThatComesFastIsNotDrawnEachTime() {
    ProgressConsole console = console(OptionalInt.of(100));
    console.planned(PLAN);
    console.started(BASELINE);
    bytes.reset();
    for (int step = 0; step < 1000; step++) {
      now = now.plusMillis(1);
      console.progress(epoch(BASELINE, 1));
    }

    assertThat(text().lines().filter(l -> l.contains("epoch 1/20"))).hasSize(10);
  }

  @Test
  void linesAreCutToTheTerminal() {
    ProgressConsole console = console(OptionalInt.of(21));
    console.planned(PLAN);
    bytes.reset();
    console.started(BASELINE);

    assertThat(text()).isEqualTo("0 of 3 done, 1 runni\n  elbow baseline see\n");
  }

  @Test
  void manyRunningTrialsAreSummedUp() {
    ProgressConsole console = console(OptionalInt.of(100));
    console.planned(Grids.plan(64));
    for (int seed = 0; seed < 64; seed++) {
      console.started(trial(Arm.BASELINE, seed));
    }
    bytes.reset();
    after(1);
    console.tick();

    assertThat(text()).endsWith("  and 49 more\n").contains("seed 14 ").doesNotContain("seed 15 ");
  }

  @Test
  void stoppedTrialsAreCountedAndNotListed() {
    ProgressConsole console = console(OptionalInt.empty());
    console.planned(
        Grids.of(
            List.of(
                Grids.planned(BASELINE, Decision.Kind.SKIP),
                Grids.planned(CUTOUT, Decision.Kind.RUN),
                Grids.planned(APGA, Decision.Kind.RUN))));
    console.stopping("run.until = 07:00");
    console.finished(CUTOUT, new TrialOutcome.Skipped(CUTOUT.id(), "stopped: run.until = 07:00"));
    console.finished(APGA, new TrialOutcome.Skipped(APGA.id(), "baseline failed"));
    console.ended();

    assertThat(text())
        .isEqualTo(
            """
            2 trials to train, 1 done before.
            [0:00] stopping  run.until = 07:00: no trial starts, and running ones store a checkpoint
            [0:00] skipped   elbow apga seed 0: baseline failed
            0 trials trained in 0:00, 2 not started or stopped.
            """);
  }

  @Test
  void aNoteIsALineThatStays() {
    ProgressConsole console = console(OptionalInt.empty());
    console.planned(Grids.plan(1));
    console.started(BASELINE);
    after(5);
    console.note(BASELINE, "continues from epoch 3, batch 120 of 196, stored by attempt 1");

    assertThat(text())
        .isEqualTo(
            """
            1 trial to train.
            [0:00] started   elbow baseline seed 0
            [0:05] note      elbow baseline seed 0: continues from epoch 3, batch 120 of 196, stored by attempt 1
            """);
  }

  private ProgressConsole console(OptionalInt terminal) {
    return new ProgressConsole(out, terminal, () -> now, t -> 1);
  }

  private void after(long seconds) {
    now = now.plusSeconds(seconds);
  }

  private static TrialProgress epoch(Trial trial, int epoch) {
    return new TrialProgress(trial.id(), trial.title(), epoch, 20, 5, 40, 0.75, 0.5);
  }

  private static TrialOutcome completed(Trial trial, double seconds, Map<String, Double> figures) {
    return new TrialOutcome.Completed(trial.id(), new TreeMap<>(figures), seconds, "done");
  }

  private String text() {
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
