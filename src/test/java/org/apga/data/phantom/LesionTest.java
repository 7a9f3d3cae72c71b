package org.apga.data.phantom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LesionTest {
  @Test
  void aLesionIsALineOfJson() {
    Lesion lesion = new Lesion(LesionKind.STEP_OFF, 10, 20, 30, 40, 200, 300);

    assertThat(lesion.toJson())
        .isEqualTo(
            "{\"kind\":\"step-off\",\"x\":10,\"y\":20,\"width\":30,\"height\":40,"
                + "\"imageWidth\":200,\"imageHeight\":300}");
  }

  @Test
  void itsFileIsNamedAfterTheImage() {
    assertThat(Lesion.fileNameFor("image12.png")).isEqualTo("image12.lesion.json");
  }
}
