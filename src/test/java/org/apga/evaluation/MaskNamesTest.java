package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MaskNamesTest {
  @Test
  void aNameSaysWhichImageAndIsSafe() {
    assertThat(MaskNames.of(12, "hips/p17/left/1.png")).isEqualTo("000012-hips-p17-left-1.png");
    assertThat(MaskNames.of(0, "../a b/ü\n$(x);..jpg")).isEqualTo("000000-.-a-b-x-..png");
    assertThat(MaskNames.of(0, "-".repeat(300) + ".png")).matches("[A-Za-z0-9._-]{1,100}");
  }

  @Test
  void imagesOfOneNameHaveTwo() {
    assertThat(MaskNames.of(1, "a/b.png")).isNotEqualTo(MaskNames.of(2, "a-b.jpg"));
  }
}
