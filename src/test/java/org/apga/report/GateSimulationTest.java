package org.apga.report;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apga.metrics.stats.Resampling;
import org.apga.report.GateVerdict.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Simulated runs of twelve cells: how often the gate breaks without a change, and how often it
 * finds the one cell that fell.
 *
 * <p>The table in docs/decisions/0018 is what {@code -Dapga.simulations=20} prints: twenty times as
 * many runs.
 */
class GateSimulationTest {
  private static final int TIMES = Integer.getInteger("apga.simulations", 1);
  private static final int RUNS = 5 * TIMES;
  private static final Resampling RESAMPLING = new Resampling(150, 11);
  private static final double GOOD = 1.2;
  private static final double FALLEN = 0.2;
  private static final String[] PARTS = {"elbow", "hand", "shoulder", "wrist"};
  private static final String[] ARMS = {"baseline", "continue", "apga"};

  private static SimulatedRun simulated(String run, int seeds, double firstCell) {
    SimulatedRun simulated = new SimulatedRun(run);
    double signal = firstCell;
    for (String part : PARTS) {
      for (String arm : ARMS) {
        simulated.with(part, arm, signal, LongStream.range(0, seeds).toArray());
        signal = GOOD;
      }
    }
    return simulated;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 10})
  void runsWithoutAChangeSeldomBreakTheGateAndACellThatFellDoes(int seeds) {
    int broken = 0;
    int found = 0;
    double fell = 0;
    for (int i = 0; i < RUNS; i++) {
      SimulatedRun base = simulated("base" + i, seeds, GOOD);
      GateVerdict same =
          Gate.judge(simulated("same" + i, seeds, GOOD).results(), base.results(), RESAMPLING);
      broken += same.isBroken() ? 1 : 0;
      GateVerdict worse =
          Gate.judge(simulated("worse" + i, seeds, FALLEN).results(), base.results(), RESAMPLING);
      GateVerdict.Cell cell = worse.cells().get(0);
      found += cell.status() == Status.FELL ? 1 : 0;
      fell += requireNonNull(cell.drifts().get(Measure.ACCURACY)).change() / RUNS;
    }
    if (TIMES > 1) {
      System.out.printf(
          "SIMULATED gate, %d seeds, %d runs: broken without a change %.3f, a fall of %.3f found"
              + " %.2f%n",
          seeds, RUNS, (double) broken / RUNS, -fell, (double) found / RUNS);
    }

    // One in forty is expected.
    assertThat(broken).isLessThanOrEqualTo(Math.max(1, RUNS / 20));
    assertThat(fell).isBetween(-0.35, -0.15);
    assertThat(found).isGreaterThanOrEqualTo(RUNS * 3 / 5);
  }
}
