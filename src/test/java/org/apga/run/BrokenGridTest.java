package org.apga.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.apga.config.Arm;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.trial.ProgressSink;
import org.apga.trial.TrialNote;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A grid in which something is thrown that no trial is to blame for: it ends, and never hangs. */
@Timeout(60)
class BrokenGridTest {
  private static final GridPlan PLAN = Grids.plan(2, Arm.APGA);

  /** What a listener is told. */
  private enum Told {
    PLANNED,
    STARTED,
    PROGRESS,
    NOTE,
    FINISHED,
    ENDED
  }

  /** Throws whenever it is told of one thing. */
  private record Thrower(Told when, Throwable thrown) implements GridListener {
    private void told(Told what) {
      if (what == when) {
        BrokenGridTest.<RuntimeException>raise(thrown);
      }
    }

    @Override
    public void planned(GridPlan plan) {
      told(Told.PLANNED);
    }

    @Override
    public void started(Trial trial) {
      told(Told.STARTED);
    }

    @Override
    public void progress(TrialProgress progress) {
      told(Told.PROGRESS);
    }

    @Override
    public void note(Trial trial, String text) {
      told(Told.NOTE);
    }

    @Override
    public void finished(Trial trial, TrialOutcome outcome) {
      told(Told.FINISHED);
    }

    @Override
    public void ended() {
      told(Told.ENDED);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static <T extends Throwable> T quiet(T thrown) {
    thrown.setStackTrace(new StackTraceElement[0]); // it is logged
    return thrown;
  }

  /** One that works, except where a test says otherwise. */
  private static class Runner implements TrialRunner {
    final VirtualRunner inner = new VirtualRunner(1, t -> 1, VirtualRunner::completed);
    boolean cancelled;

    @Override
    public CompletableFuture<TrialOutcome> start(
        Trial trial, String position, ProgressSink progress) {
      CompletableFuture<TrialOutcome> outcome = inner.start(trial, position, progress);
      progress.report(new TrialProgress(trial.id(), trial.title(), 1, 2, 1, 5, 0.5, 0.7));
      progress.note(new TrialNote(trial.id(), "It goes on."));
      return outcome;
    }

    @Override
    public int slots() {
      return inner.slots();
    }

    @Override
    public void onSlotsChanged(Runnable change) {
      inner.onSlotsChanged(change);
    }

    @Override
    public void cancelAll(Duration grace) {
      cancelled = true;
      inner.cancelAll(grace);
    }
  }

  private static CompletableFuture<List<TrialOutcome>> outcome(
      Runner runner, GridListener listener) {
    CompletableFuture<List<TrialOutcome>> result =
        new GridRunner(runner, listener, t -> 1, 0).start(PLAN);
    runner.inner.finishAll();
    return result;
  }

  private static void assertBroken(
      CompletableFuture<List<TrialOutcome>> result, Runner runner, Throwable cause) {
    assertThat(result).isCompletedExceptionally();
    assertThatThrownBy(result::join).hasCause(cause);
    assertThat(runner.cancelled).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Told.class)
  void aListenerThatMissesAClassDoesNotStopTheGrid(Told when) {
    Error missing = quiet(new NoClassDefFoundError("org/apga/Gone"));

    List<TrialOutcome> result = outcome(new Runner(), new Thrower(when, missing)).join();

    assertThat(Grids.completed(result)).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(Told.class)
  void aDriverThatRunsOutOfMemoryInAListenerEndsTheGrid(Told when) {
    Error full = quiet(new OutOfMemoryError("Java heap space"));
    Runner runner = new Runner();

    assertBroken(outcome(runner, new Thrower(when, full)), runner, full);
  }

  @Test
  void otherListenersAreToldThatTheGridEnds() {
    List<String> told = new ArrayList<>();
    GridListener listener =
        new GridListener() {
          @Override
          public void broken(Throwable cause) {
            told.add(cause.toString());
          }

          @Override
          public void ended() {
            told.add("ended");
          }
        };
    Error deep = quiet(new StackOverflowError());

    outcome(new Runner(), GridListeners.of(listener, new Thrower(Told.FINISHED, deep)));

    assertThat(told).containsExactly("java.lang.StackOverflowError");
  }

  @Test
  void aRunnerThatThrowsAnErrorEndsTheGrid() {
    Error missing = quiet(new NoClassDefFoundError("org/apache/spark/Gone"));
    Runner runner =
        new Runner() {
          @Override
          public CompletableFuture<TrialOutcome> start(
              Trial trial, String position, ProgressSink progress) {
            throw missing;
          }
        };

    assertBroken(outcome(runner, new GridListener() {}), runner, missing);
  }

  @Test
  void aTrialThatEndsInAnErrorOfTheRunnerEndsTheGrid() {
    Error full = quiet(new OutOfMemoryError("Java heap space"));
    Runner runner =
        new Runner() {
          @Override
          public CompletableFuture<TrialOutcome> start(
              Trial trial, String position, ProgressSink progress) {
            return super.start(trial, position, progress)
                .thenApply(
                    outcome -> {
                      throw full;
                    });
          }
        };

    assertBroken(outcome(runner, new GridListener() {}), runner, full);
  }

  @Test
  void aRunnerThatCannotCountItsSlotsEndsTheGridAndStopsWhatRuns() {
    RuntimeException stopped = quiet(new IllegalStateException("SparkContext was shut down"));
    Runner runner =
        new Runner() {
          private int asked;

          @Override
          public int slots() {
            if (asked++ > 0) {
              throw stopped;
            }
            return 2;
          }
        };

    CompletableFuture<List<TrialOutcome>> result =
        new GridRunner(runner, new GridListener() {}, t -> 1, 0).start(PLAN);

    assertThat(runner.inner.handed).hasSize(1);
    assertBroken(result, runner, stopped);
  }

  @Test
  void aRunnerThatCannotTellOfItsSlotsEndsTheGrid() {
    RuntimeException stopped = quiet(new IllegalStateException("SparkContext was shut down"));
    Runner runner =
        new Runner() {
          @Override
          public void onSlotsChanged(Runnable change) {
            throw stopped;
          }
        };

    assertBroken(outcome(runner, new GridListener() {}), runner, stopped);
    assertThat(runner.inner.handed).isEmpty();
  }

  @Test
  void slotsThatChangeWhileTheyCannotBeCountedEndTheGrid() {
    RuntimeException stopped = quiet(new IllegalStateException("SparkContext was shut down"));
    List<RuntimeException> wrong = new ArrayList<>();
    Runner runner =
        new Runner() {
          @Override
          public int slots() {
            wrong.forEach(
                e -> {
                  throw e;
                });
            return super.slots();
          }
        };
    CompletableFuture<List<TrialOutcome>> result =
        new GridRunner(runner, new GridListener() {}, t -> 1, 0).start(PLAN);

    wrong.add(stopped);
    runner.inner.addSlots(1);

    assertBroken(result, runner, stopped);
  }

  @Test
  void aGridThatCannotBeOrderedEnds() {
    RuntimeException bug = quiet(new IllegalStateException("No such part."));
    ToDoubleFunction<Trial> weight =
        trial -> {
          throw bug;
        };
    Runner runner = new Runner();

    assertBroken(new GridRunner(runner, new GridListener() {}, weight, 0).start(PLAN), runner, bug);
  }

  @Test
  void aRunnerThatCannotEvenStopItsTrialsHangsNobody() {
    Error first = quiet(new OutOfMemoryError("Java heap space"));
    Error second = quiet(new OutOfMemoryError("again"));
    Runner runner =
        new Runner() {
          @Override
          public void cancelAll(Duration grace) {
            cancelled = true;
            throw second;
          }
        };

    assertBroken(outcome(runner, new Thrower(Told.STARTED, first)), runner, first);
    assertThat(first.getSuppressed()).containsExactly(second);
  }

  @Test
  void aStopThatFailsEndsTheGridToo() {
    RuntimeException bug = quiet(new IllegalStateException("SparkContext was shut down"));
    Runner runner =
        new Runner() {
          @Override
          public void cancelAll(Duration grace) {
            cancelled = true;
            throw bug;
          }
        };
    GridRunner grid = new GridRunner(runner, new GridListener() {}, t -> 1, 0);
    CompletableFuture<List<TrialOutcome>> result = grid.start(PLAN);

    grid.cancel("by a test", Duration.ZERO);

    assertBroken(result, runner, bug);
  }

  @Test
  void whoWaitsIsToldWhatHappenedAndWhatHelps() {
    Consumer<Throwable> run =
        thrown ->
            new GridRunner(new Runner(), new Thrower(Told.PLANNED, thrown), t -> 1, 0).run(PLAN);

    assertThatThrownBy(() -> run.accept(quiet(new InternalError("Bad."))))
        .isInstanceOf(GridException.class)
        .hasMessage(
            "Cannot continue the grid: java.lang.InternalError: Bad. Running trials were"
                + " stopped.");
    assertThatThrownBy(() -> run.accept(quiet(new OutOfMemoryError("Java heap space"))))
        .hasMessage(
            "Cannot continue the grid: java.lang.OutOfMemoryError: Java heap space. Running"
                + " trials were stopped. Give the driver more memory (--driver-memory).");
  }
}
