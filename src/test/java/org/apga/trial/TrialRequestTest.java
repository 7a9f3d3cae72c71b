package org.apga.trial;

import static org.apga.run.Grids.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Cell;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.run.QualifiedPaths;
import org.junit.jupiter.api.Test;

class TrialRequestTest {
  private static final GridConfig CONFIG =
      ConfigReader.read(Map.of("grid.parts", "[\"elbow\"]", "results.root", "\"a \\\"b\\\" ü\""));
  private static final GridPlan PLAN =
      new GridPlan("hash", List.of(), CONFIG.settings(), "manifest", "code");

  private static TrialRequest sent(Trial trial) {
    return TrialJson.read(
        TrialJson.write(TrialRequest.of(trial, PLAN, (setting, text) -> text)), TrialRequest.class);
  }

  @Test
  void anExecutorIsToldWhatWasPlanned() {
    Trial planned =
        new Trial(
            new TrialId("elbow-apga-25-s-7-0123456789ab"),
            new Cell("elbow", Arm.APGA, new Shots(25), Variant.NONE),
            Long.MIN_VALUE,
            3,
            new TrialId("elbow-baseline-25-s-7-0123456789ab"),
            new TreeMap<>(Map.of("train.batch-size", "25", "odd \"key\"", "line\nbreak")));

    TrialRequest request = sent(planned);

    assertThat(request).isEqualTo(TrialRequest.of(planned, PLAN, (setting, text) -> text));
    assertThat(request.trial()).isEqualTo(planned);
    assertThat(request.manifestHash()).isEqualTo("manifest");
  }

  @Test
  void aBaselineStartsFromNothing() {
    TrialRequest request = sent(trial(Arm.BASELINE, 0));

    assertThat(request.trial().baseline()).isNull();
    assertThat(request.trial()).isEqualTo(trial(Arm.BASELINE, 0));
  }

  @Test
  void theSettingsAreTheConfigurationAgain() {
    assertThat(ConfigReader.read(sent(trial(Arm.APGA, 0)).settings())).isEqualTo(CONFIG);
  }

  @Test
  void filesAreNamedByTheirFullPathsSinceAnExecutorHasAWorkingFolderOfItsOwn() {
    GridPlan plan =
        new GridPlan(
            "hash",
            List.of(),
            ConfigReader.read(
                    Map.of(
                        "data.root", "some/data",
                        "data.boxes", "boxes.csv",
                        "results.root", "\"/r s\""))
                .settings(),
            "manifest",
            "code");
    String here = java.nio.file.Path.of("some/data").toAbsolutePath().toString();
    Trial trial = trial(Arm.APGA, 0);
    SortedMap<String, String> weights = new TreeMap<>(Map.of("policy.weights", "\"p.npz\""));
    Trial varied =
        new Trial(
            trial.id(),
            trial.cell().with(new Variant("with p", weights)),
            0,
            0,
            trial.baseline(),
            trial.identity());

    GridConfig received =
        ConfigReader.read(
            TrialRequest.of(varied, plan, QualifiedPaths.of(new Configuration())).settings());

    assertThat(received.data().root()).isEqualTo("file:" + here);
    assertThat(received.resultsRoot()).isEqualTo("file:/r s");
    assertThat(received.data().manifest()).isEmpty();
    assertThat(received.data().boxes())
        .isEqualTo("file:" + java.nio.file.Path.of("boxes.csv").toAbsolutePath());
    assertThat(received.start().policy())
        .isEqualTo("file:" + java.nio.file.Path.of("p.npz").toAbsolutePath());
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> TrialJson.read("{\"shots\": {}}", TrialRequest.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read a TrialRequest: ");
  }
}
