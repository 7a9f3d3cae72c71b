package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
  @Test
  void theEndsOfTheValuesAreTheEndsOfTheAxis() {
    Scale scale = new Scale(10, 20, 100, 0);

    assertThat(scale.at(10)).isEqualTo(100);
    assertThat(scale.at(20)).isZero();
    assertThat(scale.at(15)).isEqualTo(50);
    assertThat(scale.within(99)).isZero();
  }

  @Test
  void everyValueIsOnTheScaleWithRoomAround() {
    Scale scale = Scale.holding(new double[] {0.2, Double.NaN, 0.7}, 0, 100);

    assertThat(scale.at(0.2)).isBetween(1.0, 20.0);
    assertThat(scale.at(0.7)).isBetween(80.0, 99.0);
  }

  @Test
  void valuesThatAreAllAlikeOrNotThereStillMakeAScale() {
    assertThat(Scale.holding(new double[] {1, 1}, 0, 100).at(1)).isCloseTo(50, within(1e-9));
    assertThat(Scale.holding(new double[] {0}, 0, 100).at(0)).isCloseTo(50, within(1e-9));
    assertThat(Scale.holding(new double[0], 0, 100)).isEqualTo(new Scale(0, 1, 0, 100));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 5, '[0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]', 1",
    "-25, 25, 4, '[-20.0, 0.0, 20.0]', 0",
    "0.91, 0.97, 3, '[0.92, 0.9400000000000001, 0.96]', 2",
    "1, 8, 6, '[2.0, 4.0, 6.0, 8.0]', 0"
  })
  void ticksAreRoundAndWithinTheScale(double low, double high, int most, String ticks, int digits) {
    Scale scale = new Scale(low, high, 0, 1);

    assertThat(scale.ticks(most)).hasToString(ticks);
    assertThat(Scale.digits(scale.ticks(most))).isEqualTo(digits);
  }
}
