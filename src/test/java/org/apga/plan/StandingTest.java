package org.apga.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.GridConfig.SelectionMetric;
import org.apga.config.Halving;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.plan.Choices.Score;
import org.apga.plan.Course.End;
import org.junit.jupiter.api.Test;

/** Rungs at epochs 3 and 9 of 27: of 9 variants 3 go on, then 1. */
class StandingTest {
  private static final Halving RULE = new Halving(27, 3, 1);

  private final List<Trial> trials = new ArrayList<>();
  private final Map<TrialId, Course> courses = new HashMap<>();

  private static Cell cell(String name) {
    return new Cell(
        "elbow", Arm.APGA, Shots.FULL, new Variant(name, new TreeMap<>(Map.of("a", name))));
  }

  /** A trial that improved in these epochs. */
  private void trial(
      String name, long seed, int epochs, End end, NavigableMap<Integer, Score> bests) {
    TrialId id = new TrialId(name + seed);
    trials.add(new Trial(id, cell(name), seed, 0, null, new TreeMap<>()));
    courses.put(id, new Course(epochs, bests, end));
  }

  /** Nine variants on one seed, of which the last is the best, as far as that epoch. */
  private void nine(int epochs) {
    for (int i = 0; i < 9; i++) {
      trial("v" + i, 100, epochs, End.OPEN, new TreeMap<>(Map.of(1, new Score(0.1 * i, 1))));
    }
  }

  private Standing standing(SelectionMetric metric) {
    return Standing.of(RULE, metric, Choices.variants(trials).values().iterator().next(), courses);
  }

  private List<String> dropped(Standing standing) {
    return standing.dropped().entrySet().stream()
        .map(one -> one.getKey().variant() + " " + one.getValue())
        .toList();
  }

  @Test
  void nobodyIsDroppedBeforeTheLastOneIsThere() {
    nine(3);
    trial("v0", 101, 2, End.OPEN, new TreeMap<>(Map.of(1, new Score(0, 1))));

    Standing standing = standing(SelectionMetric.AUROC);

    assertThat(standing).isEqualTo(new Standing(3, false, Map.of()));
  }

  @Test
  void theBestThirdGoesOnToTheNextRung() {
    nine(3);

    Standing standing = standing(SelectionMetric.AUROC);

    assertThat(standing.until()).isEqualTo(9);
    assertThat(standing.isDecided()).isFalse();
    assertThat(dropped(standing)).containsExactly("v0 3", "v1 3", "v2 3", "v3 3", "v4 3", "v5 3");
  }

  @Test
  void ofLossTheLowestGoesOn() {
    nine(3);

    assertThat(dropped(standing(SelectionMetric.LOSS)))
        .containsExactly("v3 3", "v4 3", "v5 3", "v6 3", "v7 3", "v8 3");
  }

  @Test
  void whatWentOnBeyondARungTellsWhatItWasThere() {
    // Of what they are now v0 is the best; at epoch 3 it was the worst.
    nine(20);
    TrialId first = trials.get(0).id();
    courses.put(
        first,
        new Course(20, new TreeMap<>(Map.of(1, new Score(0, 1), 4, new Score(5, 1))), End.OPEN));

    Standing standing = standing(SelectionMetric.AUROC);

    assertThat(dropped(standing))
        .containsExactly("v0 3", "v1 3", "v2 3", "v3 3", "v4 3", "v5 3", "v6 9", "v7 9");
    assertThat(standing.until()).isEqualTo(27);
    assertThat(standing.isDecided()).isTrue();
  }

  @Test
  void aTrialThatStoppedEarlyCountsWithItsFinalFigure() {
    nine(3);
    TreeMap<Integer, Score> early = new TreeMap<>(Map.of(1, new Score(9, 1)));
    courses.put(trials.get(0).id(), new Course(2, early, End.DONE));

    assertThat(dropped(standing(SelectionMetric.AUROC)))
        .containsExactly("v1 3", "v2 3", "v3 3", "v4 3", "v5 3", "v6 3");
  }

  @Test
  void theMeanOverSeedsDecidesThenTheLossThenWhoWasDrawnFirst() {
    for (int i = 0; i < 9; i++) {
      // Half of them are good on one seed, half on the other: v7 by a hair, and v5 by its loss.
      double better = i == 7 ? 0.75 : 0.5;
      Score one = new Score(i % 2 == 0 ? better : 0.25, i == 5 ? 0.5 : 1);
      Score other = new Score(i % 2 == 0 ? 0.25 : better, 1);
      trial("v" + i, 100, 3, End.OPEN, new TreeMap<>(Map.of(1, one)));
      trial("v" + i, 101, 3, End.OPEN, new TreeMap<>(Map.of(2, other)));
    }

    assertThat(dropped(standing(SelectionMetric.AUROC)))
        .containsExactly("v1 3", "v2 3", "v3 3", "v4 3", "v6 3", "v8 3");
  }

  @Test
  void aVariantWithALostSeedIsDroppedAtTheNextRungAndNotAtOneThatItHadPassed() {
    nine(9);
    // The best, which diverged after epoch 4: it had pushed another out at epoch 3.
    TrialId best = trials.get(8).id();
    courses.computeIfPresent(best, (id, course) -> new Course(4, course.bests(), End.LOST));

    assertThat(dropped(standing(SelectionMetric.AUROC)))
        .containsExactly("v0 3", "v1 3", "v2 3", "v3 3", "v4 3", "v5 3", "v6 9", "v8 9");
  }

  @Test
  void whereEveryVariantIsLostNoneIsLeft() {
    nine(1);
    courses.replaceAll((id, course) -> course.with(End.LOST));

    assertThat(standing(SelectionMetric.AUROC).dropped()).hasSize(9).containsValue(3);
  }
}
