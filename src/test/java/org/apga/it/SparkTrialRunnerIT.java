package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apga.config.Arm;
import org.apga.config.ConfigException;
import org.apga.data.DataException;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.GridException;
import org.apga.run.GridListener;
import org.apga.run.GridRunner;
import org.apga.run.Grids;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.SparkTrialRunner.Retries;
import org.apga.run.spark.TrialJob;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialProgress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class SparkTrialRunnerIT {
  private static final AtomicInteger ATTEMPTS = new AtomicInteger();
  private static final CountDownLatch RUNNING = new CountDownLatch(2);
  private static final CountDownLatch INTERRUPTED = new CountDownLatch(2);
  private static final CountDownLatch SEEN = new CountDownLatch(1);
  private static final AtomicInteger ONCE = new AtomicInteger();
  private static final AtomicInteger FLAKY = new AtomicInteger();
  private static final AtomicInteger LOST = new AtomicInteger();
  private static final CountDownLatch BROKEN = new CountDownLatch(3);
  private static final CountDownLatch GIVEN_UP = new CountDownLatch(1);
  private static final AtomicInteger STORED = new AtomicInteger();
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private static JavaSparkContext spark;

  @BeforeAll
  static void open() {
    SparkConf conf =
        SparkContexts.complete(
            new SparkConf()
                // Two slots; a task may fail three times.
                .setMaster("local[2,3]")
                .set("spark.ui.enabled", "false"),
            "SparkTrialRunnerIT");
    spark = new JavaSparkContext(conf);
    // Tasks fail here on purpose.
    spark.sc().setLogLevel("OFF");
  }

  @AfterAll
  static void close() {
    spark.stop();
  }

  @Test
  void everyTrialOfAGridIsRunAndToldOf() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    TrialJob job =
        (request, progress) -> {
          TrialId id = new TrialId(request);
          progress.report(new TrialProgress(id, request, 1, 1, 1, 1, 0.75, 0.5));
          return completed(id);
        };
    GridListener listener =
        new GridListener() {
          @Override
          public void started(Trial trial) {
            events.add("started " + trial.title());
          }

          @Override
          public void finished(Trial trial, TrialOutcome outcome) {
            events.add(outcome.getClass().getSimpleName() + " " + trial.title());
          }
        };

    List<TrialOutcome> result = run(job, Grids.plan(10, Arm.CONTINUE, Arm.APGA), listener);

    assertThat(Grids.completed(result)).hasSize(30);
    assertThat(events).contains("Completed elbow apga seed 9");
  }

  @Test
  void progressArrivesWhileTheTrialRuns() throws Exception {
    CompletableFuture<TrialProgress> arrived = new CompletableFuture<>();
    TrialJob untilSeen =
        (request, progress) -> {
          TrialId id = new TrialId(request);
          progress.report(new TrialProgress(id, request, 3, 20, 1, 4, 0.75, 0.5));
          SEEN.await();
          return completed(id);
        };
    GridListener listener =
        new GridListener() {
          @Override
          public void progress(TrialProgress progress) {
            arrived.complete(progress);
            SEEN.countDown();
          }
        };

    run(untilSeen, Grids.plan(1), listener);

    TrialId id = Grids.plan(1).toTrain().get(0).id();
    assertThat(arrived.get()).isEqualTo(new TrialProgress(id, id.value(), 3, 20, 1, 4, 0.75, 0.5));
  }

  @Test
  void anErrorOfOursComesBackAsAValueAndIsNotTriedAgain() {
    TrialJob buggy =
        (request, progress) -> {
          ATTEMPTS.incrementAndGet();
          throw new IllegalStateException("Index 3 of 2.");
        };

    List<TrialOutcome> result = run(buggy, Grids.plan(1, Arm.APGA), new GridListener() {});

    assertThat(ATTEMPTS.get()).isEqualTo(1);
    assertThat(Grids.outcomes(result, TrialOutcome.Failed.class)).hasSize(1);
    TrialOutcome.Failed failed = Grids.outcomes(result, TrialOutcome.Failed.class).get(0);
    assertThat(failed.cause()).isEqualTo(FailureCause.BUG);
    assertThat(failed.message())
        .startsWith(
            "java.lang.IllegalStateException: Index 3 of 2. at org.apga.it.SparkTrialRunnerIT");
    assertThat(failed.log()).isEqualTo("log of executor driver");
    assertThat(Grids.outcomes(result, TrialOutcome.Skipped.class))
        .extracting(TrialOutcome.Skipped::reason)
        .containsExactly("baseline failed");
  }

  static Stream<Arguments> failuresThatTryingElsewhereWouldNotMend() {
    return Stream.of(
        arguments(FailureCause.CONFIG, new ConfigException("a grid", List.of())),
        arguments(FailureCause.DATA, new DataException("Cannot train: no images. Add some.")),
        arguments(FailureCause.OUT_OF_MEMORY, new OutOfMemoryError("Java heap space")),
        arguments(FailureCause.BUG, new IllegalStateException("Index 3 of 2.")));
  }

  @ParameterizedTest
  @MethodSource("failuresThatTryingElsewhereWouldNotMend")
  void whatTryingElsewhereWouldNotMendIsTriedOnceAndTheGridGoesOn(
      FailureCause cause, Throwable thrown) {
    ONCE.set(0);
    TrialJob failing =
        (request, progress) -> {
          if (request.endsWith("-s0")) {
            ONCE.incrementAndGet();
            if (thrown instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) thrown;
          }
          return completed(new TrialId(request));
        };

    List<TrialOutcome> result =
        run(failing, Grids.plan(2), new GridListener() {}, new Retries(6, Duration.ofMillis(1)));

    assertThat(ONCE.get()).isEqualTo(1);
    assertThat(Grids.outcomes(result, TrialOutcome.Failed.class))
        .extracting(TrialOutcome.Failed::cause)
        .containsExactly(cause);
    assertThat(Grids.completed(result)).hasSize(1);
  }

  @Test
  void aFailureOfTheInfrastructureIsTriedAgain() {
    TrialJob flaky =
        (request, progress) -> {
          if (FLAKY.incrementAndGet() < 3) {
            throw new IOException("Connection reset.");
          }
          return completed(new TrialId(request));
        };

    List<TrialOutcome> result = run(flaky, Grids.plan(1), new GridListener() {});

    assertThat(FLAKY.get()).isEqualTo(3);
    assertThat(Grids.completed(result)).hasSize(1);
  }

  @Test
  void aTrialThatSparkGivesUpTakesNoOtherWithIt() {
    TrialJob oneIsBroken =
        (request, progress) -> {
          if (request.endsWith("-s0")) {
            throw new IOException("Disk is full.");
          }
          GIVEN_UP.await();
          return completed(new TrialId(request));
        };
    GridListener listener =
        new GridListener() {
          @Override
          public void finished(Trial trial, TrialOutcome outcome) {
            GIVEN_UP.countDown();
          }
        };

    List<TrialOutcome> result = run(oneIsBroken, Grids.plan(2), listener);

    assertThat(Grids.outcomes(result, TrialOutcome.Failed.class))
        .extracting(f -> f.id().value())
        .allMatch(id -> id.endsWith("-s0"));
    assertThat(Grids.completed(result)).hasSize(1);
  }

  @Test
  void anInfrastructureThatStaysBrokenFailsTheTrial() {
    TrialJob broken =
        (request, progress) -> {
          throw new IOException("Disk is full.");
        };

    List<TrialOutcome> result = run(broken, Grids.plan(1), new GridListener() {});

    TrialOutcome.Failed failed = Grids.outcomes(result, TrialOutcome.Failed.class).get(0);
    assertThat(failed.cause()).isEqualTo(FailureCause.INFRASTRUCTURE);
    assertThat(failed.message())
        .isEqualTo("java.io.IOException: Disk is full. It was tried 3 times.");
  }

  @Test
  void whatSparkGivesUpIsHandedOverAgainAndEachLossIsTold() {
    List<String> notes = Collections.synchronizedList(new ArrayList<>());
    TrialJob flaky =
        (request, progress) -> {
          if (LOST.incrementAndGet() < 5) {
            throw new IOException("Connection reset.");
          }
          return completed(new TrialId(request));
        };
    GridListener listener =
        new GridListener() {
          @Override
          public void note(Trial trial, String text) {
            notes.add(trial.title() + ": " + text);
          }
        };

    List<TrialOutcome> result =
        run(flaky, Grids.plan(1), listener, new Retries(6, Duration.ofMillis(1)));

    // Spark makes three tries, then the trial is handed over again.
    assertThat(LOST.get()).isEqualTo(5);
    assertThat(Grids.completed(result)).hasSize(1);
    assertThat(notes)
        .isNotEmpty()
        .allSatisfy(
            note ->
                assertThat(note)
                    .matches(
                        "elbow baseline seed 0: lost on executor driver of \\S+:"
                            + " java.io.IOException: Connection reset. Log: log of executor"
                            + " driver"));
  }

  @Test
  void anErrorInTheDriverEndsTheGridThoughAPoolsThreadSwallowsIt() {
    TrialJob lost =
        (request, progress) -> {
          throw new IOException("Connection reset.");
        };
    AtomicInteger requests = new AtomicInteger();
    SparkTrialRunner runner =
        new SparkTrialRunner(
            spark,
            lost,
            trial -> {
              // The second time the trial is handed over by a thread that nobody waits for.
              if (requests.incrementAndGet() > 1) {
                throw new NoClassDefFoundError("org/apga/Gone");
              }
              return trial.id().value();
            },
            new Retries(6, Duration.ofMillis(1)));
    GridRunner grid = new GridRunner(runner, new GridListener() {}, trial -> 1, 2);

    assertThatThrownBy(() -> grid.run(Grids.plan(1)))
        .isInstanceOf(GridException.class)
        .hasMessageStartingWith(
            "Cannot continue the grid: java.lang.NoClassDefFoundError: org/apga/Gone.");
  }

  @Test
  void aTrialThatIsLostTooOftenFails() {
    TrialJob broken =
        (request, progress) -> {
          throw new IOException("Cannot store its results: Full. Check it.");
        };

    List<TrialOutcome> result =
        run(broken, Grids.plan(1), new GridListener() {}, new Retries(4, Duration.ofMillis(1)));

    TrialOutcome.Failed failed = Grids.outcomes(result, TrialOutcome.Failed.class).get(0);
    assertThat(failed.message())
        .isEqualTo("Cannot store its results: Full. Check it. It was tried 6 times.");
    assertThat(failed.log()).isEqualTo("log of executor driver");
  }

  @Test
  void aTrialThatWaitsToBeHandedOverAgainCanBeCancelled() throws Exception {
    TrialJob broken =
        (request, progress) -> {
          BROKEN.countDown();
          throw new IOException("Gone.");
        };
    SparkTrialRunner runner =
        new SparkTrialRunner(
            spark, broken, t -> t.id().value(), new Retries(100, Duration.ofHours(1)));
    GridRunner grid = new GridRunner(runner, new GridListener() {}, t -> 1, 2);
    CompletableFuture<List<TrialOutcome>> result = grid.start(Grids.plan(1));
    BROKEN.await();
    grid.cancel("by a test", Duration.ZERO);

    assertThat(Grids.outcomes(result.get(10, TimeUnit.SECONDS), TrialOutcome.Skipped.class))
        .extracting(TrialOutcome.Skipped::reason)
        .containsExactly("stopped: by a test");
  }

  @Test
  void aTaskThatReturnsSomethingElseFailsItsTrial() {
    List<TrialOutcome> result =
        run((request, progress) -> "[]", Grids.plan(1), new GridListener() {});

    assertThat(Grids.outcomes(result, TrialOutcome.Failed.class).get(0).cause())
        .isEqualTo(FailureCause.BUG);
    assertThat(Grids.outcomes(result, TrialOutcome.Failed.class).get(0).message())
        .startsWith("The task returned no outcome. Cannot read a TrialOutcome: ");
  }

  @Test
  void whatRunsMayStoreWhereItIsAndWhatWaitsNeverStarts() throws Exception {
    TrialJob storing =
        (request, progress) -> {
          while (!progress.endsHere()) {
            Thread.sleep(10);
          }
          STORED.incrementAndGet();
          throw new CancellationException("stored");
        };
    SparkTrialRunner runner =
        new SparkTrialRunner(spark, storing, t -> t.id().value(), Retries.NONE);
    CountDownLatch begun = new CountDownLatch(2);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            begun.countDown();
          }
        };
    // Told after the runner's own.
    spark.sc().addSparkListener(listener);
    GridRunner grid = new GridRunner(runner, new GridListener() {}, t -> 1, 2);
    CompletableFuture<List<TrialOutcome>> result = grid.start(Grids.plan(6));
    begun.await();
    spark.sc().removeSparkListener(listener);
    grid.cancel("by a test", Duration.ofMinutes(1));

    assertThat(Grids.outcomes(result.get(30, TimeUnit.SECONDS), TrialOutcome.Skipped.class))
        .hasSize(6)
        .allMatch(skipped -> skipped.reason().equals("stopped: by a test"));
    assertThat(STORED).hasValue(2);
  }

  @Test
  void cancellingInterruptsWhatRuns() throws Exception {
    TrialJob endless =
        (request, progress) -> {
          RUNNING.countDown();
          try {
            NEVER.await();
          } finally {
            INTERRUPTED.countDown();
          }
          return "";
        };
    SparkTrialRunner runner =
        new SparkTrialRunner(spark, endless, t -> t.id().value(), Retries.NONE);
    GridRunner grid = new GridRunner(runner, new GridListener() {}, t -> 1, 2);
    CompletableFuture<List<TrialOutcome>> result = grid.start(Grids.plan(6, Arm.APGA));
    RUNNING.await();
    grid.cancel("by a test", Duration.ZERO);

    assertThat(INTERRUPTED.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(Grids.outcomes(result.get(10, TimeUnit.SECONDS), TrialOutcome.Skipped.class))
        .hasSize(12)
        .allMatch(skipped -> skipped.reason().equals("stopped: by a test"));
  }

  @Test
  void sparksUiNamesTheTrial() throws Exception {
    List<String> descriptions = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch seen = new CountDownLatch(2);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            descriptions.add(start.properties().getProperty("spark.job.description"));
            seen.countDown();
          }
        };
    spark.sc().addSparkListener(listener);
    run((r, p) -> completed(new TrialId(r)), Grids.plan(1, Arm.APGA), new GridListener() {});
    seen.await();
    spark.sc().removeSparkListener(listener);

    assertThat(descriptions)
        .containsExactly("trial 1/2 elbow baseline seed 0", "trial 2/2 elbow apga seed 0");
  }

  @Test
  void slotsAreTheTasksThatFitAtOnce() {
    assertThat(new SparkTrialRunner(spark, (r, p) -> r, t -> "", Retries.NONE).slots())
        .isEqualTo(2);
  }

  private static List<TrialOutcome> run(TrialJob job, GridPlan plan, GridListener listener) {
    return run(job, plan, listener, Retries.NONE);
  }

  private static List<TrialOutcome> run(
      TrialJob job, GridPlan plan, GridListener listener, Retries retries) {
    SparkTrialRunner runner = new SparkTrialRunner(spark, job, t -> t.id().value(), retries);
    return new GridRunner(runner, listener, t -> 1, 2).run(plan);
  }

  private static String completed(TrialId id) {
    return TrialJson.write(new TrialOutcome.Completed(id, new TreeMap<>(), 0, "done"));
  }
}
