package org.apga.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apga.config.Arm;
import org.apga.plan.Cost;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How close the grid comes to the shortest time possible: 70 baselines with 4 dependents each, of 1
 * to 10 hours, known to within 30 per cent. The bound is the larger of all work over all slots and
 * the longest chain.
 */
class GridScheduleTest {
  private static final int CHAINS = 70;
  private static final Arm[] DEPENDENTS = {Arm.CONTINUE, Arm.CUTOUT, Arm.END2END, Arm.APGA};

  @ParameterizedTest
  @CsvSource({"8, 0", "8, 2", "64, 0"})
  void theGridTakesHardlyLongerThanTheShortestTimePossible(int slots, int lookAhead) {
    double sum = 0;
    int repeats = 20;
    for (int seed = 0; seed < repeats; seed++) {
      sum += overBound(slots, lookAhead, seed);
    }
    assertThat(sum / repeats).isBetween(1.0, 1.03);
  }

  private static double overBound(int slots, int lookAhead, int seed) {
    RandomStream random = RandomStream.of(seed, Purpose.ORDER);
    GridPlan plan = Grids.plan(CHAINS, DEPENDENTS);
    Map<Trial, Double> hours = new HashMap<>();
    Map<Trial, Double> guessed = new HashMap<>();
    double[] baseline = new double[CHAINS];
    double[] longest = new double[CHAINS];
    double work = 0;
    for (Trial trial : plan.toTrain()) {
      double taken = 1 + 9 * random.nextDouble();
      hours.put(trial, taken);
      guessed.put(trial, taken * (0.7 + 0.6 * random.nextDouble()) / Cost.of(trial.cell().arm()));
      work += taken;
      int chain = (int) trial.seed();
      if (trial.baseline() == null) {
        baseline[chain] = taken;
      } else {
        longest[chain] = Math.max(longest[chain], taken);
      }
    }
    double bound = work / slots;
    for (int chain = 0; chain < CHAINS; chain++) {
      bound = Math.max(bound, baseline[chain] + longest[chain]);
    }
    VirtualRunner runner = new VirtualRunner(slots, hours::get, VirtualRunner::completed);
    new GridRunner(runner, new GridListener() {}, guessed::get, lookAhead).start(plan);
    runner.finishAll();
    return runner.now / bound;
  }
}
