package org.apga.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void theSdIsTheSamplesOwn() {
    // Squared deviations 9, 1, 1, 1, 0, 0, 4, 16 = 32; divided by 8 - 1.
    assertThat(Summary.of(2, 4, 4, 4, 5, 5, 7, 9))
        .isEqualTo(new Summary(8, 5, Math.sqrt(32.0 / 7)));
    assertThat(Summary.of(List.of(1.0, 3.0))).isEqualTo(new Summary(2, 2, Math.sqrt(2)));
  }

  @Test
  void oneValueHasNoSdAndNoneHasNoMean() {
    assertThat(Summary.of(3)).isEqualTo(new Summary(1, 3, Double.NaN));
    assertThat(Summary.of()).isEqualTo(new Summary(0, Double.NaN, Double.NaN));
  }

  @Test
  void anUndefinedValueShows() {
    assertThat(Summary.of(1, Double.NaN)).isEqualTo(new Summary(2, Double.NaN, Double.NaN));
  }

  @Test
  void deltasPairWhatSharesASeed() {
    PairedDeltas deltas =
        PairedDeltas.of(
            Map.of(10L, 0.75, 2L, 0.5, 3L, 0.9, -1L, 1.0), Map.of(2L, 0.25, 10L, 0.75, 4L, 0.1));

    assertThat(deltas)
        .isEqualTo(
            new PairedDeltas(
                List.of(2L, 10L), List.of(0.25, 0.0), new Summary(2, 0.125, Math.sqrt(0.03125))));
  }

  @Test
  void armsWithoutACommonSeedHaveNoDeltas() {
    assertThat(PairedDeltas.of(Map.of(1L, 0.5), Map.of(2L, 0.5)))
        .isEqualTo(new PairedDeltas(List.of(), List.of(), new Summary(0, Double.NaN, Double.NaN)));
  }
}
