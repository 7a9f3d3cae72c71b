package org.apga.plan;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.plan.DataIdentity.OfPart;
import org.apga.plan.Decision.Kind;
import org.apga.plan.GridPlan.Planned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridPlannerTest {
  private static final SortedMap<String, String> CODE = software("code");

  private static SortedMap<String, String> software(String code) {
    return new TreeMap<>(Map.of("code", code, "library.nd4j", "1"));
  }

  private static GridConfig demo(String... sets) {
    return ConfigReader.read(new File("conf/demo.conf"), List.of(sets));
  }

  private static GridPlan plan(GridConfig config, Committed... committed) {
    return GridPlanner.plan(
        config, data(config, "manifest"), CODE, StartHashes.NO_FILES, List.of(committed), Map.of());
  }

  private static DataIdentity data(GridConfig config, String manifest) {
    return DataIdentity.madeUp(manifest, config.grid().parts());
  }

  private static Committed[] allOf(GridPlan plan) {
    return plan.trials().stream()
        .map(Planned::trial)
        .map(t -> new Committed(t.id(), t.cell(), t.seed(), t.identity(), 12.5))
        .toArray(Committed[]::new);
  }

  @Test
  void theDemoIsTwoPartsTimesTwoSeedsTimesSevenArms() {
    GridPlan plan = plan(demo());

    assertThat(plan.trials()).hasSize(28);
    assertThat(plan.count(Kind.RUN)).isEqualTo(28);
    assertThat(plan.trials().stream().map(p -> p.trial().id())).doesNotHaveDuplicates();
    assertThat(plan.trials().subList(0, 4))
        .allSatisfy(p -> assertThat(p.trial().cell().arm()).isEqualTo(Arm.BASELINE));
  }

  @Test
  void anArmBringsItsBaselineAlong() {
    GridPlan plan = plan(demo("grid.arms=[apga]", "grid.parts=[elbow]", "grid.seeds=[7]"));

    assertThat(plan.trials().stream().map(p -> p.trial().title()))
        .containsExactly("elbow baseline seed 7", "elbow apga seed 7");
    assertThat(plan.trials().get(1).trial().baseline())
        .isEqualTo(plan.trials().get(0).trial().id());
  }

  @Test
  void whatIsCommittedIsSkippedAndOneMoreSeedTrainsOnlyThatSeed() {
    Committed[] done = allOf(plan(demo()));

    assertThat(plan(demo(), done).toTrain()).isEmpty();
    assertThat(plan(demo("grid.seeds=[0,1,2]"), done).toTrain())
        .hasSize(14)
        .allSatisfy(t -> assertThat(t.seed()).isEqualTo(2));
  }

  @Test
  void aChangedSettingIsNamed() {
    Committed[] done = allOf(plan(demo()));

    GridPlan changed = plan(demo("train.epochs=9"), done);

    assertThat(changed.count(Kind.RERUN)).isEqualTo(28);
    assertThat(changed.trials().get(0).decision())
        .hasToString("RERUN (train.epochs changed from 8 to 9)");
  }

  @ParameterizedTest
  @CsvSource({
    "arms.apga.action-weight=50, apga",
    "arms.cutout.area-max=0.3, cutout",
    "policy.base-width=8, apga end2end",
    "arms.gradcam.statistics=batch, gradcam"
  })
  void aSettingOfOneArmChangesThatArmAlone(String set, String arms) {
    GridPlan changed = plan(demo(set), allOf(plan(demo())));

    assertThat(changed.toTrain().stream().map(t -> t.cell().arm().label()).distinct().sorted())
        .containsExactlyElementsOf(Stream.of(arms.split(" ")).sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "results.root=elsewhere",
        "data.root=elsewhere",
        "data.cache-bytes=1G",
        "data.shots-by=image",
        "run.look-ahead=9",
        "run.tries=9",
        "checkpoint.every-batches=9",
        "results.patience-minutes=9",
        "report.resamples=500",
        "report.seed=1",
        "data.decode-threads=1"
      })
  void whereThingsAreAndHowFastChangesNoTrial(String set) {
    assertThat(plan(demo(set), allOf(plan(demo()))).toTrain()).isEmpty();
  }

  @Test
  void anotherDataSetOrAnotherCodeIsAnotherTrial() {
    Committed[] done = allOf(plan(demo()));

    assertThat(
            GridPlanner.plan(
                    demo(),
                    data(demo(), "other"),
                    CODE,
                    StartHashes.NO_FILES,
                    List.of(done),
                    Map.of())
                .trials()
                .get(0)
                .decision())
        .hasToString("RERUN (manifest changed from manifest to other)");
    assertThat(
            GridPlanner.plan(
                    demo(),
                    data(demo(), "manifest"),
                    software("new"),
                    StartHashes.NO_FILES,
                    List.of(done),
                    Map.of())
                .trials()
                .get(0)
                .decision())
        .hasToString("RERUN (code changed from code to new)");
  }

  @Test
  void foldsMultiplyTrialsAndEachArmStartsFromTheBaselineOfItsFold() {
    GridPlan plan = plan(demo("grid.folds=3"));

    assertThat(plan.trials()).hasSize(3 * 28);
    Map<TrialId, Trial> trials =
        plan.trials().stream().map(Planned::trial).collect(toMap(Trial::id, trial -> trial));
    assertThat(trials.values())
        .allSatisfy(trial -> assertThat(trial.fold()).isBetween(1, 3))
        .filteredOn(trial -> trial.cell().arm().startsFromBaseline())
        .hasSize(3 * 24)
        .allSatisfy(
            trial -> {
              Trial start = Objects.requireNonNull(trials.get(trial.baseline()));
              assertThat(start.fold()).isEqualTo(trial.fold());
              assertThat(start.seed()).isEqualTo(trial.seed());
            });
    assertThat(plan(demo("grid.folds=3"), allOf(plan)).toTrain()).isEmpty();
    assertThat(plan(demo("grid.folds=4"), allOf(plan)).trials())
        .filteredOn(one -> one.trial().fold() == 2)
        .allSatisfy(
            one ->
                assertThat(one.decision()).hasToString("RERUN (grid.folds changed from 3 to 4)"));
  }

  @Test
  void aSeedWithSplitsOfItsOwnIsTheSameTrialOfASeedWhateverOthersThereAre() {
    GridPlan two = plan(demo("grid.splits=per-seed"));
    GridPlan three = plan(demo("grid.splits=per-seed", "grid.seeds=[0,1,2]"), allOf(two));

    assertThat(three.toTrain()).hasSize(14).allMatch(trial -> trial.seed() == 2);
    assertThat(plan(demo(), allOf(two)).toTrain()).hasSize(28);
  }

  @Test
  void otherImagesOfAPartAreOtherTrialsOfThatPartAloneAndTheReasonCountsTheFiles() {
    Committed[] done = allOf(plan(demo()));
    DataIdentity before = data(demo(), "manifest");
    DataIdentity now =
        new DataIdentity(
            "manifest",
            Map.of("elbow", before.of("elbow"), "wrist", new OfPart("manifest", "others")),
            (was, is) -> Optional.of("3 of 279 files").filter(w -> was.equals("images")));

    GridPlan plan =
        GridPlanner.plan(demo(), now, CODE, StartHashes.NO_FILES, List.of(done), Map.of());

    assertThat(plan.toTrain())
        .hasSize(14)
        .allSatisfy(trial -> assertThat(trial.cell().part()).isEqualTo("wrist"));
    assertThat(plan.trials().stream().filter(p -> p.decision().trains()))
        .allSatisfy(
            p -> assertThat(p.decision()).hasToString("RERUN (images changed: 3 of 279 files)"));
  }

  @Test
  void boxesOfAPartMakeOtherTrialsOfThatPartAloneAndNoneLeaveAllAsTheyWere() {
    Committed[] done = allOf(plan(demo()));
    DataIdentity before = data(demo(), "manifest");
    OfPart wrist = before.of("wrist");

    GridPlan plan = boxed(before, new OfPart(wrist.rows(), wrist.images(), "hash"), done);

    assertThat(plan.toTrain())
        .hasSize(14)
        .allSatisfy(trial -> assertThat(trial.cell().part()).isEqualTo("wrist"));
    assertThat(plan.trials().stream().filter(p -> p.decision().trains()))
        .allSatisfy(
            p ->
                assertThat(p.decision()).hasToString("RERUN (boxes changed from nothing to hash)"));
    assertThat(boxed(before, new OfPart(wrist.rows(), wrist.images(), ""), done).toTrain())
        .isEmpty();
    assertThat(
            boxed(before, new OfPart(wrist.rows(), wrist.images(), "other"), allOf(plan)).toTrain())
        .hasSize(14);
  }

  private static GridPlan boxed(DataIdentity before, OfPart wrist, Committed... done) {
    DataIdentity now =
        new DataIdentity(
            "manifest",
            Map.of("elbow", before.of("elbow"), "wrist", wrist),
            (was, is) -> Optional.empty());
    return GridPlanner.plan(demo(), now, CODE, StartHashes.NO_FILES, List.of(done), Map.of());
  }

  @Test
  void anotherVersionOfALibraryIsAnotherTrialAndIsNamed() {
    SortedMap<String, String> newer = new TreeMap<>(CODE);
    newer.put("library.nd4j", "2");

    GridPlan plan =
        GridPlanner.plan(
            demo(),
            data(demo(), "manifest"),
            newer,
            StartHashes.NO_FILES,
            List.of(allOf(plan(demo()))),
            Map.of());

    assertThat(plan.count(Kind.RERUN)).isEqualTo(28);
    assertThat(plan.trials().get(0).decision())
        .hasToString("RERUN (library.nd4j changed from 1 to 2)");
  }

  @ParameterizedTest
  @CsvSource({
    "train.learning-rate=2e-3, train.learning-rate=0.0020",
    "data.max-pixels=50M, data.max-pixels=50000000",
    "selection.metric=auroc, selection.metric=\"auroc\"",
    "arms.apga.baseline-decay=.5, arms.apga.baseline-decay=0.50"
  })
  void aValueThatIsTypedInAnotherWayTrainsNothingAgain(String set, String typedAnew) {
    assertThat(plan(demo(typedAnew), allOf(plan(demo(set)))).toTrain()).isEmpty();
  }

  @Test
  void theContentOfAFileThatNetworksStartFromDecidesAndItsPlaceDoesNot() {
    GridPlan plan = start("classifier.weights=/a.npz", "11", "drawn");
    Committed[] done = allOf(plan);

    assertThat(start("classifier.weights=/b.npz", "11", "drawn", done).toTrain()).isEmpty();
    GridPlan changed = start("classifier.weights=/a.npz", "22", "drawn", done);
    assertThat(changed.count(Kind.RERUN)).isEqualTo(28);
    assertThat(changed.trials().get(0).decision())
        .hasToString("RERUN (classifier.weights changed from 11 to 22)");
    assertThat(
            start("classifier.weights=/a.npz", "11", "33", done).toTrain().stream()
                .map(t -> t.cell().arm().label())
                .distinct())
        .containsExactlyInAnyOrder("apga", "end2end");
  }

  private static GridPlan start(
      String set, String classifier, String policy, Committed... committed) {
    return GridPlanner.plan(
        demo(set),
        data(demo(), "manifest"),
        CODE,
        new StartHashes(classifier, policy),
        List.of(committed),
        Map.of());
  }

  @Test
  void thePlansHashIsThatOfItsTrialsInWhateverOrderTheyAreNamed() {
    assertThat(plan(demo("grid.seeds=[1,0]")).hash()).isEqualTo(plan(demo()).hash());
    assertThat(plan(demo("grid.seeds=[0]")).hash()).isNotEqualTo(plan(demo()).hash());
  }

  @Test
  void aTrialThatWasBegunGoesOnInItsEpoch() {
    Committed[] done = allOf(plan(demo("train.epochs=9")));
    TrialId first = plan(demo()).trials().get(0).trial().id();
    TrialId second = plan(demo()).trials().get(1).trial().id();

    GridPlan plan =
        GridPlanner.plan(
            demo(),
            data(demo(), "manifest"),
            CODE,
            StartHashes.NO_FILES,
            List.of(done),
            Map.of(first, 3, second, 9, done[0].id(), 2));

    assertThat(plan.trials().get(0).decision()).hasToString("RESUME (epoch 3)");
    // All eight are done; its test is not.
    assertThat(plan.trials().get(1).decision()).hasToString("RESUME (epoch 8)");
    assertThat(plan.trials().get(2).decision())
        .hasToString("RERUN (train.epochs changed from 9 to 8)");
    assertThat(plan.toTrain()).hasSize(28);
  }

  @Test
  void whatIsCommittedDoesNotGoOnFromACheckpointThatWasLeft() {
    Committed[] done = allOf(plan(demo()));

    GridPlan plan =
        GridPlanner.plan(
            demo(),
            data(demo(), "manifest"),
            CODE,
            StartHashes.NO_FILES,
            List.of(done),
            Map.of(done[0].id(), 2));

    assertThat(plan.toTrain()).isEmpty();
  }

  @Test
  void variantsShareBaselinesAndNoTrialIsTrainedTwice() {
    GridPlan plan =
        plan(
            demo(
                "grid.parts=[elbow]",
                "grid.seeds=[7]",
                "grid.arms=[continue,apga]",
                "grid.vary={train.learning-rate=[1e-4,1e-3],arms.apga.action-weight=[10,100]}"));

    Map<Arm, Long> trials =
        plan.trials().stream().collect(groupingBy(one -> one.trial().cell().arm(), counting()));
    assertThat(trials).isEqualTo(Map.of(Arm.BASELINE, 2L, Arm.CONTINUE, 2L, Arm.APGA, 4L));
    assertThat(plan.trials()).extracting(one -> one.trial().id()).doesNotHaveDuplicates();
    Map<TrialId, Trial> byId =
        plan.trials().stream().map(Planned::trial).collect(toMap(Trial::id, one -> one));
    assertThat(byId.values())
        .filteredOn(one -> one.baseline() != null)
        .allSatisfy(
            one ->
                assertThat(byId.get(one.baseline()))
                    .extracting(baseline -> baseline.identity().get("train.learning-rate"))
                    .isEqualTo(one.identity().get("train.learning-rate")));
  }

  @Test
  void aVariantIsTheTrialThatAGridWithItsSettingsHas() {
    GridConfig plain = demo("train.learning-rate=1e-3");
    GridConfig varied = demo("grid.vary={train.learning-rate=[1e-4,1e-3]}");

    GridPlan plan = plan(varied, allOf(plan(plain)));

    assertThat(plan.count(Kind.SKIP)).isEqualTo(28);
    // Those with the other rate are no trials whose rate was changed.
    assertThat(plan.count(Kind.RUN)).isEqualTo(28);
  }
}
