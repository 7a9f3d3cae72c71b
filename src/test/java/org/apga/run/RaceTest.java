package org.apga.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apga.config.Arm;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Halving;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Cell;
import org.apga.plan.Choices.Score;
import org.apga.plan.Course;
import org.apga.plan.Course.End;
import org.apga.plan.Decision;
import org.apga.plan.GridPlan;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.trial.FailureCause;
import org.apga.trial.TrialOutcome;
import org.junit.jupiter.api.Test;

/** Three variants an arm on two seeds, of 9 epochs: the best of three goes on after epoch 3. */
class RaceTest {
  private static final Halving RULE = new Halving(9, 3, 1);

  /** What trials have reached, as a results root would keep it. */
  private final Map<TrialId, Course> stored = new HashMap<>();

  private final Map<TrialId, FailureCause> failures = new HashMap<>();
  private final List<String> events = new ArrayList<>();
  private boolean unreadable;

  private static Trial trial(String part, Arm arm, String variant, long seed, boolean starts) {
    Variant of = new Variant(variant, new TreeMap<>(Map.of("rate", variant)), Variant.Use.TUNING);
    return new Trial(
        id(part, arm, variant, seed),
        new Cell(part, arm, Shots.FULL, of),
        seed,
        0,
        starts ? id(part, Arm.BASELINE, variant, seed) : null,
        new TreeMap<>());
  }

  private static TrialId id(String part, Arm arm, String variant, long seed) {
    return new TrialId(String.join("-", part, arm.label(), variant, Long.toString(seed)));
  }

  /** Each arm of each part; variant c is the best, then b. */
  private GridPlan plan(List<String> parts, Arm... arms) {
    List<GridPlan.Planned> planned = new ArrayList<>();
    boolean starts = List.of(arms).contains(Arm.BASELINE);
    for (String part : parts) {
      for (Arm arm : arms) {
        for (long seed = 100; seed < 102; seed++) {
          for (String variant : List.of("a", "b", "c")) {
            Trial trial = trial(part, arm, variant, seed, starts && arm.startsFromBaseline());
            boolean done = stored.getOrDefault(trial.id(), Course.NOTHING).end() == End.DONE;
            planned.add(Grids.planned(trial, done ? Decision.Kind.SKIP : Decision.Kind.RUN));
          }
        }
      }
    }
    return Grids.of(planned);
  }

  private Race race(GridPlan plan) {
    return Race.of(
        RULE,
        SelectionMetric.AUROC,
        plan,
        stored,
        id -> {
          if (unreadable) {
            throw new IOException("Cannot read what it reached: gone.");
          }
          return stored.getOrDefault(id, Course.NOTHING);
        });
  }

  /** As an executor does it: trains a trial as far as the race says, and stores it. */
  private TrialOutcome train(Race race, Trial trial) {
    if (failures.containsKey(trial.id())) {
      return new TrialOutcome.Failed(trial.id(), failures.get(trial.id()), "why", "");
    }
    int until = Math.min(9, race.rungs(trial).until());
    double score = trial.cell().variant().name().charAt(0) + 0.1 * trial.seed();
    boolean done = race.rungs(trial).until() > 9;
    stored.put(
        trial.id(),
        new Course(
            until, new TreeMap<>(Map.of(1, new Score(score, 1))), done ? End.DONE : End.OPEN));
    return done ? VirtualRunner.completed(trial) : new TrialOutcome.Halted(trial.id(), until);
  }

  private final GridListener log =
      new GridListener() {
        @Override
        public void paused(Trial trial, int epoch) {
          events.add(trial.id() + " waits at " + epoch);
        }

        @Override
        public void finished(Trial trial, TrialOutcome outcome) {
          events.add(trial.id() + " " + outcome.getClass().getSimpleName());
        }
      };

  private VirtualRunner start(
      GridPlan plan, int slots, CompletableFuture<List<TrialOutcome>>[] result) {
    Race race = race(plan);
    GridPlan settled = race.settled(plan);
    VirtualRunner runner = new VirtualRunner(slots, t -> 1 + t.seed() % 2, t -> train(race, t));
    result[0] = new GridRunner(runner, log, t -> 1, 0, race).start(settled);
    return runner;
  }

  @SuppressWarnings("unchecked")
  private List<TrialOutcome> run(GridPlan plan) {
    CompletableFuture<List<TrialOutcome>>[] result = new CompletableFuture[1];
    start(plan, 2, result).finishAll();
    return result[0].join();
  }

  private static List<String> halted(List<TrialOutcome> outcomes) {
    return Grids.outcomes(outcomes, TrialOutcome.Halted.class).stream()
        .map(one -> one.id() + " " + one.epoch())
        .sorted()
        .toList();
  }

  @Test
  void theBestVariantAloneIsTrainedToItsEnd() {
    List<TrialOutcome> outcomes = run(plan(List.of("elbow"), Arm.APGA));

    assertThat(outcomes).hasSize(6);
    assertThat(halted(outcomes))
        .containsExactly(
            "elbow-apga-a-100 3", "elbow-apga-a-101 3", "elbow-apga-b-100 3", "elbow-apga-b-101 3");
    assertThat(Grids.completed(outcomes))
        .extracting(one -> one.id().value())
        .containsExactlyInAnyOrder("elbow-apga-c-100", "elbow-apga-c-101");
    assertThat(events).filteredOn(event -> event.endsWith("waits at 3")).hasSize(6);
  }

  @Test
  void whatOthersStartFromIsTrainedToItsEndThoughItsVariantIsDropped() {
    GridPlan plan = plan(List.of("elbow"), Arm.BASELINE, Arm.APGA);

    List<TrialOutcome> outcomes = run(plan);

    assertThat(Grids.completed(outcomes)).hasSize(6 + 2);
    assertThat(halted(outcomes)).hasSize(4).allMatch(one -> one.startsWith("elbow-apga"));
    assertThat(race(plan).dropped().keySet())
        .extracting(Cell::toString)
        .containsExactlyInAnyOrder(
            "elbow baseline a", "elbow baseline b", "elbow apga a", "elbow apga b");
  }

  @Test
  void noPartWaitsForAnother() {
    GridPlan plan = plan(List.of("elbow", "wrist"), Arm.APGA);

    run(plan);

    // With two slots the elbow's six trials are at their rung when no trial of the wrist is.
    int firstEnd = events.indexOf("elbow-apga-c-100 Completed");
    assertThat(events.subList(0, firstEnd))
        .filteredOn(event -> event.startsWith("wrist") && event.endsWith("waits at 3"))
        .hasSizeLessThan(6);
    assertThat(events).filteredOn(event -> event.endsWith("Completed")).hasSize(4);
  }

  @Test
  void aDriverThatIsKilledAnywhereIsFollowedByOneThatDecidesTheSame() {
    List<String> undisturbed = halted(run(plan(List.of("elbow"), Arm.BASELINE, Arm.APGA)));
    for (int ended = 0; ended < 24; ended++) {
      stored.clear();
      @SuppressWarnings("unchecked")
      CompletableFuture<List<TrialOutcome>>[] result = new CompletableFuture[1];
      VirtualRunner killed = start(plan(List.of("elbow"), Arm.BASELINE, Arm.APGA), 2, result);
      for (int i = 0; i < ended && !result[0].isDone(); i++) {
        killed.finishOne();
      }

      GridPlan plan = plan(List.of("elbow"), Arm.BASELINE, Arm.APGA);
      run(plan);
      GridPlan settled = race(plan(List.of("elbow"), Arm.BASELINE, Arm.APGA)).settled(plan);

      assertThat(
              settled.trials().stream()
                  .filter(one -> one.decision().kind() == Decision.Kind.DROP)
                  .map(
                      one -> one.trial().id() + " " + one.decision().reason().replace("epoch ", ""))
                  .sorted())
          .as("killed after " + ended)
          .containsExactlyElementsOf(undisturbed);
      assertThat(stored.values()).filteredOn(one -> one.end() == End.DONE).hasSize(8);
    }
  }

  @Test
  void nothingIsTrainedOnceAllIsDecided() {
    GridPlan plan = plan(List.of("elbow"), Arm.APGA);
    run(plan);

    GridPlan again = plan(List.of("elbow"), Arm.APGA);

    assertThat(race(again).settled(again).toTrain()).isEmpty();
    assertThat(race(again).isOver()).isTrue();
  }

  @Test
  void aMachineThatBrokeDropsNobodyAndTheNextNightGoesOn() {
    failures.put(id("elbow", Arm.APGA, "c", 101), FailureCause.INFRASTRUCTURE);
    List<TrialOutcome> outcomes = run(plan(List.of("elbow"), Arm.APGA));

    assertThat(halted(outcomes)).isEmpty();
    assertThat(Grids.outcomes(outcomes, TrialOutcome.Skipped.class))
        .hasSize(5)
        .allMatch(
            one ->
                one.reason()
                    .equals("waits at epoch 3 for elbow apga c seed 101, which is not done"));
    failures.clear();
    assertThat(halted(run(plan(List.of("elbow"), Arm.APGA)))).hasSize(4);
  }

  @Test
  void aVariantThatDivergedIsDroppedAndAnotherGoesOnInItsPlace() {
    failures.put(id("elbow", Arm.APGA, "c", 101), FailureCause.DIVERGED);

    List<TrialOutcome> outcomes = run(plan(List.of("elbow"), Arm.APGA));

    assertThat(halted(outcomes))
        .containsExactly("elbow-apga-a-100 3", "elbow-apga-a-101 3", "elbow-apga-c-100 3");
    assertThat(Grids.completed(outcomes))
        .extracting(one -> one.id().value())
        .containsExactlyInAnyOrder("elbow-apga-b-100", "elbow-apga-b-101");
  }

  @Test
  void aVariantLosesByABaselineThatDivergedAndNotByOneThatAMachineFailed() {
    for (FailureCause cause : List.of(FailureCause.OUT_OF_MEMORY, FailureCause.DATA)) {
      stored.clear();
      failures.clear();
      failures.put(id("elbow", Arm.BASELINE, "c", 100), cause);

      List<TrialOutcome> outcomes = run(plan(List.of("elbow"), Arm.BASELINE, Arm.APGA));

      assertThat(halted(outcomes)).hasSize(cause == FailureCause.DATA ? 0 : 3);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void aGridThatIsStoppedSkipsThoseThatWait() {
    GridPlan plan = plan(List.of("elbow"), Arm.APGA);
    Race race = race(plan);
    VirtualRunner runner = new VirtualRunner(2, t -> 1, t -> train(race, t));
    GridRunner grid = new GridRunner(runner, log, t -> 1, 0, race);
    CompletableFuture<List<TrialOutcome>> result = grid.start(plan);
    runner.finishOne();
    runner.finishOne();

    grid.cancel("by a signal", Duration.ZERO);

    assertThat(result.join())
        .hasSize(6)
        .allMatch(
            one ->
                one instanceof TrialOutcome.Skipped skip
                    && skip.reason().equals("stopped: by a signal"));
  }

  @Test
  void aTrialThatCannotBeReadCountsAsLost() {
    unreadable = true;

    List<TrialOutcome> outcomes = run(plan(List.of("elbow"), Arm.APGA));

    assertThat(Grids.outcomes(outcomes, TrialOutcome.Failed.class))
        .hasSize(6)
        .allMatch(one -> one.cause() == FailureCause.INFRASTRUCTURE)
        .allMatch(one -> one.message().equals("Cannot read what it reached: gone."));
  }

  @Test
  void aBaselineThatIsCommittedAndCannotBeReadFailsNothingThatStartsFromIt() {
    unreadable = true;

    List<TrialOutcome> outcomes = run(plan(List.of("elbow"), Arm.BASELINE, Arm.APGA));

    assertThat(Grids.completed(outcomes)).hasSize(6);
    assertThat(Grids.outcomes(outcomes, TrialOutcome.Skipped.class)).isEmpty();
    // All stand at their rung: what is left to train is the best alone.
    unreadable = false;
    assertThat(run(plan(List.of("elbow"), Arm.BASELINE, Arm.APGA)))
        .extracting(outcome -> outcome.id().value())
        .containsExactlyInAnyOrder("elbow-apga-c-100", "elbow-apga-c-101");
  }

  @Test
  void theShareOfATrialIsTheMeanOfItsArm() {
    GridPlan plan = plan(List.of("elbow"), Arm.BASELINE, Arm.APGA);
    Race race = race(plan);

    // Three variants to epoch 3, one of them to epoch 9.
    assertThat(race.share(trial("elbow", Arm.APGA, "a", 100, true))).isEqualTo(15 / 27.0);
    assertThat(race.share(trial("elbow", Arm.BASELINE, "a", 100, false))).isEqualTo(1);
    assertThat(Race.none().share(trial("elbow", Arm.APGA, "a", 100, true))).isEqualTo(1);
  }
}
