package org.apga.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apga.metrics.stats.Resampling;
import org.apga.report.RunReport;
import org.apga.report.SimulatedRun;
import org.junit.jupiter.api.Test;

class FindingTest {
  private static final long[] EIGHT = {0, 1, 2, 3, 4, 5, 6, 7};

  private static List<String> of(SimulatedRun run) {
    return Finding.of(RunReport.of(run.results(), new Resampling(60, 1)));
  }

  @Test
  void aGainOverBothRivalsIsNamedFirst() {
    List<String> finding =
        of(
            new SimulatedRun("r")
                .with("elbow", "baseline", 0.6, EIGHT)
                .with("elbow", "continue", 0.6, EIGHT)
                .with("elbow", "apga", 1.8, EIGHT)
                .with("wrist", "baseline", 0.6, EIGHT)
                .with("wrist", "continue", 0.6, EIGHT)
                .with("wrist", "apga", 0.6, EIGHT));

    assertThat(finding.get(0))
        .isEqualTo(
            "Better than baseline and than a control with as many classifier steps per batch: apga"
                + " in elbow (control continue).");
    assertThat(finding.get(1))
        .startsWith(
            "Against baseline, accuracy of test images, after Holm's correction over parts:")
        .contains("apga in elbow +")
        .doesNotContain("continue in")
        .endsWith("points (p 0.016).");
    assertThat(finding.get(2)).startsWith("Against continue, ").contains("apga in elbow +");
    assertThat(finding).hasSize(3);
  }

  @Test
  void aGainOverBaselineAloneIsNoGainOfTheMethod() {
    List<String> finding =
        of(
            new SimulatedRun("r")
                .with("elbow", "baseline", 0.6, EIGHT)
                .with("elbow", "continue", 1.8, EIGHT)
                .with("elbow", "apga", 1.8, EIGHT));

    assertThat(finding.get(0))
        .isEqualTo(
            "No treatment is better than both baseline and its control: their gain over baseline"
                + " cannot be separated from longer training.");
    assertThat(finding.get(2)).endsWith("over parts: no arm differs.");
  }

  @Test
  void whereNoArmIsBetterItSaysSo() {
    assertThat(
            of(new SimulatedRun("r")
                    .with("elbow", "baseline", 1, EIGHT)
                    .with("elbow", "continue", 1, EIGHT)
                    .with("elbow", "cutout", 1, EIGHT))
                .get(0))
        .isEqualTo("No treatment is better than both baseline and its control in any part.");
  }

  @Test
  void withoutAControlNothingIsClaimed() {
    assertThat(
            of(new SimulatedRun("r")
                    .with("elbow", "baseline", 0.6, EIGHT)
                    .with("elbow", "apga", 1.8, EIGHT))
                .get(0))
        .isEqualTo(
            "No arm of this run trains as long as apga (2 steps per batch): its gain cannot be"
                + " separated from longer training. Add continue to grid.arms.");
  }

  @Test
  void aControlOfFewerStepsIsNone() {
    List<String> finding =
        of(
            new SimulatedRun("r")
                .with("elbow", "baseline", 0.6, EIGHT)
                .with("elbow", "continue", 0.6, EIGHT)
                .with("elbow", "end2end", 1.8, EIGHT)
                .with("elbow", "apga", 0.6, EIGHT));

    assertThat(finding.get(0))
        .isEqualTo("No treatment is better than both baseline and its control in any part.");
    assertThat(finding.get(1))
        .isEqualTo(
            "No arm of this run trains as long as end2end (3 steps per batch): its gain cannot be"
                + " separated from longer training. Add continue3 to grid.arms.");
  }

  @Test
  void aGainOverTheOwnControlIsFound() {
    assertThat(
            of(new SimulatedRun("r")
                    .with("elbow", "baseline", 0.6, EIGHT)
                    .with("elbow", "continue", 0.6, EIGHT)
                    .with("elbow", "continue3", 0.6, EIGHT)
                    .with("elbow", "end2end", 1.8, EIGHT))
                .get(0))
        .isEqualTo(
            "Better than baseline and than a control with as many classifier steps per batch:"
                + " end2end in elbow (control continue3).");
  }

  @Test
  void controlsAloneAnswerNoQuestionOfAMethod() {
    assertThat(
            of(new SimulatedRun("r")
                    .with("elbow", "baseline", 0.6, EIGHT)
                    .with("elbow", "continue", 1.8, EIGHT))
                .get(0))
        .isEqualTo("Only controls were trained: the run shows what longer training gives.");
  }

  @Test
  void seedsThatAreTooFewForTheControlAloneAreSaidSo() {
    assertThat(
            of(new SimulatedRun("r")
                    .with("elbow", "baseline", 0.6, EIGHT)
                    .with("elbow", "continue", 0.6, 0, 1)
                    .ended("elbow", "continue", "failed", 2, 3, 4, 5, 6, 7)
                    .with("elbow", "apga", 1.8, EIGHT))
                .get(0))
        .startsWith("No treatment can be told from its control: with 2 seeds");
  }

  @Test
  void tooFewSeedsAreAnecdotes() {
    assertThat(
            of(
                new SimulatedRun("r")
                    .with("elbow", "baseline", 0.6, 0, 1)
                    .with("elbow", "apga", 1.8, 0, 1)
                    .with("wrist", "baseline", 0.6, 0, 1)
                    .with("wrist", "apga", 1.8, 0, 1)))
        .containsExactly(
            "No arm can be told from another: with 2 seeds no paired test can reach p < 0.05,"
                + " however large the difference (least possible: 1 after Holm's correction over 2"
                + " parts; it takes 7 seeds). Treat the differences as anecdotal.",
            "No arm of this run trains as long as apga (2 steps per batch): its gain cannot be"
                + " separated from longer training. Add continue to grid.arms.");
  }

  @Test
  void whatIsNotDoneIsCounted() {
    assertThat(
            of(
                new SimulatedRun("r")
                    .with("elbow", "baseline", 0.6, 0)
                    .ended("elbow", "apga", "failed", 0)
                    .ended("wrist", "baseline", "missing", 0)))
        .containsExactly(
            "Nothing is compared: no two arms completed the same seed.",
            "No arm of this run trains as long as apga (2 steps per batch): its gain cannot be"
                + " separated from longer training. Add continue to grid.arms.",
            "1 of 3 trials done, 1 failed or skipped, 1 missing: figures marked * are over some of"
                + " the seeds.");
  }

  @Test
  void aRunOfNothingFoundNothing() {
    assertThat(of(new SimulatedRun("r").ended("elbow", "apga", "failed", 0)).get(0))
        .isEqualTo("Nothing was found: no trial is done.");
  }

  @Test
  void oneArmIsComparedWithNothing() {
    assertThat(of(new SimulatedRun("r").with("elbow", "baseline", 1, 0)))
        .containsExactly("Nothing is compared: no two arms start from the same weights.");
  }
}
