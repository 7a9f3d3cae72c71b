package org.apga.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.plan.Estimator.Estimate;
import org.apga.plan.GridPlan.Planned;
import org.junit.jupiter.api.Test;

class EstimatorTest {
  /** Demo: parts elbow and hand, 8 epochs. The hand has twice the images of the elbow. */
  private static Estimator estimator(List<Committed> measured) {
    return new Estimator(measured, EstimatorTest::images);
  }

  private static double images(Cell cell) {
    return switch (cell.part()) {
      case "elbow" -> 100;
      case "hand" -> 200;
      default -> 0;
    };
  }

  private static GridPlan plan(String... sets) {
    List<String> all = new ArrayList<>(List.of("grid.parts=[elbow,hand]"));
    all.addAll(List.of(sets));
    return GridPlanner.plan(
        ConfigReader.read(new File("conf/demo.conf"), all),
        DataIdentity.madeUp("manifest", List.of("elbow", "wrist", "hand", "shoulder")),
        new TreeMap<>(),
        StartHashes.NO_FILES,
        List.of(),
        Map.of());
  }

  private static Trial trial(GridPlan plan, String part, Arm arm, long seed) {
    return plan.trials().stream()
        .map(Planned::trial)
        .filter(t -> t.cell().part().equals(part) && t.cell().arm() == arm && t.seed() == seed)
        .findFirst()
        .orElseThrow();
  }

  private static Committed measured(Trial trial, double seconds) {
    return new Committed(trial.id(), trial.cell(), trial.seed(), trial.identity(), seconds);
  }

  @Test
  void theMeanOfTheSameCellComesFirst() {
    GridPlan plan = plan();
    Estimator estimator =
        estimator(
            List.of(
                measured(trial(plan, "elbow", Arm.APGA, 0), 60),
                measured(trial(plan, "elbow", Arm.APGA, 1), 80),
                measured(trial(plan, "hand", Arm.APGA, 0), 1000),
                measured(trial(plan, "elbow", Arm.CUTOUT, 0), 5)));

    assertThat(estimator.of(trial(plan, "elbow", Arm.APGA, 1)))
        .contains(new Estimate(70, "2 trials of elbow apga"));
  }

  @Test
  void thenTheSameArmOfOtherPartsByTrainingImages() {
    GridPlan plan = plan();
    Estimator estimator =
        estimator(
            List.of(
                measured(trial(plan, "elbow", Arm.APGA, 0), 60),
                measured(trial(plan, "elbow", Arm.CUTOUT, 0), 5)));

    assertThat(estimator.of(trial(plan, "hand", Arm.APGA, 0)))
        .contains(new Estimate(120, "1 trial of elbow apga, by training images"));
  }

  @Test
  void thenOtherArmsByWhatTheyUsuallyCost() {
    GridPlan plan = plan();
    Estimator estimator = estimator(List.of(measured(trial(plan, "elbow", Arm.CUTOUT, 0), 20)));

    Optional<Estimate> estimate = estimator.of(trial(plan, "hand", Arm.BASELINE, 0));

    assertThat(estimate.orElseThrow().seconds())
        .isCloseTo(20.0 / Cost.of(Arm.CUTOUT) * 2 * Cost.of(Arm.BASELINE), within(1e-9));
    assertThat(estimate.orElseThrow().from())
        .isEqualTo("1 trial of cutout, by training images and the arms' usual costs");
  }

  @Test
  void moreEpochsTakeLongerInProportion() {
    Trial measured = trial(plan("train.epochs=8"), "elbow", Arm.APGA, 0);
    Trial longer = trial(plan("train.epochs=20"), "elbow", Arm.APGA, 0);

    assertThat(estimator(List.of(measured(measured, 80))).of(longer).orElseThrow().seconds())
        .isEqualTo(200);
  }

  @Test
  void otherNetworksImagesOrThreadsTellNothing() {
    Trial measured = trial(plan(), "elbow", Arm.APGA, 0);
    Estimator estimator = estimator(List.of(measured(measured, 80)));

    for (String set :
        List.of(
            "classifier.growth=16",
            "train.image-size=96",
            "train.batch-size=4",
            "numerics.threads=2")) {
      assertThat(estimator.of(trial(plan(set), "elbow", Arm.APGA, 0))).as(set).isEmpty();
    }
    assertThat(estimator.of(trial(plan("train.learning-rate=1"), "elbow", Arm.APGA, 0)))
        .isPresent();
  }

  @Test
  void anotherPolicyTellsNothingOfArmsWithOneButOfTheOthers() {
    Trial measured = trial(plan(), "elbow", Arm.CUTOUT, 0);
    Trial withPolicy = trial(plan(), "elbow", Arm.APGA, 0);
    Estimator estimator = estimator(List.of(measured(measured, 30), measured(withPolicy, 90)));
    GridPlan wider = plan("policy.base-width=8");

    assertThat(estimator.of(trial(wider, "elbow", Arm.CUTOUT, 0)))
        .contains(new Estimate(30, "1 trial of elbow cutout"));
    assertThat(estimator.of(trial(wider, "elbow", Arm.APGA, 0)).orElseThrow().from())
        .isEqualTo("2 trials of apga, cutout, by training images and the arms' usual costs");
  }

  @Test
  void aTrialWithoutATimeAndAPartWithoutImagesTellNothing() {
    GridPlan plan = plan();
    Estimator estimator =
        estimator(List.of(measured(trial(plan, "elbow", Arm.APGA, 0), Double.NaN)));
    assertThat(estimator.of(trial(plan, "elbow", Arm.APGA, 0))).isEmpty();

    GridPlan wrist = plan("grid.parts=[wrist]");
    Estimator ofWrist = estimator(List.of(measured(trial(wrist, "wrist", Arm.APGA, 0), 60)));
    assertThat(ofWrist.of(trial(plan, "elbow", Arm.APGA, 0))).isEmpty();
    assertThat(ofWrist.of(trial(wrist, "wrist", Arm.APGA, 1)))
        .contains(new Estimate(60, "1 trial of wrist apga"));
  }
}
