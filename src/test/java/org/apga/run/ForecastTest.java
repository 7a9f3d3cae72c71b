package org.apga.run;

import static java.lang.Double.POSITIVE_INFINITY;
import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.plan.Committed;
import org.apga.plan.Decision;
import org.apga.plan.Estimator;
import org.apga.plan.Estimator.Estimate;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.run.Forecast.Finish;
import org.apga.run.Forecast.OfCell;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final GridPlan PLAN = Grids.plan(2, Arm.CUTOUT, Arm.APGA);

  private static Committed measured(Arm arm, double seconds) {
    Trial trial = trial(arm, 99);
    return new Committed(trial.id(), trial.cell(), trial.seed(), trial.identity(), seconds);
  }

  private static final Forecast.Limit NO_LIMIT =
      new Forecast.Limit(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  private static Forecast of(GridPlan plan, List<Committed> measured, Integer... slots) {
    Estimator estimator = new Estimator(measured, cell -> 100);
    return Forecast.of(plan, estimator::of, t -> 100, List.of(slots), NO_LIMIT);
  }

  private static final List<Committed> ALL_ARMS =
      List.of(measured(Arm.BASELINE, 10), measured(Arm.CUTOUT, 20), measured(Arm.APGA, 70));

  @Test
  void itSumsUpWhatIsToBeTrainedAndTellsFromWhat() {
    Forecast forecast = of(PLAN, ALL_ARMS, 1);

    assertThat(forecast.seconds()).isEqualTo(200);
    assertThat(forecast.unknown()).isZero();
    assertThat(forecast.cells())
        .containsExactly(
            new OfCell(
                trial(Arm.BASELINE, 0).cell(), 2, new Estimate(10, "1 trial of elbow baseline")),
            new OfCell(trial(Arm.CUTOUT, 0).cell(), 2, new Estimate(20, "1 trial of elbow cutout")),
            new OfCell(trial(Arm.APGA, 0).cell(), 2, new Estimate(70, "1 trial of elbow apga")));
    assertThat(forecast.estimates()).hasSize(6);
  }

  @Test
  void theEndIsThatOfTheRealSchedulersOrder() {
    // One slot does the sum. Two have a chain each: 10 + 70 + 20. With four, each chain's two
    // dependents run side by side: 10 + 70. More cannot help.
    assertThat(of(PLAN, ALL_ARMS, 1, 2, 4, 64).finishes())
        .containsExactly(
            new Finish(1, 200, List.of()),
            new Finish(2, 100, List.of()),
            new Finish(4, 80, List.of()),
            new Finish(64, 80, List.of()));
  }

  @Test
  void whatWouldNotStartBeforeALimitIsTold() {
    // One slot: baselines until 20, apga until 90 and 160, cutouts from then on.
    Trial first = trial(Arm.CUTOUT, 0);
    Trial second = trial(Arm.CUTOUT, 1);

    assertThat(notStarted(1, 89, POSITIVE_INFINITY)).hasSize(3);
    assertThat(notStarted(1, 160, POSITIVE_INFINITY)).containsExactly(first, second);
    assertThat(notStarted(1, 161, POSITIVE_INFINITY)).containsExactly(second);
    assertThat(notStarted(1, POSITIVE_INFINITY, 170)).containsExactly(second);
    // Two slots have spent 160 at 80, and the cutouts start then.
    assertThat(notStarted(2, POSITIVE_INFINITY, 160)).containsExactly(first, second);
    assertThat(notStarted(2, POSITIVE_INFINITY, 161)).isEmpty();
    assertThat(notStarted(2, 0, 0)).hasSize(6);
  }

  private static List<Trial> notStarted(int slots, double seconds, double spent) {
    Estimator estimator = new Estimator(ALL_ARMS, cell -> 100);
    return Forecast.of(
            PLAN, estimator::of, t -> 100, List.of(slots), new Forecast.Limit(seconds, spent))
        .finishes()
        .get(0)
        .notStarted();
  }

  @Test
  void whatIsDoneTakesNoTime() {
    List<GridPlan.Planned> planned = new ArrayList<>(PLAN.trials());
    planned.replaceAll(
        p -> p.trial().baseline() == null ? Grids.planned(p.trial(), Decision.Kind.SKIP) : p);

    Forecast forecast = of(Grids.of(planned), ALL_ARMS, 2);

    assertThat(forecast.seconds()).isEqualTo(180);
    assertThat(forecast.finishes()).containsExactly(new Finish(2, 90, List.of()));
  }

  @Test
  void withoutAnEstimateOfEveryTrialNobodyKnowsTheEnd() {
    Estimator estimator = new Estimator(List.of(measured(Arm.BASELINE, 10)), cell -> 0);

    Forecast forecast = Forecast.of(PLAN, estimator::of, t -> 1, List.of(1), NO_LIMIT);

    assertThat(forecast.seconds()).isEqualTo(20);
    assertThat(forecast.unknown()).isEqualTo(4);
    assertThat(forecast.finishes()).isEmpty();
  }

  @Test
  void aPlanWithNothingToTrainHasNoEnd() {
    GridPlan nothing =
        new GridPlan(
            "hash",
            List.of(Grids.planned(trial(Arm.BASELINE, 0), Decision.Kind.SKIP)),
            new TreeMap<>(),
            "manifest",
            "code");

    Forecast forecast = of(nothing, ALL_ARMS, 1);

    assertThat(forecast.finishes()).isEmpty();
    assertThat(forecast.cells()).isEmpty();
    assertThat(forecast.unknown()).isZero();
  }
}
