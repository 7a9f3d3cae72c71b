package org.apga.report;

import static org.apga.report.TrialsOf.CLASSES;
import static org.apga.report.TrialsOf.completed;
import static org.apga.report.TrialsOf.ended;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apga.metrics.stats.Resampling;
import org.apga.report.TrialResampler.TestReplicates;
import org.apga.store.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {
  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(usual);
  }

  private static List<Row> summary(List<Row> trials) {
    TrialGrid grid = TrialGrid.of(trials);
    Resampling resampling = new Resampling(100, 7);
    CurveAreas areas = new CurveAreas(grid, new Predictions(), resampling);
    SummaryTable table = new SummaryTable(grid, new TestReplicates(), areas, CLASSES, resampling);
    return grid.cells().stream().map(table::row).toList();
  }

  private static String show(List<Row> trials) {
    List<String> lines =
        new ArrayList<>(
            ConsoleReport.cells(CLASSES, summary(trials), Variance.of(trials).tested()));
    lines.add("");
    lines.addAll(ConsoleReport.cellNotes(summary(trials), Completeness.of(trials)));
    return String.join("\n", lines) + "\n";
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
            elbow, all training images: test split, mean ± sd over seeds
              arm         seeds  accuracy %      95 %          AUROC            study kappa     Δ baseline      Δ control       TTA %          mask IoU, hits (chance)
              baseline      2/2  77.5 ± 3.5                    0.850 ± 0.071    0.60 ± 0.14
              apga         1/2*  81.0                          0.875            -0.25           +6.0                            82.5           0.13, 50 % (25 %)

            elbow, 25 training images of each class: test split, mean ± sd over seeds
              arm         seeds  accuracy %      95 %          AUROC            study kappa     Δ baseline      Δ control       TTA %          mask IoU, hits (chance)
              baseline      2/2  50.0 ± 0.0

            cells   3 expected: 2 done, 1 partial, 0 failed, 0 missing.
            trials  6 expected: 5 done, 1 failed or skipped, 0 missing.
            * Over the seeds that are done, not all that are expected.
            No arm of this run trains as long as apga (2 steps per batch): its gain cannot be separated from longer training. Add continue to grid.arms.
            The test split chose the weights: its figures are maxima, as published.
            """);
  }

  @Test
  void aCellWithNothingDoneIsShownEmpty() {
    assertThat(show(List.of(ended("baseline", 0, "failed"), ended("apga", 0, "missing"))))
        .isEqualTo(
            """
            elbow, all training images: test split, mean ± sd over seeds
              arm         seeds  accuracy %      95 %          AUROC            study kappa     Δ baseline      Δ control       TTA %          mask IoU, hits (chance)
              baseline     0/1*
              apga         0/1*

            cells   2 expected: 0 done, 0 partial, 1 failed, 1 missing.
            trials  2 expected: 0 done, 1 failed or skipped, 1 missing.
            No arm of this run trains as long as apga (2 steps per batch): its gain cannot be separated from longer training. Add continue to grid.arms.
            """);
  }

  @Test
  void aTestSplitThatIsNotWholeIsToldOfOnceAPart() {
    List<Row> trials = new ArrayList<>();
    for (String arm : List.of("baseline", "apga")) {
      trials.add(completed(arm, 0, 0.5).set("unreadable_test_images", 3).build());
      trials.add(
          completed(arm, 0, 0.5).set("part", "wrist").set("unreadable_test_images", 0).build());
    }

    assertThat(show(trials).lines().filter(line -> line.startsWith("WARNING")))
        .containsExactly("WARNING elbow was tested without 3 images that could not be read.");
  }

  @Test
  void aWholeCellNeedsNoMark() {
    List<Row> trials = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      trials.add(completed("baseline", seed, 0.5).build());
    }

    assertThat(show(trials))
        .isEqualTo(
            """
            elbow, all training images: test split, mean ± sd over seeds
              arm         seeds  accuracy %      95 %          AUROC            study kappa     Δ baseline      Δ control       TTA %          mask IoU, hits (chance)
              baseline      6/6  50.0 ± 0.0

            cells   1 expected: 1 done, 0 partial, 0 failed, 0 missing.
            trials  6 expected: 6 done, 0 failed or skipped, 0 missing.
            """);
  }

  @Test
  void aTreatmentIsShownAgainstAControlOfAsManyStepsOrNone() {
    List<Row> trials = new ArrayList<>();
    for (String arm : List.of("baseline", "continue", "cutout", "end2end", "apga")) {
      trials.add(completed(arm, 0, arm.equals("continue") ? 0.75 : 0.5).build());
    }

    String without = show(trials);
    trials.add(completed("continue3", 0, 0.875).build());
    String with = show(trials);

    assertThat(without)
        .containsPattern("\n  end2end +1/1  50.0 +\\+0.0\n")
        .containsPattern("\n  apga +1/1  50.0 +\\+0.0 +-25.0\n")
        .contains(
            "\nΔ control: against the arm that makes as many classifier steps per batch: continue for"
                + " cutout, apga.\n",
            "\nNo arm of this run trains as long as end2end (3 steps per batch): its gain cannot be"
                + " separated from longer training. Add continue3 to grid.arms.\n");
    assertThat(with)
        .containsPattern("\n  end2end +1/1  50.0 +\\+0.0 +-37.5\n")
        .contains("per batch: continue for cutout, apga; continue3 for end2end.\n")
        .doesNotContain("No arm of this run");
  }
}
