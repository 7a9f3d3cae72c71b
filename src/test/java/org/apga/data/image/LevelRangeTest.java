package org.apga.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LevelRangeTest {
  /** 1000 pixels from 10 to 14 of 255, then two outliers. */
  private static Plane dark(int height, int width) {
    return new Plane(
        height,
        width,
        (y, levels) -> {
          for (int x = 0; x < width; x++) {
            levels[x] = 10 + 4f * x / (width - 1);
          }
          if (y == 0) {
            levels[0] = 0;
            levels[width - 1] = 255;
          }
        });
  }

  private static float[] row(String range) {
    float[] row = new float[101];
    LevelRange.parse(range).orElseThrow().of(dark(10, 101)).row(1, row);
    return row;
  }

  @Test
  void aFilesOwnLevelsStayAsTheyAre() {
    assertThat(row("file")[50]).isEqualTo(12f);
  }

  @Test
  void percentilesStretchWhatAnImageUsesAndCutOutliers() {
    float[] row = row("percentile");

    assertThat(row[0]).isCloseTo(0, within(1f));
    assertThat(row[50]).isCloseTo(127.5f, within(2f));
    assertThat(row[100]).isCloseTo(255, within(1f));
  }

  @Test
  void aGivenRangeIsTheSameForEveryImage() {
    assertThat(row("0, 0.0625")[100]).isCloseTo(14 / 0.0625f, within(0.01f));
    assertThat(row("0.05, 1")[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "given", "0.5", "0.5, 0.5", "0.2, 1.5", "-1, 1", "1, 0"})
  void whatItMayNotBe(String text) {
    assertThat(LevelRange.parse(text)).isEmpty();
  }
}
