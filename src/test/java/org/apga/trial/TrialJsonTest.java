package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apga.plan.TrialId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrialJsonTest {
  private static final TrialId ID = new TrialId("elbow-apga-full-s7-0123456789ab");

  static Stream<TrialOutcome> outcomes() {
    return Stream.of(
        new TrialOutcome.Completed(
            ID, new TreeMap<>(Map.of("accuracy", 0.1 + 0.2, "kappa", Double.NaN)), 12.5, "done"),
        new TrialOutcome.Failed(
            ID, FailureCause.DATA, "Cannot read \"a.png\": no image.\n", "x/log"),
        new TrialOutcome.Skipped(ID, "baseline failed"));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void anOutcomeComesBackAsItWas(TrialOutcome outcome) {
    assertThat(TrialJson.read(TrialJson.write(outcome), TrialOutcome.class)).isEqualTo(outcome);
  }

  @Test
  void progressComesBackAsItWas() {
    TrialProgress begun = TrialProgress.begun(ID, "elbow apga seed 7");

    assertThat(TrialJson.read(TrialJson.write(begun), TrialProgress.class)).isEqualTo(begun);
  }

  @Test
  void anOutcomeReadsLikeThis() {
    assertThat(TrialJson.write(new TrialOutcome.Skipped(ID, "stopped")))
        .isEqualTo(
            "{\"outcome\":\"skipped\",\"id\":\"elbow-apga-full-s7-0123456789ab\",\"reason\":\"stopped\"}");
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> TrialJson.read("[]", TrialProgress.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read a TrialProgress: ");
  }
}
