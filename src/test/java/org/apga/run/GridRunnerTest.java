package org.apga.run;

import static org.apga.run.Grids.planned;
import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apga.config.Arm;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.trial.FailureCause;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialNote;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;

class GridRunnerTest {
  private final List<String> events = new ArrayList<>();
  private final GridListener recorder =
      new GridListener() {
        @Override
        public void planned(GridPlan plan) {
          events.add("planned " + plan.toTrain().size());
        }

        @Override
        public void started(Trial trial) {
          events.add("started " + trial.title());
        }

        @Override
        public void finished(Trial trial, TrialOutcome outcome) {
          events.add(outcome.getClass().getSimpleName() + " " + trial.title());
        }

        @Override
        public void ended() {
          events.add("ended");
        }
      };

  @Test
  void aDependentStartsWhenItsOwnBaselineIsCommittedAndNotWhenAllAre() {
    VirtualRunner runner =
        new VirtualRunner(
            2, t -> t.seed() == 1 && isBaseline(t) ? 10 : 1, VirtualRunner::completed);
    CompletableFuture<List<TrialOutcome>> result =
        new GridRunner(runner, recorder, t -> 1, 0).start(Grids.plan(2, Arm.APGA));
    runner.finishAll();

    assertThat(events)
        .containsExactly(
            "planned 4",
            "started elbow baseline seed 0",
            "started elbow baseline seed 1",
            "Completed elbow baseline seed 0",
            "started elbow apga seed 0",
            "Completed elbow apga seed 0",
            "Completed elbow baseline seed 1",
            "started elbow apga seed 1",
            "Completed elbow apga seed 1",
            "ended");
    assertThat(Grids.completed(result.join())).hasSize(4);
  }

  @Test
  void baselinesGoFirstThenTheLongest() {
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    // Seed 1's chain is the longest, by its weight.
    new GridRunner(runner, recorder, t -> t.seed() == 1 ? 10 : 1, 0)
        .start(Grids.plan(2, Arm.CONTINUE, Arm.APGA));
    runner.finishAll();

    assertThat(runner.handed)
        .containsExactly(
            "2/6 elbow baseline seed 1",
            "1/6 elbow baseline seed 0",
            "6/6 elbow apga seed 1",
            "5/6 elbow continue seed 1",
            "4/6 elbow apga seed 0",
            "3/6 elbow continue seed 0");
  }

  @Test
  void aTrialIsReadyAtOnceWhereItsBaselineWasDoneBefore() {
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    new GridRunner(runner, recorder, t -> 1, 0)
        .start(
            Grids.of(
                List.of(
                    planned(trial(Arm.BASELINE, 0), Decision.Kind.SKIP),
                    planned(trial(Arm.APGA, 0), Decision.Kind.RUN))));
    runner.finishAll();

    assertThat(runner.handed).containsExactly("1/1 elbow apga seed 0");
  }

  @Test
  void aFailedBaselineSkipsWhatStartsFromItAndNothingElse() {
    VirtualRunner runner =
        new VirtualRunner(
            1,
            t -> 1,
            t ->
                t.seed() == 0
                    ? new TrialOutcome.Failed(
                        t.id(), FailureCause.DIVERGED, "NaN at step 3.", "log")
                    : VirtualRunner.completed(t));
    CompletableFuture<List<TrialOutcome>> result =
        new GridRunner(runner, recorder, t -> 1, 0).start(Grids.plan(2, Arm.APGA));
    runner.finishAll();

    assertThat(events)
        .containsExactly(
            "planned 4",
            "started elbow baseline seed 0",
            "Failed elbow baseline seed 0",
            "Skipped elbow apga seed 0",
            "started elbow baseline seed 1",
            "Completed elbow baseline seed 1",
            "started elbow apga seed 1",
            "Completed elbow apga seed 1",
            "ended");
    assertThat(Grids.outcomes(result.join(), TrialOutcome.Skipped.class))
        .containsExactly(new TrialOutcome.Skipped(trial(Arm.APGA, 0).id(), "baseline failed"));
  }

  @Test
  void noMoreThanSlotsAndLookAheadAreHandedOver() {
    VirtualRunner runner = new VirtualRunner(3, t -> 1, VirtualRunner::completed);
    new GridRunner(runner, recorder, t -> 1, 2).start(Grids.plan(20));
    runner.finishAll();

    assertThat(runner.mostInFlight).isEqualTo(5);
    assertThat(runner.now).isEqualTo(7); // 20 trials on 3 slots
  }

  @Test
  void newSlotsAreUsedAtOnce() {
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    new GridRunner(runner, recorder, t -> 1, 0).start(Grids.plan(4));
    assertThat(runner.handed).hasSize(1);

    runner.addSlots(3);

    assertThat(runner.handed).hasSize(4);
  }

  @Test
  void cancellingStopsWhatRunsAndStartsNothingMore() {
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    GridRunner grid = new GridRunner(runner, recorder, t -> 1, 1);
    CompletableFuture<List<TrialOutcome>> result = grid.start(Grids.plan(3, Arm.APGA));
    runner.finishOne();
    grid.cancel("by a test", Duration.ZERO);

    assertThat(result).isCompleted();
    assertThat(Grids.completed(result.join())).hasSize(1);
    assertThat(Grids.outcomes(result.join(), TrialOutcome.Skipped.class))
        .hasSize(5)
        .allMatch(skipped -> skipped.reason().equals("stopped: by a test"));
    assertThat(runner.handed).hasSize(3); // one done, one running, one ahead
  }

  @Test
  void aRunnerThatThrowsFailsTheTrialAndNotTheGrid() {
    TrialRunner broken =
        new DirectRunner(
            (trial, progress) -> {
              throw new IllegalStateException("SparkContext is stopped.");
            });

    // Enough of them to overflow a stack if each started the next from within.
    List<TrialOutcome> result = new GridRunner(broken, recorder, t -> 1, 0).run(Grids.plan(20_000));

    assertThat(Grids.outcomes(result, TrialOutcome.Failed.class))
        .hasSize(20_000)
        .allMatch(f -> f.cause() == FailureCause.INFRASTRUCTURE)
        .allMatch(f -> f.message().contains("SparkContext is stopped."));
  }

  @Test
  void aPlanWithNothingToTrainEndsAtOnce() {
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);

    List<TrialOutcome> result = new GridRunner(runner, recorder, t -> 1, 0).run(Grids.plan(0));

    assertThat(result).isEmpty();
    assertThat(events).containsExactly("planned 0", "ended");
  }

  @Test
  void progressOfATrialThatEndedIsDropped() {
    List<TrialProgress> seen = new ArrayList<>();
    List<ProgressSink> sinks = new ArrayList<>();
    TrialRunner immediate =
        new DirectRunner(
            (trial, progress) -> {
              sinks.add(progress);
              progress.report(new TrialProgress(trial.id(), trial.title(), 1, 2, 1, 5, 0.5, 0.7));
              return VirtualRunner.completed(trial);
            });
    GridListener listener =
        new GridListener() {
          @Override
          public void progress(TrialProgress progress) {
            seen.add(progress);
          }
        };
    GridPlan plan = Grids.plan(1);
    new GridRunner(immediate, listener, t -> 1, 0).run(plan);
    Trial trial = plan.toTrain().get(0);
    sinks.get(0).report(new TrialProgress(trial.id(), trial.title(), 2, 2, 1, 5, 0.5, 0.7));

    assertThat(seen).extracting(TrialProgress::epoch).containsExactly(1);
  }

  @Test
  void whatIsTrueOfAPartIsToldOnceAndWhatIsTrueOfATrialEachTime() {
    List<String> notes = new ArrayList<>();
    GridListener listener =
        new GridListener() {
          @Override
          public void note(Trial trial, String text) {
            notes.add(text);
          }
        };
    TrialRunner noting =
        new DirectRunner(
            (trial, progress) -> {
              progress.note(new TrialNote(trial.id(), TrialNote.About.PART, "Few levels."));
              progress.note(new TrialNote(trial.id(), "It goes on."));
              return VirtualRunner.completed(trial);
            });

    new GridRunner(noting, listener, t -> 1, 0).run(Grids.plan(2));

    assertThat(notes).containsExactly("Few levels.", "It goes on.", "It goes on.");
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheGrid() {
    GridListener broken =
        new GridListener() {
          @Override
          public void finished(Trial trial, TrialOutcome outcome) {
            IllegalStateException bug = new IllegalStateException("Thrown on purpose.");
            bug.setStackTrace(new StackTraceElement[0]); // it is logged
            throw bug;
          }
        };
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    CompletableFuture<List<TrialOutcome>> result =
        new GridRunner(runner, broken, t -> 1, 0).start(Grids.plan(2, Arm.APGA));
    runner.finishAll();

    assertThat(Grids.completed(result.join())).hasSize(4);
  }

  @Test
  void aRunnerServesOnePlan() {
    VirtualRunner runner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    GridRunner grid = new GridRunner(runner, recorder, t -> 1, 0);
    grid.start(Grids.plan(1));

    assertThatThrownBy(() -> grid.start(Grids.plan(1)))
        .hasMessage("Cannot start a plan: this runner has one. Make a runner for each.");
  }

  private static boolean isBaseline(Trial trial) {
    return trial.baseline() == null;
  }
}
