package org.apga.run;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.config.Shots;
import org.apga.plan.Cell;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.junit.jupiter.api.Test;

class TrialRequestTest {
  private static final GridConfig CONFIG =
      ConfigReader.read(Map.of("grid.parts", "[\"elbow\"]", "results.root", "\"a \\\"b\\\" ü\""));
  private static final GridPlan PLAN =
      new GridPlan("hash", List.of(), CONFIG.settings(), "manifest", "code");

  private static TrialRequest sent(Trial trial) {
    return RunJson.read(RunJson.write(TrialRequest.of(trial, PLAN)), TrialRequest.class);
  }

  @Test
  void anExecutorIsToldWhatWasPlanned() {
    Trial planned =
        new Trial(
            new TrialId("elbow-apga-25-s-7-0123456789ab"),
            new Cell("elbow", Arm.APGA, new Shots(25)),
            Long.MIN_VALUE,
            new TrialId("elbow-baseline-25-s-7-0123456789ab"),
            new TreeMap<>(Map.of("train.batch-size", "25", "odd \"key\"", "line\nbreak")));

    TrialRequest request = sent(planned);

    assertThat(request).isEqualTo(TrialRequest.of(planned, PLAN));
    assertThat(request.trial()).isEqualTo(planned);
    assertThat(request.manifestHash()).isEqualTo("manifest");
  }

  @Test
  void aBaselineStartsFromNothing() {
    TrialRequest request = sent(trial(Arm.BASELINE, 0));

    assertThat(request.baseline()).isNull();
    assertThat(request.trial()).isEqualTo(trial(Arm.BASELINE, 0));
  }

  @Test
  void theSettingsAreTheConfigurationAgain() {
    assertThat(ConfigReader.read(sent(trial(Arm.APGA, 0)).settings())).isEqualTo(CONFIG);
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> RunJson.read("{\"shots\": {}}", TrialRequest.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read a TrialRequest: ");
  }
}
