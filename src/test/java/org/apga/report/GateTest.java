package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.apga.metrics.stats.Intervals;
import org.apga.metrics.stats.Resampling;
import org.apga.report.GateVerdict.Pairing;
import org.apga.report.GateVerdict.Status;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final Resampling RESAMPLING = new Resampling(150, 11);

  private static GateVerdict judge(SimulatedRun now, SimulatedRun base) {
    return Gate.judge(now.results(), base.results(), RESAMPLING);
  }

  private static long[] seeds(int count) {
    return java.util.stream.LongStream.range(0, count).toArray();
  }

  private static SimulatedRun grid(String run, double signal, int seeds) {
    return new SimulatedRun(run)
        .with("elbow", "baseline", 1.2, seeds(seeds))
        .with("elbow", "apga", signal, seeds(seeds))
        .with("wrist", "baseline", 1.2, seeds(seeds))
        .with("wrist", "apga", 1.2, seeds(seeds));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aCellThatCollapsedBreaksTheGate(int seeds) {
    GateVerdict verdict = judge(grid("new", -0.5, seeds), grid("old", 1.2, seeds));

    assertThat(verdict.isBroken()).isTrue();
    assertThat(verdict.cells())
        .filteredOn(cell -> cell.status() == Status.FELL)
        .singleElement()
        .satisfies(
            cell -> {
              assertThat(cell.cell()).hasToString("elbow apga");
              assertThat(cell.pairing()).isEqualTo(Pairing.PAIRED);
              assertThat(cell.seeds()).hasSize(seeds);
              GateVerdict.Drift accuracy =
                  Objects.requireNonNull(cell.drifts().get(Measure.ACCURACY));
              assertThat(accuracy.interval().high()).isNegative();
              assertThat(Intervals.holds(accuracy.interval(), accuracy.change())).isTrue();
            });
    assertThat(verdict.intervals()).isEqualTo(4);
    assertThat(verdict.count(Status.HELD)).isEqualTo(3);
  }

  @Test
  void aRunOfFoldsIsNotJudgedByOneOfTheListedSplit() {
    List<Row> folded =
        grid("new", -0.5, 2).trials().stream()
            .map(row -> row.toBuilder().set("fold", 1).build())
            .toList();

    GateVerdict verdict =
        Gate.judge(
            new RunResults("new", folded, new Predictions()),
            grid("old", 1.2, 2).results(),
            RESAMPLING);

    assertThat(verdict.isBroken()).isFalse();
    assertThat(verdict.cells())
        .hasSize(4)
        .allSatisfy(
            cell -> {
              assertThat(cell.status()).isEqualTo(Status.NOT_JUDGED);
              assertThat(cell.reason()).isEqualTo("run old had other folds");
            });
  }

  @Test
  void runsOfOtherClassesAreNotJudgedAndOneLineSaysWhy() {
    SimulatedRun kinds =
        new SimulatedRun("new")
            .ofClasses("none", "neck", "implant")
            .with("elbow", "baseline", 0.1, seeds(2))
            .with("elbow", "apga", 0.1, seeds(2));
    String reason = "run old has the classes normal, abnormal, run new has none, neck, implant";

    GateVerdict verdict = judge(kinds, grid("old", 6, 2));

    assertThat(verdict.cells())
        .hasSize(4)
        .allMatch(cell -> cell.status() == Status.NOT_JUDGED && cell.reason().equals(reason));
    assertThat(ConsoleGate.lines(verdict))
        .containsExactly("Gate does not judge the run against run old: " + reason + ".");
    assertThat(GateJson.of(verdict).path("verdict").asText()).isEqualTo("not_judged");
    // Nothing is known of the classes of a run without a completed trial.
    SimulatedRun failed = new SimulatedRun("new").ended("elbow", "apga", "failed", seeds(2));
    assertThat(judge(failed, kinds).count(Status.LOST)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void otherNetworksOfTheSameQualityHold(int seeds) {
    int broken = 0;
    for (int i = 0; i < 25; i++) {
      GateVerdict verdict = judge(grid("new" + i, 1.2, seeds), grid("old" + i, 1.2, seeds));
      broken += verdict.isBroken() ? 1 : 0;
    }
    // One in forty is expected; more than two of 25 occur in three of a hundred tests.
    assertThat(broken).isLessThanOrEqualTo(2);
  }

  @Test
  void aVariantIsKnownByItsSettingsAndNotByItsName() {
    SimulatedRun old =
        new SimulatedRun("old")
            .varied("small", "train.learning-rate", "1e-4")
            .with("elbow", "baseline", 1.2, seeds(3))
            .varied("large", "train.learning-rate", "1e-3")
            .with("elbow", "baseline", 1.2, seeds(3));
    SimulatedRun renamed =
        new SimulatedRun("new")
            .varied("large", "train.learning-rate", "1e-4")
            .with("elbow", "baseline", 1.2, seeds(3))
            .varied("huge", "train.learning-rate", "1e-2")
            .with("elbow", "baseline", 1.2, seeds(3));

    GateVerdict verdict = judge(renamed, old);

    assertThat(verdict.cells())
        .extracting(cell -> cell.cell() + ": " + cell.status() + " " + cell.reason())
        .containsExactly(
            "elbow baseline large: HELD ",
            "elbow baseline large: NOT_JUDGED run new plans no variant of these settings",
            "elbow baseline huge: NOT_JUDGED run old planned no variant of these settings");
  }

  @Test
  void aCellThatRoseBreaksNothing() {
    GateVerdict verdict = judge(grid("new", 6, 3), grid("old", 0.2, 3));

    assertThat(verdict.isBroken()).isFalse();
    assertThat(verdict.count(Status.ROSE)).isEqualTo(1);
  }

  @Test
  void theSameTrialsAreTheSameAndWidenNobodysInterval() {
    GateVerdict verdict = judge(grid("old", 1.2, 2), grid("old", 1.2, 2));

    assertThat(verdict.isBroken()).isFalse();
    assertThat(verdict.count(Status.SAME)).isEqualTo(4);
    assertThat(verdict.intervals()).isZero();
    assertThat(verdict.changes()).isEmpty();
    assertThat(ConsoleGate.lines(verdict))
        .containsExactly("Gate held against run old: of 4 cells 4 same.");
  }

  @Test
  void aCellWithoutResultsIsLostAndOneThatIsNotPlannedIsNotJudged() {
    SimulatedRun base =
        new SimulatedRun("old")
            .with("elbow", "baseline", 1, 0, 1)
            .with("elbow", "apga", 1, 0, 1)
            .with("wrist", "baseline", 1, 0, 1)
            .ended("wrist", "apga", "failed", 0, 1);
    SimulatedRun now =
        new SimulatedRun("new")
            .ended("elbow", "baseline", "failed", 0, 1)
            .with("wrist", "baseline", 1, 0, 1)
            .with("wrist", "apga", 1, 0, 1);

    GateVerdict verdict = judge(now, base);

    assertThat(verdict.isBroken()).isTrue();
    assertThat(ConsoleGate.lines(verdict))
        .containsExactly(
            "Gate BROKEN against run old: of 4 cells 1 lost, 1 held, 2 not judged.",
            "  elbow baseline: lost: no seed is done in run new",
            "  elbow apga: not judged: run new does not plan it",
            "  wrist apga: not judged: no seed was done in run old",
            "Accuracy on test images, in points; interval at 95 %.",
            "Changed   git_commit: of old -> of new");
  }

  @Test
  void withoutPredictionsACellIsNotJudged() {
    SimulatedRun now = grid("new", 1.2, 2);

    GateVerdict verdict =
        Gate.judge(
            new RunResults("new", now.trials(), new Predictions()),
            grid("old", 1.2, 2).results(),
            RESAMPLING);

    assertThat(verdict.cells())
        .extracting(GateVerdict.Cell::reason)
        .containsOnly("predictions of its test split are missing");
    assertThat(verdict.isBroken()).isFalse();
  }

  @Test
  void runsWithoutACommonSeedAreComparedByTheirMeans() {
    SimulatedRun base = new SimulatedRun("old").with("elbow", "baseline", 1.2, 0, 1, 2);
    SimulatedRun worse = new SimulatedRun("new").with("elbow", "baseline", -0.5, 10, 11);

    GateVerdict.Cell cell = judge(worse, base).cells().get(0);

    assertThat(cell.pairing()).isEqualTo(Pairing.UNPAIRED);
    assertThat(cell.seeds()).containsExactly(10L, 11L);
    assertThat(cell.status()).isEqualTo(Status.FELL);
  }

  @Test
  void onlyCommonSeedsAreCompared() {
    SimulatedRun base = new SimulatedRun("old").with("elbow", "baseline", 1.2, 0, 1, 2);
    SimulatedRun now = new SimulatedRun("new").with("elbow", "baseline", 1.2, 1, 2, 3);

    assertThat(judge(now, base).cells().get(0).seeds()).containsExactly(1L, 2L);
  }

  @Test
  void aMachineReadsTheVerdict() {
    ObjectNode json = GateJson.of(judge(grid("new", -0.5, 2), grid("old", 1.2, 2)));

    assertThat(json.path("verdict").asText()).isEqualTo("broken");
    assertThat(json.path("run").asText()).isEqualTo("new");
    assertThat(json.path("base").asText()).isEqualTo("old");
    assertThat(json.path("decides").asText()).isEqualTo("accuracy");
    assertThat(json.path("level").asDouble()).isEqualTo(0.95);
    assertThat(json.path("intervals").asInt()).isEqualTo(4);
    assertThat(json.path("counts").path("fell").asInt()).isEqualTo(1);
    assertThat(json.path("counts").path("held").asInt()).isEqualTo(3);
    assertThat(json.path("changes").path("git_commit").toString())
        .isEqualTo("{\"before\":[\"of old\"],\"now\":[\"of new\"]}");
    var cell = json.path("cells").path(1);
    assertThat(cell.path("part").asText()).isEqualTo("elbow");
    assertThat(cell.path("arm").asText()).isEqualTo("apga");
    assertThat(cell.path("status").asText()).isEqualTo("fell");
    assertThat(cell.path("reason").isNull()).isTrue();
    assertThat(cell.path("paired").asBoolean()).isTrue();
    assertThat(cell.path("seeds").toString()).isEqualTo("[0,1]");
    var accuracy = cell.path("drifts").path("accuracy");
    assertThat(accuracy.path("change").asDouble())
        .isEqualTo(accuracy.path("now").asDouble() - accuracy.path("before").asDouble());
    assertThat(accuracy.path("high").asDouble()).isNegative();
    assertThat(List.of("auroc", "study_accuracy", "study_auroc", "study_kappa"))
        .allSatisfy(measure -> assertThat(cell.path("drifts").has(measure)).isTrue());
  }

  @Test
  void aResampleWithoutAFigureTakesNobodysInterval() {
    GateVerdict verdict =
        Gate.judge(rare("new").results(), rare("old").results(), new Resampling(1000, 11));

    // AUROC is not defined in a draw without abnormal patients: one draw in seventy with 4 of 40
    // abnormal, more than one in three with 1 of 40.
    GateVerdict.Drift few = drift(verdict, "wrist", Measure.AUROC);
    assertThat(few.undefined()).isBetween(3, 40);
    assertThat(Intervals.holds(few.interval(), few.change())).isTrue();
    GateVerdict.Drift many = drift(verdict, "hand", Measure.AUROC);
    assertThat(many.undefined()).isGreaterThan(200);
    assertThat(many.interval().isKnown()).isFalse();
    GateVerdict.Drift none = drift(verdict, "elbow", Measure.AUROC);
    assertThat(none.undefined()).isZero();
    assertThat(Intervals.holds(none.interval(), none.change())).isTrue();
    assertThat(drift(verdict, "hand", Measure.ACCURACY).interval().isKnown()).isTrue();
    assertThat(verdict.count(Status.HELD)).isEqualTo(3);

    var json = GateJson.of(verdict).path("cells").path(2).path("drifts").path("auroc");
    assertThat(json.path("undefined_resamples").asInt()).isEqualTo(many.undefined());
    assertThat(json.path("low").isNull()).isTrue();
  }

  private static SimulatedRun rare(String run) {
    return new SimulatedRun(run)
        .abnormal("wrist", 4)
        .abnormal("hand", 1)
        .with("elbow", "baseline", 1.2, 0, 1)
        .with("wrist", "baseline", 1.2, 0, 1)
        .with("hand", "baseline", 1.2, 0, 1);
  }

  private static GateVerdict.Drift drift(GateVerdict verdict, String part, Measure measure) {
    GateVerdict.Cell cell =
        verdict.cells().stream()
            .filter(c -> c.cell().part().equals(part))
            .findFirst()
            .orElseThrow();
    return Objects.requireNonNull(cell.drifts().get(measure));
  }

  @Test
  void aCellWhoseAccuracyIsNotDefinedInMostResamplesIsNotJudged() {
    SimulatedRun base = new SimulatedRun("old").with("elbow", "baseline", 1.2, 0);
    Predictions ofOnePatient = new Predictions();
    base.predictions().stream()
        .filter(row -> row.text("patient").equals("test0"))
        .forEach(ofOnePatient::add);

    GateVerdict verdict =
        Gate.judge(
            new SimulatedRun("new").with("elbow", "baseline", 1.2, 0).results(),
            new RunResults("old", base.trials(), ofOnePatient),
            RESAMPLING);

    GateVerdict.Cell cell = verdict.cells().get(0);
    assertThat(cell.status()).isEqualTo(Status.NOT_JUDGED);
    assertThat(cell.reason())
        .matches("its accuracy is not defined in \\d+ of 150 resamples of patients");
    assertThat(ConsoleGate.lines(verdict))
        .contains("  elbow baseline: not judged: " + cell.reason());
  }
}
