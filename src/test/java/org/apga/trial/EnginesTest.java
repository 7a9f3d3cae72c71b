package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineException;
import org.apga.engine.Precision;
import org.apga.provenance.RunProvenance;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private static EngineChoice choice(String name, Device device, Precision precision) {
    return new EngineChoice(name, device, precision, 1);
  }

  @Test
  void anEngineTellsTheNameThatOpenedIt() {
    for (String name : EngineChoice.NAMES) {
      try (Engine engine = Engines.open(choice(name, Device.CPU, Precision.FLOAT), 0)) {
        assertThat(engine.description().engine()).isEqualTo(name);
        assertThat(engine.description().device()).isEqualTo("cpu");
      }
    }
  }

  /** There is no GPU where tests run; what happens without one is what a user must understand. */
  @Test
  void whatCannotComputeSaysSoInOneLine() {
    assertThatThrownBy(() -> Engines.open(choice("dl4j", Device.CUDA, Precision.FLOAT), 0))
        .isInstanceOf(EngineException.class)
        .hasMessageMatching("Cannot [^\\n]+\\. [^\\n]+\\.");
    assertThatThrownBy(() -> Engines.open(choice("dl4j-graph", Device.CUDA, Precision.FLOAT), 0))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "Cannot compute on a GPU with the engine dl4j-graph: this distribution's ND4J is built"
                + " for CPUs. Set engine = dl4j, or build with mvn -Pcuda -DskipTests package.");
    assertThatThrownBy(() -> Engines.open(choice("dl4j", Device.CPU, Precision.BF16), 0))
        .hasMessageStartingWith("Cannot compute in bf16 with the engine dl4j: only libtorch ");
    assertThatThrownBy(() -> Engines.open(choice("dl4j-torch", Device.CPU, Precision.TF32), 0))
        .hasMessageStartingWith("Cannot compute in tf32 with the engine dl4j-torch: only GPUs ");
  }

  @Test
  void onAGpuAndByNameLibtorchAloneDecidesNumbers() {
    assertThat(Engines.software(choice("dl4j", Device.CUDA, Precision.FLOAT)))
        .isEqualTo(Engines.software(choice("dl4j-torch", Device.CPU, Precision.FLOAT)))
        .containsOnlyKeys("code", "library.imageio", "library.libtorch")
        .containsEntry("library.libtorch", "2.10.0-1.5.13");
  }

  @Test
  void theSoftwareThatDecidesNumbersIsKnownByNameAndVersion() {
    assertThat(Engines.software(choice("dl4j", Device.CPU, Precision.FLOAT)))
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
