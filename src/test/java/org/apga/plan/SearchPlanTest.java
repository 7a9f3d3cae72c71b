package org.apga.plan;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Variant;
import org.apga.plan.Choices.Score;
import org.apga.plan.GridPlan.Planned;
import org.junit.jupiter.api.Test;

/** The two plans of a grid that chooses among variants. */
class SearchPlanTest {
  private static final String RATE = "train.learning-rate";
  private static final String WEIGHT = "arms.apga.action-weight";

  private static GridConfig config(String... sets) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "grid.parts=[elbow]",
                "grid.arms=[continue,apga]",
                "grid.seeds=[0,1,2]",
                "grid.tune-seeds=[100,101]",
                "grid.draws=4",
                "grid.vary={"
                    + RATE
                    + "=\"log-uniform(1e-4,1e-2)\","
                    + WEIGHT
                    + "=[10,20,30,40]}"));
    all.addAll(List.of(sets));
    return ConfigReader.read(new File("conf/demo.conf"), all);
  }

  private static GridPlan plan(GridConfig config, Choices choices) {
    return GridPlanner.plan(
        config,
        DataIdentity.madeUp("manifest", config.grid().parts()),
        new TreeMap<>(Map.of("code", "code")),
        StartHashes.NO_FILES,
        List.of(),
        Map.of(),
        choices);
  }

  /** Chooses what some figure of a trial's settings is highest of. */
  private static Choices choose(GridConfig config, String run, ToDoubleFunction<Trial> score) {
    List<Trial> trials = plan(config, Choices.NONE).trials().stream().map(Planned::trial).toList();
    return Choices.of(
        run,
        SelectionMetric.AUROC,
        trials,
        trials.stream()
            .collect(toMap(Trial::id, trial -> new Score(score.applyAsDouble(trial), 0))),
        Map.of(),
        Map.of());
  }

  private static double rate(Trial trial) {
    return Double.parseDouble(Objects.requireNonNull(trial.identity().get(RATE)));
  }

  /** The baseline likes low rates, the others high ones. */
  private static double unlike(Trial trial) {
    return trial.cell().arm() == Arm.BASELINE ? -rate(trial) : rate(trial);
  }

  private static List<String> titles(GridPlan plan) {
    return plan.trials().stream()
        .map(planned -> planned.trial().title() + " " + planned.trial().cell().variant().use())
        .toList();
  }

  @Test
  void theFirstStageTriesEveryVariantOnTheTuningSeeds() {
    GridPlan plan = plan(config(), Choices.NONE);

    assertThat(plan.trials())
        .hasSize(3 * 4 * 2)
        .allSatisfy(
            planned -> {
              assertThat(planned.trial().seed()).isBetween(100L, 101L);
              assertThat(planned.trial().cell().variant().use()).isEqualTo(Variant.Use.TUNING);
            });
  }

  @Test
  void theSecondTrainsTheChosenAloneFromABaselineOfTheSameSettings() {
    GridConfig config = config("grid.seeds=[0]");

    GridPlan plan = plan(config, choose(config, "r-1", SearchPlanTest::unlike));

    assertThat(titles(plan))
        .hasSize(4)
        .contains(
            "elbow baseline chosen seed 0 RESULT",
            "elbow continue chosen seed 0 RESULT",
            "elbow apga chosen seed 0 RESULT")
        .anyMatch(title -> title.matches("elbow baseline learning-rate=\\S+ seed 0 START"));
    Map<TrialId, Trial> byId =
        plan.trials().stream().map(Planned::trial).collect(toMap(Trial::id, one -> one));
    assertThat(byId.values())
        .filteredOn(trial -> trial.baseline() != null)
        .allSatisfy(
            trial ->
                assertThat(rate(Objects.requireNonNull(byId.get(trial.baseline()))))
                    .isEqualTo(rate(trial)));
  }

  @Test
  void aBaselineThatSeveralArmsStartFromIsTrainedOnce() {
    GridConfig config = config();

    GridPlan alike = plan(config, choose(config, "r-1", SearchPlanTest::rate));
    GridPlan unlike = plan(config, choose(config, "r-1", SearchPlanTest::unlike));

    assertThat(alike.trials()).hasSize(3 * 3);
    assertThat(unlike.trials()).hasSize(4 * 3);
    assertThat(unlike.trials()).extracting(one -> one.trial().id()).doesNotHaveDuplicates();
  }

  @Test
  void noTrialOfOneStageIsOneOfTheOther() {
    GridConfig config = config();
    Set<TrialId> both = new HashSet<>();
    List<GridPlan> plans =
        List.of(
            plan(config, Choices.NONE),
            plan(config, choose(config, "r-1", SearchPlanTest::unlike)));

    plans.forEach(plan -> plan.trials().forEach(one -> both.add(one.trial().id())));

    assertThat(both).hasSize(24 + 12);
  }

  @Test
  void theChosenIsTheTrialThatAGridWithItsSettingsHasButTheRunIsAnother() {
    GridConfig config = config("grid.arms=[apga]");
    Choices choices = choose(config, "20260203-1-abc", SearchPlanTest::rate);
    GridPlan chosen = plan(config, choices);
    Map<String, String> best = chosen.trials().get(3).trial().identity();

    GridPlan plain =
        plan(
            ConfigReader.read(
                new File("conf/demo.conf"),
                List.of(
                    "grid.parts=[elbow]",
                    "grid.arms=[apga]",
                    "grid.seeds=[0,1,2]",
                    RATE + "=" + best.get(RATE),
                    WEIGHT + "=" + best.get(WEIGHT))),
            Choices.NONE);

    assertThat(plain.trials())
        .extracting(one -> one.trial().id())
        .containsExactlyElementsOf(chosen.trials().stream().map(one -> one.trial().id()).toList());
    // What was tried before is part of a run.
    assertThat(chosen.hash()).isNotEqualTo(plain.hash());
    assertThat(plan(config, choose(config, "20270203-1-abc", SearchPlanTest::rate)).hash())
        .isEqualTo(chosen.hash());
    assertThat(plan(config, choose(config, "20260203-1-def", SearchPlanTest::rate)).hash())
        .isNotEqualTo(chosen.hash());
  }

  @Test
  void anArmOfWhichNothingCouldBeChosenIsLeftOut() {
    GridConfig config = config("grid.seeds=[0]");

    Choices choices =
        choose(config, "r-1", trial -> trial.cell().arm() == Arm.APGA ? Double.NaN : rate(trial));

    assertThat(choices.open()).hasToString("[elbow apga]");
    assertThat(titles(plan(config, choices)))
        .containsExactly(
            "elbow baseline chosen seed 0 RESULT", "elbow continue chosen seed 0 RESULT");
  }

  @Test
  void halvingChangesNoTrialAndTheChoiceAfterItIsAnother() {
    GridConfig none = config();
    GridConfig halved = config("grid.stop=halving", "grid.keep-one-of=2", "grid.first-rung=2");
    GridPlan tuning = plan(halved, Choices.NONE);
    assertThat(tuning.hash()).isEqualTo(plan(none, Choices.NONE).hash());
    Choices all = choose(none, "20260203-120005-abc", SearchPlanTest::rate);
    List<Trial> trials = tuning.trials().stream().map(Planned::trial).toList();
    Map<TrialId, Score> scores =
        trials.stream().collect(toMap(Trial::id, trial -> new Score(rate(trial), 0)));
    Cell worst = all.candidates().get(0).cell();

    Choices dropped =
        Choices.of(
            "20260203-120005-abc",
            SelectionMetric.AUROC,
            trials,
            scores,
            Map.of(),
            Map.of(worst, 2));

    assertThat(plan(halved, dropped).hash()).isNotEqualTo(plan(halved, all).hash());
    assertThat(plan(halved, all).hash()).isEqualTo(plan(none, all).hash());
    assertThat(dropped.candidates().get(0).droppedAt()).isEqualTo(2);
  }
}
