package org.apga.report;

import static org.apga.report.TrialsOf.completed;
import static org.apga.report.TrialsOf.ended;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apga.store.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleSummaryTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(usual);
  }

  private static String show(List<Row> trials) {
    return String.join("\n", ConsoleSummary.lines(SummaryTable.of(trials))) + "\n";
  }

  @Test
  void aBlockAPartALineAnArmAndNotesBelow() {
    List<Row> trials = new ArrayList<>();
    trials.add(completed("baseline", 0, 0.75).set("auroc", 0.8).set("study_kappa", 0.5).build());
    trials.add(completed("baseline", 1, 0.80).set("auroc", 0.9).set("study_kappa", 0.7).build());
    trials.add(
        completed("apga", 0, 0.81)
            .set("auroc", 0.875)
            .set("study_kappa", -0.25)
            .set("tta_accuracy", 0.825)
            .set("mask_iou", 0.125)
            .set("mask_hit", 0.5)
            .set("mask_chance", 0.25)
            .set("reported_split_selects", true)
            .build());
    trials.add(ended("apga", 1, "failed"));
    trials.add(completed("baseline", 0, 0.5).set("shots", "25").build());
    trials.add(completed("baseline", 1, 0.5).set("shots", "25").build());

    // A decimal comma must not come from the machine.
    Locale.setDefault(Locale.GERMANY);
    assertThat(show(trials))
        .isEqualTo(
            """
            elbow, all images: test split, mean ± sd over seeds
              arm        seeds  accuracy %      AUROC            study kappa     Δ baseline      Δ continue      TTA %          mask IoU, hits (chance)
              baseline     2/2  77.5 ± 3.5      0.850 ± 0.071    0.60 ± 0.14
              apga         1/2  81.0            0.875            -0.25           +6.0                            82.5           0.13, 50 % (25 %)

            elbow, 25 images of each class: test split, mean ± sd over seeds
              arm        seeds  accuracy %      AUROC            study kappa     Δ baseline      Δ continue      TTA %          mask IoU, hits (chance)
              baseline     2/2  50.0 ± 0.0

            1 of 3 cells is partial: not every seed is done.
            The test split chose the weights: its figures are maxima, as published.
            With 1 seed no paired test can reach p < 0.05 (it takes 6): read the differences as anecdotes.
            """);
  }

  @Test
  void aCellWithNothingDoneIsShownEmpty() {
    assertThat(show(List.of(ended("baseline", 0, "failed"), ended("apga", 0, "skipped"))))
        .isEqualTo(
            """
            elbow, all images: test split, mean ± sd over seeds
              arm        seeds  accuracy %      AUROC            study kappa     Δ baseline      Δ continue      TTA %          mask IoU, hits (chance)
              baseline     0/1
              apga         0/1

            2 of 2 cells are partial: not every seed is done.
            """);
  }

  @Test
  void sixSeedsNeedNoWarning() {
    List<Row> trials = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      trials.add(completed("baseline", seed, 0.5).build());
    }

    assertThat(show(trials))
        .isEqualTo(
            """
            elbow, all images: test split, mean ± sd over seeds
              arm        seeds  accuracy %      AUROC            study kappa     Δ baseline      Δ continue      TTA %          mask IoU, hits (chance)
              baseline     6/6  50.0 ± 0.0

            """);
  }
}
