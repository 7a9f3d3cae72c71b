package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskHistoryTest {

  @Test
  void epochsAreKeptAtEvenDistancesFromTheFirstToTheLatest() {
    List<Integer> kept = new ArrayList<>();
    for (int epoch = 0; epoch <= 1000; epoch++) {
      int latest = epoch;
      kept.removeIf(earlier -> !MaskHistory.isKept(earlier, latest));
      kept.add(epoch);

      assertThat(kept).hasSizeLessThanOrEqualTo(MaskHistory.MOST_EPOCHS).contains(0);
      if (epoch > 0) {
        int stride = kept.get(1);
        assertThat(kept.subList(0, kept.size() - 1))
            .allMatch(earlier -> earlier % stride == 0)
            .hasSize((epoch - 1) / stride + 1);
      }
    }
  }

  @Test
  void ofTwentyEpochsEverySecondIsKept() {
    List<Integer> kept = new ArrayList<>();
    for (int epoch = 0; epoch <= 21; epoch++) {
      if (MaskHistory.isKept(epoch, 21)) {
        kept.add(epoch);
      }
    }

    assertThat(kept).containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 21);
  }
}
