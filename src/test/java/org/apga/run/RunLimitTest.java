package org.apga.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apga.config.Arm;
import org.apga.config.GridConfig.Limits;
import org.apga.plan.Trial;
import org.apga.trial.TrialOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunLimitTest {
  private static final Instant EVENING = Instant.parse("2026-02-03T22:00:00Z");

  private final VirtualRunner runner = new VirtualRunner(2, t -> 3600, VirtualRunner::completed);
  private final List<String> told = new ArrayList<>();

  /** Two trials of an hour at a time, of six that end from 23:00 to 01:00. */
  private List<TrialOutcome> untilItEnds(Limits limits) {
    try (RunLimit limit =
        new RunLimit(limits, () -> EVENING.plusSeconds(Math.round(runner.now)), ZoneOffset.UTC)) {
      GridListener listener =
          new GridListener() {
            @Override
            public void stopping(String why) {
              told.add(why);
            }
          };
      GridRunner grid = new GridRunner(runner, GridListeners.of(listener, limit), t -> 1, 0);
      limit.stops(grid);
      CompletableFuture<List<TrialOutcome>> result = grid.start(Grids.plan(3, Arm.APGA));
      while (!result.isDone()) {
        runner.finishOne();
        limit.look();
      }
      assertThat(limit.reached()).isEqualTo(told.stream().findFirst());
      return result.join();
    }
  }

  @Test
  void noTrialStartsAtTheTimeThatIsSetAndTheRestSaysWhy() {
    List<TrialOutcome> result = untilItEnds(new Limits("23:00", 0));

    assertThat(told).containsExactly("run.until = 23:00");
    assertThat(Grids.outcomes(result, TrialOutcome.Skipped.class))
        .isNotEmpty()
        .allMatch(skipped -> skipped.reason().equals("stopped: run.until = 23:00"));
    assertThat(result).hasSize(6);
  }

  @Test
  void hoursAreSummedOverTrialsWhetherTheyRunOrHaveEnded() {
    // Two trials have taken two hours at 23:00, four four at midnight.
    List<TrialOutcome> result = untilItEnds(new Limits("", 3.5));

    assertThat(told).containsExactly("run.max-gpu-hours = 3.5");
    assertThat(Grids.completed(result)).hasSizeBetween(3, 4);
  }

  @Test
  void aTrialThatWaitsAtARungTakesNoTime() {
    AtomicReference<Instant> now = new AtomicReference<>(EVENING);
    Trial trial = Grids.trial(Arm.APGA, 0);
    try (RunLimit limit = new RunLimit(new Limits("", 1), now::get, ZoneOffset.UTC)) {
      limit.started(trial);
      now.set(EVENING.plusSeconds(2400));
      limit.paused(trial, 1);
      now.set(EVENING.plusSeconds(9000));
      limit.look();
      assertThat(limit.reached()).isEmpty();

      limit.started(trial);
      now.set(EVENING.plusSeconds(9000 + 1200));
      limit.look();
      assertThat(limit.reached()).contains("run.max-gpu-hours = 1.0");
    }
  }

  @Test
  void whatIsNeverReachedStopsNothing() {
    assertThat(Grids.completed(untilItEnds(new Limits("", 0)))).hasSize(6);
    assertThat(told).isEmpty();
  }

  @Test
  void nothingStartsWhereTheTimeIsOverBeforehand() {
    List<TrialOutcome> result = untilItEnds(new Limits("2026-02-03T21:00Z", 0));

    assertThat(runner.handed).isEmpty();
    assertThat(Grids.outcomes(result, TrialOutcome.Skipped.class)).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    // Tonight is over; the clock says 22:30 in Berlin.
    "07:00,                        2026-02-04T06:00:00Z",
    "22:31,                        2026-02-03T21:31:00Z",
    "22:30,                        2026-02-04T21:30:00Z",
    "2026-02-05T07:00Z,            2026-02-05T07:00:00Z",
    "2026-02-05T07:00:30+01:00,    2026-02-05T06:00:30Z",
    "2026-02-05T07:00[Europe/Rome], "
  })
  void aTimeOfDayIsTheNextOfThatZone(String until, String expected) {
    ZonedDateTime now = ZonedDateTime.of(2026, 2, 3, 22, 30, 0, 0, ZoneId.of("Europe/Berlin"));
    if (expected == null) {
      assertThatThrownBy(() -> new Limits(until, 0).end(now)).isInstanceOf(DateTimeException.class);
    } else {
      assertThat(new Limits(until, 0).end(now)).isEqualTo(Instant.parse(expected));
    }
  }
}
