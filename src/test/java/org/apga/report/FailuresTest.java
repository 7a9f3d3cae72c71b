package org.apga.report;

import static org.apga.report.TrialsOf.completed;
import static org.apga.report.TrialsOf.ended;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static Row.Builder failed(long seed) {
    return completed("apga", seed, Double.NaN)
        .set("status", "failed")
        .set("cause", "DIVERGED")
        .set("message", "It is NaN.");
  }

  @Test
  void whatFailedIsNamedWithItsCauseAndItsLog() {
    List<Row> trials =
        List.of(
            completed("baseline", 0, 0.8).build(),
            failed(0).set("log", "r/failure.log").build(),
            failed(1).set("shots", "100").build(),
            ended("cutout", 0, "skipped"),
            ended("cutout", 1, "missing"));

    assertThat(ConsoleReport.failures(trials))
        .containsExactly(
            "Failed: elbow apga seed 0: DIVERGED: It is NaN. Log: r/failure.log",
            "Failed: elbow apga 100-shot seed 1: DIVERGED: It is NaN.");
  }

  @Test
  void whereNothingFailedNothingIsSaid() {
    assertThat(ConsoleReport.failures(List.of(completed("baseline", 0, 0.8).build()))).isEmpty();
  }

  @Test
  void ofManyTheFirstAreNamed() {
    List<Row> trials = LongStream.range(0, 50).mapToObj(seed -> failed(seed).build()).toList();

    assertThat(ConsoleReport.failures(trials))
        .hasSize(21)
        .last()
        .isEqualTo("and 30 more that failed: see table trials.");
  }
}
