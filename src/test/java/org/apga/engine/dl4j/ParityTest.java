package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apga.engine.Engine;
import org.apga.engine.Precision;
import org.apga.parity.ParityCase;
import org.apga.parity.ParityRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published training functions' own numbers, through the seam, in double precision. */
class ParityTest {
  private static final double TOLERANCE = 1e-6;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline-densenet121-32",
        "apga-densenet121-32",
        "end2end-densenet121-32",
        "gradcam-densenet121-64"
      })
  void everyNumberIsThePublishedOne(String name) {
    try (Engine engine = new Dl4jEngine(Precision.DOUBLE, 2)) {
      Map<String, Double> differences = ParityRun.differences(ParityCase.read(name), engine);
      assertThat(differences).isNotEmpty();
      assertThat(differences)
          .allSatisfy((path, difference) -> assertThat(difference).isLessThan(TOLERANCE));
    }
  }
}
