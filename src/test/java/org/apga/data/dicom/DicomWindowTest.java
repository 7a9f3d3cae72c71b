package org.apga.data.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DicomWindowTest {
  @ParameterizedTest
  @ValueSource(strings = {"file", "full", "percentile", "40, 400", "-600,1500.5"})
  void whatASettingMayBe(String text) {
    assertThat(DicomWindow.parse(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "given", "40", "40, 0", "40, -400", "a, b", "File"})
  void whatItMayNotBe(String text) {
    assertThat(DicomWindow.parse(text)).isEmpty();
  }
}
