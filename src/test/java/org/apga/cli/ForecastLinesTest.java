package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apga.config.Arm;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Cell;
import org.apga.plan.Estimator.Estimate;
import org.apga.plan.Trial;
import org.apga.run.Forecast;
import org.apga.run.Grids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastLinesTest {
  private static final Instant EVENING = Instant.parse("2026-02-03T18:30:00Z");

  @Test
  void whatIsUnknownIsSaidAndThereIsNoEnd() {
    Forecast forecast =
        new Forecast(
            7200,
            List.of(
                new Forecast.OfCell(
                    new Cell("elbow", Arm.APGA, new Shots(100), Variant.NONE),
                    2,
                    new Estimate(3600, "1 trial of elbow apga 100-shot"))),
            3,
            List.of(),
            Map.of());

    assertThat(PlanCommand.lines(forecast, "r", EVENING))
        .containsExactly(
            "Estimate  2.00 GPU hours for 2 trials, from trials measured in r; 3 more have no"
                + " estimate: no similar one was measured",
            "          elbow apga 100-shot: 2 of 1 h 0 min each, from 1 trial of elbow apga"
                + " 100-shot");
  }

  @Test
  void manyCellsAreCutShort() {
    List<Forecast.OfCell> cells = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      cells.add(
          new Forecast.OfCell(
              new Cell("part" + i, Arm.APGA, Shots.FULL, Variant.NONE), 1, new Estimate(1, "one")));
    }
    Forecast forecast =
        new Forecast(14, cells, 0, List.of(new Forecast.Finish(8, 90_061, List.of())), Map.of());

    List<String> lines = PlanCommand.lines(forecast, "r", EVENING);

    assertThat(lines).hasSize(14);
    assertThat(lines.get(11)).startsWith("          part10 apga: ");
    assertThat(lines.subList(12, 14))
        .containsExactly(
            "          and 3 more cells, which --json lists",
            "Finish    in 1 d 1 h with 8 at once: 2026-02-04 19:31 UTC if it begins now");
  }

  @Test
  void whereNothingIsToBeTrainedThereIsNothingToSay() {
    assertThat(PlanCommand.lines(new Forecast(0, List.of(), 0, List.of(), Map.of()), "r", EVENING))
        .isEmpty();
  }

  @Test
  void whatWouldBeLeftIsNamedUpToSix() {
    List<Trial> seven = Grids.plan(7).toTrain();
    Forecast forecast =
        new Forecast(
            7,
            List.of(),
            0,
            List.of(
                new Forecast.Finish(1, 7, seven),
                new Forecast.Finish(4, 2, seven.subList(0, 1)),
                new Forecast.Finish(8, 1, List.of())),
            Map.of());

    assertThat(PlanCommand.limited(forecast, "run.until = 07:00"))
        .containsExactly(
            "Left      at run.until = 07:00 with 1 at once: 7 trials would not start: elbow baseline"
                + " seed 0, elbow baseline seed 1, elbow baseline seed 2, elbow baseline seed 3,"
                + " elbow baseline seed 4, elbow baseline seed 5 and 1 more, which --json lists",
            "Left      at run.until = 07:00 with 4 at once: 1 trial would not start: elbow baseline"
                + " seed 0",
            "Left      at run.until = 07:00 with 8 at once: every trial would start before then");
    assertThat(PlanCommand.limited(forecast, "")).isEmpty();
    assertThat(
            PlanCommand.limited(
                new Forecast(0, List.of(), 2, List.of(), Map.of()), "run.max-gpu-hours = 8.0"))
        .containsExactly(
            "Left      at run.max-gpu-hours = 8.0: not known, as some trials have no estimate");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "12.34, 12.3 s",
    "60, 1 min 0 s",
    "3599, 59 min 59 s",
    "3600, 1 h 0 min",
    "86399, 23 h 59 min",
    "86400, 1 d 0 h",
    "270000, 3 d 3 h"
  })
  void aDurationIsToldInTwoUnits(double seconds, String told) {
    assertThat(PlanCommand.duration(seconds)).isEqualTo(told);
  }
}
