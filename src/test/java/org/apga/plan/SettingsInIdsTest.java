package org.apga.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.plan.GridPlan.Planned;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every setting of reference.conf either makes other trials, or stands here with the reason why it
 * may not.
 */
class SettingsInIdsTest {
  /** The one setting that is never kept. */
  private static final String SECRET = "notify.webhook";

  /**
   * They need variants: SearchPlanTest shows that a chosen trial is that of a grid without them.
   */
  private static final List<String> OF_SEARCH =
      List.of("grid.draws", "grid.tune-seeds", "grid.stop", "grid.keep-one-of", "grid.first-rung");

  private static final String EVERY_ARM = "every arm";
  private static final String POLICY_ARMS = "end2end apga";
  private static final String MASKING_ARMS = "cutout gradcam end2end apga";

  /**
   * A grid that reads everything: networks by their numbers, shots that are drawn, and a manifest,
   * which kinds need. An id holds part, arm, seed and shots by themselves.
   */
  private static final Map<String, String> BASE =
      Map.of(
          "classifier.depth", "custom",
          "data.manifest", "mura.csv",
          "data.classes", "[none, neck, implant]",
          "grid.parts", "[elbow]",
          "grid.seeds", "[0]",
          "grid.shots", "[50]");

  /**
   * A setting, and another value than that of {@link #BASE} or reference.conf.
   *
   * @param arms whose trials another value changes; empty for none
   * @param reason why it changes none
   */
  private record Change(String path, String value, String arms, String reason) {
    @Override
    public String toString() {
      return path + "=" + value;
    }
  }

  private static Change changes(String arms, String path, String value) {
    return new Change(path, value, arms, "");
  }

  private static Change mayNot(String reason, String path, String value) {
    return new Change(path, value, "", reason);
  }

  private static Stream<Change> table() {
    String names = "says which trials there are, and each has its own in its id";
    String content = "what it leads to is part of an id by its content, not by its place";
    String drawn = "phantoms are images, which are part of an id by their content";
    String speed = "the bits are the same, sooner or later";
    String survival = "a trial that was interrupted goes on to the same bits";
    String refusal = "decides whether there is a result, not which";
    String afterwards = "is asked after training, and a committed trial keeps what it has";
    String report = "a report can be made again from the same trials";
    return Stream.of(
        mayNot(names, "grid.parts", "[elbow, wrist]"),
        mayNot(names, "grid.seeds", "[0, 1]"),
        mayNot(names, "grid.arms", "[apga, cutout]"),
        mayNot(names, "grid.shots", "[50, full]"),
        changes(EVERY_ARM, "grid.splits", "per-seed"),
        changes(EVERY_ARM, "grid.folds", "5"),
        mayNot(names, "grid.draw-seed", "7"),
        mayNot(names, "grid.max-trials", "500000"),
        // By the settings that it stands for.
        changes(EVERY_ARM, "profile", "reference"),
        changes(EVERY_ARM, "engine", "dl4j-graph"),
        mayNot(content, "data.root", "elsewhere"),
        mayNot(content, "data.manifest", "hips.csv"),
        mayNot(content, "data.boxes", "boxes.csv"),
        changes(EVERY_ARM, "data.selection-share", "0.2"),
        changes(EVERY_ARM, "data.split-seed", "1"),
        changes(EVERY_ARM, "data.shots-by", "image"),
        changes(EVERY_ARM, "data.classes", "[none, implant, neck]"),
        mayNot(report, "data.ordered", "true"),
        changes(EVERY_ARM, "data.channel", "first"),
        changes(EVERY_ARM, "data.normalise", "imagenet"),
        changes(EVERY_ARM, "data.identical-images", "allow"),
        changes(EVERY_ARM, "data.patients-in-two-splits", "allow"),
        mayNot(refusal, "data.max-unreadable-share", "0.5"),
        mayNot(refusal, "data.unreadable-test-images", "drop"),
        changes(EVERY_ARM, "data.max-pixels", "40M"),
        changes(EVERY_ARM, "data.levels", "percentile"),
        changes(EVERY_ARM, "data.dicom.window", "full"),
        changes(EVERY_ARM, "data.dicom.frame", "2"),
        mayNot(speed, "data.cache-bytes", "1G"),
        mayNot(speed, "data.decode-threads", "1"),
        mayNot(drawn, "data.phantoms.write-if-missing", "true"),
        mayNot(drawn, "data.phantoms.patients", "61"),
        mayNot(drawn, "data.phantoms.seed", "2"),
        mayNot(drawn, "data.phantoms.difficulty", "0.9"),
        mayNot(drawn, "data.phantoms.classes", "kinds"),
        mayNot("numbers do not depend on where they are put", "results.root", "elsewhere"),
        mayNot(survival, "results.patience-minutes", "9"),
        mayNot(survival, "checkpoint.every-epochs", "2"),
        mayNot(survival, "checkpoint.max-share", "0.1"),
        mayNot(survival, "checkpoint.every-minutes", "9"),
        mayNot(survival, "checkpoint.every-batches", "9"),
        changes(EVERY_ARM, "augment.flip", "0.5"),
        changes(EVERY_ARM, "augment.rotate-degrees", "30"),
        changes(EVERY_ARM, "augment.scale", "0.1"),
        changes(EVERY_ARM, "augment.brightness", "0.1"),
        changes(EVERY_ARM, "augment.contrast", "0.1"),
        changes(EVERY_ARM, "augment.probability", "0.5"),
        changes(EVERY_ARM, "classifier.depth", "121"),
        changes(EVERY_ARM, "classifier.blocks", "[6, 12, 32, 31]"),
        changes(EVERY_ARM, "classifier.growth", "16"),
        changes(EVERY_ARM, "classifier.stem-width", "32"),
        changes(EVERY_ARM, "classifier.bottleneck", "2"),
        mayNot(content, "classifier.weights", "/start.npz"),
        changes(POLICY_ARMS, "policy.base-width", "16"),
        changes(POLICY_ARMS, "policy.centre-images", "0"),
        changes(POLICY_ARMS, "policy.learning-rate", "1e-3"),
        mayNot(content, "policy.weights", "/start.npz"),
        changes(EVERY_ARM, "train.image-size", "64"),
        changes(EVERY_ARM, "train.batch-size", "8"),
        changes(EVERY_ARM, "train.epochs", "99"),
        changes(EVERY_ARM, "train.learning-rate", "2e-5"),
        changes(EVERY_ARM, "train.schedule", "cosine"),
        changes(EVERY_ARM, "train.schedule-factor", "0.2"),
        changes(EVERY_ARM, "train.step-epochs", "3"),
        changes(EVERY_ARM, "train.plateau-patience", "2"),
        changes(EVERY_ARM, "train.warm-up-epochs", "1"),
        changes(EVERY_ARM, "train.weight-decay", "0.01"),
        changes(EVERY_ARM, "train.gradient-clip", "1"),
        changes(EVERY_ARM, "train.class-weights", "inverse"),
        changes(EVERY_ARM, "train.label-smoothing", "0.1"),
        changes(EVERY_ARM, "train.average", "ema"),
        changes(EVERY_ARM, "train.average-decay", "0.99"),
        changes(EVERY_ARM, "selection.split", "test"),
        changes(EVERY_ARM, "selection.metric", "loss"),
        changes(EVERY_ARM, "selection.patience", "14"),
        changes(EVERY_ARM, "selection.free-failures", "1"),
        changes(POLICY_ARMS, "selection.policy-arms-every", "100"),
        changes(POLICY_ARMS, "selection.augmented-counts", "true"),
        changes(EVERY_ARM, "norms.evaluation", "gathered"),
        changes(EVERY_ARM, "norms.gathered-images", "500"),
        changes(MASKING_ARMS, "norms.masked-steps", "held"),
        changes(MASKING_ARMS, "arms.fill", "mean"),
        changes("cutout", "arms.cutout.area-min", "0.03"),
        changes("cutout", "arms.cutout.area-max", "0.5"),
        changes("cutout", "arms.cutout.aspect-min", "0.5"),
        changes("gradcam", "arms.gradcam.statistics", "batch"),
        changes("gradcam", "arms.gradcam.empty-map", "erase"),
        changes("end2end", "arms.end2end.zeros-weight", "0.4"),
        changes("end2end", "arms.end2end.ones-weight", "0.5"),
        changes("end2end", "arms.end2end.gradients", "accumulated"),
        changes("apga", "arms.apga.action-weight", "99"),
        changes("apga", "arms.apga.zeros-weight", "0.2"),
        changes("apga", "arms.apga.ones-weight", "0.02"),
        changes("apga", "arms.apga.baseline-decay", "0.4"),
        changes("apga", "arms.apga.reward-norms", "evaluation"),
        changes("apga", "arms.apga.reward", "image"),
        changes("apga", "arms.apga.sampling", "bernoulli"),
        changes(EVERY_ARM, "numerics.device", "cuda"),
        changes(EVERY_ARM, "numerics.precision", "double"),
        changes(EVERY_ARM, "numerics.threads", "2"),
        mayNot(survival, "run.tries", "3"),
        mayNot(speed, "run.look-ahead", "3"),
        mayNot("a trial that lacks memory fails", "run.native-memory", "4G"),
        mayNot(survival, "run.until", "\"07:00\""),
        mayNot(survival, "run.max-gpu-hours", "60"),
        mayNot(afterwards, "masks.images", "4"),
        mayNot(afterwards, "masks.thumbnails", "never"),
        mayNot(afterwards, "masks.curve-images", "16"),
        mayNot(report, "report.resamples", "500"),
        mayNot(report, "report.ensemble", "[0]"),
        mayNot(report, "report.operating-point", "0.9"),
        mayNot(report, "report.subgroups", "[sex]"),
        mayNot(report, "report.match", "[age_band]"),
        mayNot(report, "report.seed", "1"),
        mayNot(report, "report.gpu-hour-price", "2.5"));
  }

  private static List<Trial> trials(GridConfig config) {
    return GridPlanner.plan(
            config,
            DataIdentity.madeUp("manifest", config.grid().parts()),
            new TreeMap<>(),
            StartHashes.NO_FILES,
            List.of(),
            Map.of())
        .trials()
        .stream()
        .map(Planned::trial)
        .toList();
  }

  @Test
  void everySettingIsDecidedOnHere() {
    Set<String> paths =
        ConfigFactory.parseResources("reference.conf").withoutPath("profiles").entrySet().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());

    assertThat(
            Stream.of(table().map(Change::path), Stream.of(SECRET), OF_SEARCH.stream())
                .flatMap(some -> some))
        .containsExactlyInAnyOrderElementsOf(paths);
  }

  @Test
  void aSecretStandsInNoSettingsSoInNoIdAndInNoPlan() {
    GridConfig config = ConfigReader.read(Map.of(SECRET, "\"https://host/hook\""));

    assertThat(config.notification().webhook()).isEqualTo("https://host/hook");
    assertThat(config.settings()).isEqualTo(ConfigReader.read(Map.of()).settings());
    assertThat(config.toString()).doesNotContain("https://host/hook");
  }

  @ParameterizedTest
  @MethodSource("table")
  void anotherValueMakesOtherTrialsOfTheArmsThatReadItAndOfNoOther(Change change) {
    Map<String, String> changedSettings = new TreeMap<>(BASE);
    changedSettings.put(change.path(), change.value());
    GridConfig before = ConfigReader.read(BASE);
    GridConfig after = ConfigReader.read(changedSettings);
    assertThat(after.settings().get(change.path()))
        .as("another value")
        .isNotEqualTo(before.settings().get(change.path()));

    Map<String, TrialId> are =
        trials(after).stream()
            .collect(
                Collectors.toMap(
                    trial -> trial.title().replaceFirst(" fold .*", ""), Trial::id, (a, b) -> a));
    List<Trial> inBoth =
        trials(before).stream().filter(trial -> are.containsKey(trial.title())).toList();
    assertThat(inBoth).isNotEmpty();
    Set<String> changed =
        inBoth.stream()
            .filter(trial -> !trial.id().equals(are.get(trial.title())))
            .map(trial -> trial.cell().arm().label())
            .collect(Collectors.toSet());
    List<String> expected =
        change.arms().equals(EVERY_ARM)
            ? Arm.labels()
            : Arrays.stream(change.arms().split(" ")).filter(arm -> !arm.isEmpty()).toList();
    assertThat(changed).as(change.reason()).containsExactlyInAnyOrderElementsOf(expected);
  }
}
