package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.apga.config.ConfigReader;
import org.apga.engine.Engine;
import org.apga.engine.Precision;
import org.apga.provenance.RunProvenance;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void anEngineTellsTheNameThatOpenedIt() {
    for (String name : ConfigReader.ENGINES) {
      try (Engine engine = Engines.open(name, Precision.FLOAT, 1, 0)) {
        assertThat(engine.description().engine()).isEqualTo(name);
      }
    }
  }

  @Test
  void theSoftwareThatDecidesNumbersIsKnownByNameAndVersion() {
    assertThat(Engines.software("dl4j"))
        .containsOnlyKeys(
            "code",
            "library.deeplearning4j",
            "library.imageio",
            "library.javacpp",
            "library.native",
            "library.nd4j",
            "library.onednn")
        .containsEntry("code", RunProvenance.current().codeHash())
        .containsEntry("library.deeplearning4j", "1.0.0-M2.1")
        .containsEntry("library.imageio", "Java " + Runtime.version().feature())
        .containsEntry("library.javacpp", "1.5.13")
        .containsEntry("library.native", "cpu")
        .containsEntry("library.nd4j", "1.0.0-M2.1")
        .containsEntry("library.onednn", "2.5.2-1.5.7");
  }
}
