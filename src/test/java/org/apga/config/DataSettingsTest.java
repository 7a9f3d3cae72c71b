package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataSettingsTest {
  private static final String KINDS = "data.phantoms.classes=kinds";
  private static final String MANIFEST = "data.manifest=data/manifest.csv";
  private static final String WRITE = "data.phantoms.write-if-missing=true";

  private static GridConfig.Data data(String... sets) {
    return ConfigReader.read(Map.of(), List.of(sets)).data();
  }

  @Test
  void phantomsOfKindsNeedTheirManifestAndTenPatients() {
    assertThatThrownBy(() -> data(KINDS, "data.phantoms.patients=9"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Cannot use stored settings: 2 problems.
              --set data.phantoms.classes: data.phantoms.classes is kinds; data.manifest must name \
            the manifest.csv that is written beside them, since MURA's lists know normal and \
            abnormal alone.
              --set data.phantoms.patients: data.phantoms.patients is 9; it must be 10 .. 100000.
            Nothing was started. Every setting is explained by: submit/apga settings""");
  }

  @Test
  void imagesOfAManifestArePhantomsWhereKindsAreAskedFor() {
    assertThat(data(WRITE).asksForPhantoms()).isTrue();
    assertThat(data(WRITE, MANIFEST).asksForPhantoms()).isFalse();
    assertThat(data(WRITE, MANIFEST, KINDS).asksForPhantoms()).isTrue();
    assertThat(data(MANIFEST, KINDS).asksForPhantoms()).isFalse();
  }
}
