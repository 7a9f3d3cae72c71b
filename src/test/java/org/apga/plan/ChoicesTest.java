package org.apga.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Choices.Score;
import org.junit.jupiter.api.Test;

class ChoicesTest {
  private final List<Trial> trials = new ArrayList<>();
  private final Map<TrialId, Score> scores = new HashMap<>();

  /** A variant that reached so much on seeds 100, 101, ...; NaN where a seed is not done. */
  private void tried(Arm arm, String name, double loss, double... reached) {
    Cell cell =
        new Cell("elbow", arm, Shots.FULL, new Variant(name, new TreeMap<>(Map.of("a", name))));
    for (int i = 0; i < reached.length; i++) {
      TrialId id = new TrialId(arm + name + i);
      trials.add(new Trial(id, cell, 100 + i, 0, null, new TreeMap<>()));
      if (!Double.isNaN(reached[i])) {
        scores.put(id, new Score(reached[i], loss));
      }
    }
  }

  private Choices choices(SelectionMetric metric) {
    return Choices.of("20260203-120005-abc", metric, trials, scores, Map.of(), Map.of());
  }

  private List<String> chosen(SelectionMetric metric) {
    return choices(metric).candidates().stream()
        .filter(Candidate::chosen)
        .map(one -> one.cell().toString())
        .toList();
  }

  @Test
  void theBestMeanOverTheTuningSeedsIsChosenForEachArm() {
    tried(Arm.BASELINE, "x", 0.1, 0.9, 0.5);
    tried(Arm.BASELINE, "y", 0.9, 0.8, 0.7);
    tried(Arm.APGA, "x", 0.5, 0.6, 0.6);
    tried(Arm.APGA, "y", 0.5, 0.1, 0.1);
    tried(Arm.APGA, "z", 0.5, 0.2, 0.2);

    assertThat(chosen(SelectionMetric.AUROC)).containsExactly("elbow baseline y", "elbow apga x");
    assertThat(choices(SelectionMetric.AUROC).candidates())
        .extracting(Candidate::tried)
        .containsExactly(2, 2, 3, 3, 3);
    assertThat(choices(SelectionMetric.AUROC).candidates().get(1).score()).isEqualTo(0.75);
  }

  @Test
  void whatWasDroppedIsNotChosenThoughItsScoreThereIsTheBest() {
    tried(Arm.BASELINE, "x", 0.1, 0.9, 0.9);
    tried(Arm.BASELINE, "y", 0.1, 0.5, 0.5);
    Map<TrialId, Integer> epochs = new HashMap<>();
    trials.forEach(
        trial -> epochs.put(trial.id(), trial.cell().variant().name().equals("x") ? 2 : 6));

    Choices choices =
        Choices.of(
            "20260203-120005-abc",
            SelectionMetric.AUROC,
            trials,
            scores,
            epochs,
            Map.of(trials.get(0).cell(), 2));

    assertThat(choices.candidates())
        .extracting(one -> one.cell().variant() + " " + one.chosen() + " " + one.droppedAt())
        .containsExactly("x false 2", "y true 0");
    assertThat(choices.candidates()).extracting(Candidate::epochs).containsExactly(4, 12);
  }

  @Test
  void ofLossTheLowestIsChosen() {
    tried(Arm.BASELINE, "x", 0.9, 0.9, 0.9);
    tried(Arm.BASELINE, "y", 0.2, 0.2, 0.2);

    assertThat(chosen(SelectionMetric.LOSS)).containsExactly("elbow baseline y");
  }

  @Test
  void ofVariantsThatAreAlikeTheLowerLossIsChosenAndThenTheFirst() {
    tried(Arm.BASELINE, "x", 0.5, 0.8, 0.8);
    tried(Arm.BASELINE, "y", 0.4, 0.8, 0.8);
    tried(Arm.BASELINE, "z", 0.4, 0.8, 0.8);

    assertThat(chosen(SelectionMetric.ACCURACY)).containsExactly("elbow baseline y");
  }

  @Test
  void aVariantThatFailedOnASeedIsNotChosenHoweverGoodItIsOnTheOthers() {
    tried(Arm.BASELINE, "x", 0.1, 1, Double.NaN);
    tried(Arm.BASELINE, "y", 0.7, 0.5, 0.5);
    tried(Arm.APGA, "x", 0.1, Double.NaN, Double.NaN);

    assertThat(chosen(SelectionMetric.AUROC)).containsExactly("elbow baseline y");
    assertThat(choices(SelectionMetric.AUROC).open()).hasToString("[elbow apga]");
    assertThat(choices(SelectionMetric.AUROC).candidates().get(0).scores())
        .isEqualTo(Map.of(100L, 1.0));
  }
}
