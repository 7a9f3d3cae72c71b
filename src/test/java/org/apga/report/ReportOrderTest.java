package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apga.metrics.stats.Resampled;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.TestReplicates;
import org.junit.jupiter.api.Test;

class ReportOrderTest {
  private static final Resampling RESAMPLING = new Resampling(20, 1);

  /** Three arms with this number of variants, all with seeds 0 and 1. */
  private static SimulatedRun varied(int variants) {
    SimulatedRun run = new SimulatedRun("r");
    for (int rate = 1; rate <= variants; rate++) {
      run.varied("rate=" + rate, "train.learning-rate", Integer.toString(rate))
          .with("elbow", "baseline", 1, 0, 1)
          .with("elbow", "continue", 1, 0, 1)
          .with("elbow", "apga", 1, 0, 1);
    }
    return run;
  }

  /** A comparison without its fields that depend on the arms' other variants. */
  private static Comparison alone(Comparison one) {
    return new Comparison(
        one.cell(),
        one.against(),
        one.measure(),
        1,
        1,
        one.parts(),
        one.partsExpected(),
        one.seeds(),
        one.paired(),
        Comparison.Correction.NONE,
        one.leastP(),
        one.signedRankP());
  }

  @Test
  void aVariantIsReportedAsIfItWereAlone() {
    RunReport alone = RunReport.of(varied(1).results(), RESAMPLING);
    RunReport among = RunReport.of(varied(4).results(), RESAMPLING);

    assertThat(among.metrics()).hasSize(4 * alone.metrics().size()).containsAll(alone.metrics());
    assertThat(among.pairs()).hasSize(4 * alone.pairs().size()).containsAll(alone.pairs());
    assertThat(among.comparisons().stream().map(ReportOrderTest::alone))
        .hasSize(4 * alone.comparisons().size())
        .containsAll(alone.comparisons().stream().map(ReportOrderTest::alone).toList());
    assertThat(among.comparisons()).extracting(Comparison::tried).containsOnly(4);
    assertThat(among.summary()).hasSize(4 * alone.summary().size());
    assertThat(among.summary().stream().map(row -> row.toBuilder().set("tried", 1).build()))
        .containsAll(alone.summary());
  }

  @Test
  void resamplesOfManyVariantsAreNeverInMemoryTogether() {
    Set<String> held = new HashSet<>();
    int[] most = {0};
    TestReplicates watched =
        new TestReplicates() {
          @Override
          void put(String trial, Measure measure, Resampled values) {
            super.put(trial, measure, values);
            held.add(trial);
            most[0] = Math.max(most[0], held.size());
          }

          @Override
          void remove(String trial) {
            super.remove(trial);
            held.remove(trial);
          }
        };

    RunResults results = varied(20).results();
    ReportSettings asked = new ReportSettings(RESAMPLING);
    new ReportOrder(results, asked, watched).report(List.of(), Subgroups.of(results, asked));

    // The trials of one variant: three arms with two seeds.
    assertThat(most[0]).isEqualTo(6);
    assertThat(held).isEmpty();
  }
}
