package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.apga.metrics.stats.Interval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(usual);
  }

  @Test
  void whatIsNotDefinedIsADash() {
    assertThat(Digits.percent(Double.NaN)).isEqualTo("–");
    assertThat(Digits.points(Interval.NONE)).isEqualTo("–");
    assertThat(Digits.p(Double.NaN)).isEqualTo("–");
    assertThat(Digits.least(Double.NaN)).isEqualTo("–");
    assertThat(Digits.duration(Double.NaN)).isEqualTo("–");
    assertThat(Digits.spread("81.0", "–")).isEqualTo("81.0");
    assertThat(Digits.or("")).isEqualTo("–");
  }

  @Test
  void differencesHaveSignsAndNothingHasNone() {
    assertThat(Digits.points(0.0123)).isEqualTo("+1.2");
    assertThat(Digits.points(-0.0123)).isEqualTo("−1.2");
    assertThat(Digits.points(-0.0001)).isEqualTo("0.0");
    assertThat(Digits.points(0.0001)).isEqualTo("0.0");
    assertThat(Digits.points(new Interval(-0.02, 0.01))).isEqualTo("−2.0 to +1.0");
  }

  @Test
  void theLeastPIsNotRoundedAway() {
    assertThat(Digits.p(0.0009)).isEqualTo("<0.001");
    assertThat(Digits.p(0.0156)).isEqualTo("0.016");
    assertThat(Digits.least(2 / 256.0)).isEqualTo("0.0078");
    assertThat(Digits.least(1)).isEqualTo("1");
  }

  @Test
  void durationsAreInTheUnitThatSaysMost() {
    assertThat(Digits.duration(45)).isEqualTo("45 s");
    assertThat(Digits.duration(600)).isEqualTo("10 min");
    assertThat(Digits.duration(3 * 3600)).isEqualTo("3.0 h");
  }

  @Test
  void aReadersLocaleChangesNothing() {
    Locale.setDefault(Locale.GERMANY);

    assertThat(Digits.percent(0.8123)).isEqualTo("81.2");
    assertThat(Chart.unit(12.34)).isEqualTo("12.3");
  }
}
