package org.apga.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Spark 3.5's messages. */
class LostJobTest {

  @Test
  void aTaskThatFailedTooOftenTellsHowOftenWhereAndWhy() {
    assertThat(
            LostJob.of(
                """
                Job aborted due to stage failure: Task 0 in stage 3.0 failed 4 times, most recent failure: Lost task 0.3 in stage 3.0 (TID 7) (10.0.0.4 executor 2): java.io.IOException: Disk is full.
                \tat org.apga.trial.TrialTraining.run(TrialTraining.java:1)

                Driver stacktrace:"""))
        .isEqualTo(new LostJob(4, "2", "java.io.IOException: Disk is full."));
  }

  @Test
  void aLostExecutorIsALossToo() {
    assertThat(
            LostJob.of(
                "Job aborted due to stage failure: Task 0 in stage 0.0 failed 2 times, most recent"
                    + " failure: Lost task 0.1 in stage 0.0 (TID 1) (gpu-3 executor 0):"
                    + " ExecutorLostFailure (executor 0 exited caused by one of the running tasks)"
                    + " Reason: Command exited with code 137\nDriver stacktrace:"))
        .isEqualTo(
            new LostJob(
                2,
                "0",
                "ExecutorLostFailure (executor 0 exited caused by one of the running tasks) Reason:"
                    + " Command exited with code 137"));
  }

  @Test
  void aTaskThatMayRunNowhereTellsOfItsLastTry() {
    assertThat(
            LostJob.of(
                """
                Job aborted due to stage failure:\s
                Aborting TaskSet 0.0 because task 0 (partition 0)
                cannot run anywhere due to node and executor excludeOnFailure.
                Most recent failure:
                Lost task 0.0 in stage 0.0 (TID 0) (127.0.0.1 executor 5): java.io.IOException: Cannot store its results: Gone. Check it.
                \tat x

                ExcludeOnFailure behavior can be configured via spark.excludeOnFailure.*.
                """))
        .isEqualTo(new LostJob(1, "5", "Cannot store its results: Gone. Check it."));
  }

  @Test
  void anyOtherMessageIsItsFirstLine() {
    assertThat(LostJob.of("Job 0 cancelled because SparkContext was shut down\nmore"))
        .isEqualTo(new LostJob(1, null, "Job 0 cancelled because SparkContext was shut down"));
  }
}
