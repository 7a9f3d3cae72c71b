package org.apga.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LapsTest {
  @Test
  void theMedianOfAnEvenNumberOfLapsIsTheUpperOneAsTheYardsticksIs() {
    Laps laps = new Laps();
    laps.add(new Laps.Lap(4, 10));
    laps.add(new Laps.Lap(1, 40));
    laps.add(new Laps.Lap(3, 30));
    laps.add(new Laps.Lap(2, 20));

    assertThat(laps.median()).isEqualTo(new Laps.Lap(3, 30));
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
