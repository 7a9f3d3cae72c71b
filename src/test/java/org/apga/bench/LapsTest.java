package org.apga.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LapsTest {
  @Test
  void theMedianOfAnEvenNumberOfLapsIsTheUpperOneAsTheYardsticksIs() {
    List<Laps.Lap> laps =
        List.of(new Laps.Lap(4, 10), new Laps.Lap(1, 40), new Laps.Lap(3, 30), new Laps.Lap(2, 20));

    assertThat(Laps.median(laps)).isEqualTo(new Laps.Lap(3, 30));
  }

  @Test
  void theClockGoesOnWhileTheProcessComputes() throws InterruptedException {
    long before = Laps.cpuNanos();
    double sum = 0;
    while (Laps.cpuNanos() - before < 20_000_000L) {
      sum += Math.sqrt(sum + 1);
    }

    assertThat(sum).isPositive();
    assertThat(Laps.cpuNanos()).isGreaterThanOrEqualTo(before + 20_000_000L);
  }
}
