package org.apga.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArmTest {
  @Test
  void aTreatmentsControlMakesAsManyClassifierStepsABatch() {
    assertThat(Arm.CUTOUT.control()).contains(Arm.CONTINUE);
    assertThat(Arm.GRADCAM.control()).contains(Arm.CONTINUE);
    assertThat(Arm.APGA.control()).contains(Arm.CONTINUE);
    assertThat(Arm.END2END.control()).contains(Arm.CONTINUE3);
    assertThat(Arm.BASELINE.control()).isEqualTo(Optional.empty());
    assertThat(Arm.CONTINUE3.control()).isEqualTo(Optional.empty());
  }

  @Test
  void anArmIsComparedWithBaselineTheShortestControlAndItsOwn() {
    assertThat(Arm.BASELINE.rivals()).isEmpty();
    assertThat(Arm.CONTINUE.rivals()).containsExactly(Arm.BASELINE);
    assertThat(Arm.CONTINUE3.rivals()).containsExactly(Arm.BASELINE, Arm.CONTINUE);
    assertThat(Arm.APGA.rivals()).containsExactly(Arm.BASELINE, Arm.CONTINUE);
    assertThat(Arm.END2END.rivals()).containsExactly(Arm.BASELINE, Arm.CONTINUE, Arm.CONTINUE3);
  }

  @ParameterizedTest
  @EnumSource(Arm.class)
  void everyArmStandsInTheReadmeAndInTheDefaultGrid(Arm arm) throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("| `" + arm.label() + "` |");
    assertThat(ConfigReader.read(java.util.Map.of()).grid().arms()).contains(arm);
  }

  @Test
  void aGridFileWithATreatmentHasItsControlOrSaysWhyNot() throws IOException {
    for (String name : List.of("demo", "nightly", "own-data", "phantom-study")) {
      List<Arm> arms =
          ConfigReader.read(Path.of("conf/" + name + ".conf").toFile(), List.of()).grid().arms();
      assertThat(arms.stream().flatMap(arm -> arm.control().stream())).as(name).isSubsetOf(arms);
    }
    assertThat(Files.readString(Path.of("conf/paper.conf")))
        .contains("without controls for longer training");
  }
}
