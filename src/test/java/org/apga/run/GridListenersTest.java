package org.apga.run;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apga.config.Arm;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;

class GridListenersTest {
  private static final Trial TRIAL = trial(Arm.BASELINE, 0);

  private final List<String> events = new ArrayList<>();

  private GridListener recorder(String name) {
    return new GridListener() {
      @Override
      public void planned(GridPlan plan) {
        events.add(name + " planned");
      }

      @Override
      public void started(Trial trial) {
        events.add(name + " started");
      }

      @Override
      public void progress(TrialProgress progress) {
        events.add(name + " progress");
      }

      @Override
      public void note(Trial trial, String text) {
        events.add(name + " note");
      }

      @Override
      public void finished(Trial trial, TrialOutcome outcome) {
        events.add(name + " finished");
      }

      @Override
      public void ended() {
        events.add(name + " ended");
      }

      @Override
      public void broken(Throwable cause) {
        events.add(name + " " + cause.getMessage());
      }
    };
  }

  private static void tellEverything(GridListener listener) {
    listener.planned(Grids.plan(1));
    listener.started(TRIAL);
    listener.progress(TrialProgress.begun(TRIAL.id(), TRIAL.title()));
    listener.note(TRIAL, "It continues from epoch 3.");
    listener.finished(TRIAL, new TrialOutcome.Skipped(TRIAL.id(), "stopped"));
    listener.ended();
    listener.broken(new IllegalStateException("broken"));
  }

  @Test
  void eachIsToldInTurn() {
    tellEverything(GridListeners.of(recorder("a"), recorder("b")));

    assertThat(events)
        .containsExactly(
            "a planned",
            "b planned",
            "a started",
            "b started",
            "a progress",
            "b progress",
            "a note",
            "b note",
            "a finished",
            "b finished",
            "a ended",
            "b ended",
            "a broken",
            "b broken");
  }

  @Test
  void oneThatFailsKeepsNothingFromTheOthers() {
    GridListener broken =
        new GridListener() {
          @Override
          public void started(Trial trial) {
            throw new IllegalStateException("A broken listener, on purpose.");
          }
        };

    tellEverything(GridListeners.of(broken, recorder("b")));

    assertThat(events)
        .containsExactly(
            "b planned", "b started", "b progress", "b note", "b finished", "b ended", "b broken");
  }
}
