package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Intervals;
import org.apga.metrics.stats.McNemar;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunReportTest {
  private static final Resampling RESAMPLING = new Resampling(400, 11);
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final long[] EIGHT = {0, 1, 2, 3, 4, 5, 6, 7};

  private final Locale usual = Locale.getDefault();

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(usual);
  }

  private static RunReport report(SimulatedRun run) {
    return RunReport.of(run.results(), RESAMPLING);
  }

  private static Comparison comparison(
      RunReport report, String part, String arm, String against, Measure measure) {
    return report.comparisons().stream()
        .filter(c -> c.cell().equals(new CellName(part, "full", arm, "")))
        .filter(c -> c.against().equals(against) && c.measure() == measure)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyTrialIsMeasuredOnBothSplitsByImageAndStudyWithTtaBeside() {
    RunReport report =
        report(new SimulatedRun("r").with("elbow", "baseline", 1, 0).with("elbow", "apga", 1, 0));

    assertThat(report.metrics())
        .extracting(m -> m.cell().arm() + " " + m.split() + " " + m.level() + " " + m.scores())
        .containsExactlyInAnyOrder(
            "baseline test IMAGE PLAIN",
            "baseline test STUDY PLAIN",
            "baseline selection IMAGE PLAIN",
            "baseline selection STUDY PLAIN",
            "apga test IMAGE PLAIN",
            "apga test IMAGE TTA",
            "apga test STUDY PLAIN",
            "apga test STUDY TTA",
            "apga selection IMAGE PLAIN",
            "apga selection IMAGE TTA",
            "apga selection STUDY PLAIN",
            "apga selection STUDY TTA");
    for (TrialMetrics metrics : report.metrics()) {
      assertThat(metrics.patients()).isEqualTo(40);
      for (Metric metric : Metric.OF_TWO) {
        Interval interval = Objects.requireNonNull(metrics.intervals().get(metric));
        double value = metric.of(metrics.metrics());
        // A perfect value has no interval; that of the calibration error corrects a bias.
        if (value != 1 && metric != Metric.ECE) {
          assertThat(value)
              .as(metric + " of " + metrics)
              .isBetween(interval.low(), interval.high());
        }
      }
    }
  }

  @Test
  void figuresOfTheReportAreThoseOfTheTrials() {
    SimulatedRun run = new SimulatedRun("r").with("elbow", "baseline", 1, 3);

    TrialMetrics images =
        report(run).metrics().stream()
            .filter(m -> m.split().equals("test"))
            .filter(m -> m.level() == Level.IMAGE && m.scores() == ScoreKind.PLAIN)
            .findFirst()
            .orElseThrow();

    assertThat(images.metrics().accuracy()).isEqualTo(run.trials().get(0).real("accuracy"));
    assertThat(images.metrics().auroc()).isEqualTo(run.trials().get(0).real("auroc"));
  }

  @Test
  void anIntervalDoesNotDependOnWhatElseWasTrained() {
    RunReport alone = report(new SimulatedRun("r").with("elbow", "cutout", 1, 0));
    RunReport among =
        report(
            new SimulatedRun("r")
                .with("wrist", "baseline", 1, 0, 1)
                .with("elbow", "baseline", 2, 0, 1)
                .with("elbow", "cutout", 1, 0, 1));

    assertThat(among.metrics()).containsAll(alone.metrics());
  }

  @Test
  void plantedEffectsAreFoundAndEqualArmsAreNot() {
    RunReport report =
        report(
            new SimulatedRun("r")
                .with("elbow", "baseline", 0.6, EIGHT)
                .with("elbow", "continue", 0.6, EIGHT)
                .with("elbow", "apga", 1.8, EIGHT)
                .with("wrist", "baseline", 0.6, EIGHT)
                .with("wrist", "continue", 0.6, EIGHT)
                .with("wrist", "apga", 1.8, EIGHT));

    Comparison planted = comparison(report, "elbow", "apga", "continue", Measure.ACCURACY);
    assertThat(planted.paired().student().low()).isPositive();
    assertThat(planted.paired().bca().low()).isPositive();
    assertThat(planted.paired().twoLevel().low()).isPositive();
    assertThat(planted.paired().better()).isEqualTo(1);
    assertThat(planted.paired().signs().p()).isEqualTo(2 / 256.0);
    assertThat(planted.leastP()).isEqualTo(2 / 256.0);
    assertThat(planted.correction()).isEqualTo(new Comparison.Correction(4 / 256.0, 4 / 256.0, 2));

    Comparison none = comparison(report, "elbow", "continue", "baseline", Measure.ACCURACY);
    assertThat(Intervals.holds(none.paired().student(), 0)).isTrue();
    assertThat(none.paired().signs().p()).isGreaterThan(0.05);
    assertThat(none.paired().better()).isBetween(0.025, 0.975);

    for (Measure measure : Measure.compared()) {
      Comparison over = comparison(report, "all parts", "apga", "baseline", measure);
      assertThat(over.parts()).isEqualTo(2);
      assertThat(over.isPartial()).isFalse();
      assertThat(over.paired().signs().p()).as(measure.label()).isEqualTo(2 / 256.0);
      // With two parts, 2 of 4 sign patterns are always as extreme.
      assertThat(over.signedRankP()).isEqualTo(0.5);
      assertThat(over.correction()).isEqualTo(Comparison.Correction.NONE);
      double mean =
          (comparison(report, "elbow", "apga", "baseline", measure)
                      .paired()
                      .deltas()
                      .summary()
                      .mean()
                  + comparison(report, "wrist", "apga", "baseline", measure)
                      .paired()
                      .deltas()
                      .summary()
                      .mean())
              / 2;
      assertThat(over.paired().deltas().summary().mean()).isCloseTo(mean, ROUNDING);
    }
  }

  @Test
  void aPairHasItsDifferencesAndMcNemarsTestOfStudies() {
    SimulatedRun run =
        new SimulatedRun("r").with("elbow", "baseline", 0.3, 5).with("elbow", "cutout", 2.5, 5);

    SeedPair pair = report(run).pairs().get(0);

    assertThat(pair.trial()).isEqualTo("r-elbow-cutout-5");
    assertThat(pair.againstTrial()).isEqualTo("r-elbow-baseline-5");
    assertThat(pair.status()).isEqualTo("completed");
    for (Measure measure : Measure.compared()) {
      SeedPair.Delta delta = Objects.requireNonNull(pair.deltas().get(measure));
      assertThat(delta.value())
          .isEqualTo(
              run.trials().get(1).real(measure.label())
                  - run.trials().get(0).real(measure.label()));
      assertThat(Intervals.holds(delta.interval(), delta.value())).isTrue();
      assertThat(delta.interval().low()).isPositive();
    }
    McNemar studies = Objects.requireNonNull(pair.studies());
    assertThat(
            studies.bothRight() + studies.onlyFirst() + studies.onlySecond() + studies.bothWrong())
        .isEqualTo(40);
    assertThat((studies.onlyFirst() - studies.onlySecond()) / 40.0)
        .isCloseTo(
            Objects.requireNonNull(pair.deltas().get(Measure.STUDY_ACCURACY)).value(), ROUNDING);
    assertThat(studies.p()).isLessThan(0.05);
  }

  @Test
  void whatFailedOrIsMissingIsCountedAndWhatIsLeftIsPartial() {
    RunReport report =
        report(
            new SimulatedRun("r")
                .with("elbow", "baseline", 1, 0, 1, 2, 3)
                .with("elbow", "apga", 1, 0, 1)
                .ended("elbow", "apga", "failed", 2)
                .ended("elbow", "apga", "missing", 3)
                .with("wrist", "baseline", 1, 0, 1, 2, 3)
                .ended("wrist", "apga", "skipped", 0, 1, 2, 3));

    assertThat(report.trials()).isEqualTo(new Completeness(16, 10, 5));
    assertThat(report.trials().missing()).isEqualTo(1);
    assertThat(report.pairs())
        .extracting(SeedPair::status)
        .containsExactly(
            "completed", "completed", "failed", "missing", "failed", "failed", "failed", "failed");

    Comparison elbow = comparison(report, "elbow", "apga", "baseline", Measure.AUROC);
    assertThat(elbow.seeds()).isEqualTo(new Completeness(4, 2, 1));
    assertThat(elbow.isPartial()).isTrue();
    assertThat(elbow.leastP()).isEqualTo(0.5);
    // The wrist has no test, so there is nothing to correct for.
    assertThat(elbow.correction().tests()).isEqualTo(1);

    Comparison wrist = comparison(report, "wrist", "apga", "baseline", Measure.AUROC);
    assertThat(wrist.seeds()).isEqualTo(new Completeness(4, 0, 4));
    assertThat(wrist.paired().signs().p()).isNaN();
    assertThat(wrist.leastP()).isNaN();

    Comparison over = comparison(report, "all parts", "apga", "baseline", Measure.AUROC);
    assertThat(over.parts()).isEqualTo(1);
    assertThat(over.partsExpected()).isEqualTo(2);
    assertThat(over.seeds()).isEqualTo(new Completeness(4, 2, 1));
    assertThat(over.paired().deltas()).isEqualTo(elbow.paired().deltas());
  }

  @Test
  void aSeedThatOnePartLacksIsNoBlock() {
    RunReport report =
        report(
            new SimulatedRun("r")
                .with("elbow", "baseline", 1, 0, 1, 2)
                .with("elbow", "cutout", 1, 0, 1, 2)
                .with("wrist", "baseline", 1, 0, 1, 2)
                .with("wrist", "cutout", 1, 0, 2)
                .ended("wrist", "cutout", "failed", 1));

    Comparison over = comparison(report, "all parts", "cutout", "baseline", Measure.ACCURACY);

    assertThat(over.paired().deltas().seeds()).containsExactly(0L, 2L);
    assertThat(over.seeds()).isEqualTo(new Completeness(3, 2, 1));
    assertThat(over.isPartial()).isTrue();
  }

  @Test
  void withoutPredictionsSeedsAreStillCompared() {
    SimulatedRun run =
        new SimulatedRun("r").with("elbow", "baseline", 1, 0, 1).with("elbow", "apga", 1, 0, 1);

    RunReport report =
        RunReport.of(new RunResults("r", run.trials(), new Predictions()), RESAMPLING);

    assertThat(report.metrics()).isEmpty();
    Comparison apga = comparison(report, "elbow", "apga", "baseline", Measure.ACCURACY);
    assertThat(apga.paired().twoLevel().isKnown()).isFalse();
    assertThat(apga.paired().better()).isNaN();
    assertThat(apga.paired().signs().p()).isGreaterThanOrEqualTo(0.5);
    assertThat(report.pairs().get(0).studies()).isNull();
  }

  @Test
  void theSameTablesGiveTheSameReport() {
    SimulatedRun run =
        new SimulatedRun("r").with("elbow", "baseline", 1, 0, 1).with("elbow", "apga", 1, 0, 1);

    assertThat(report(run)).isEqualTo(report(run));
    assertThat(RunReport.of(run.results(), new Resampling(400, 12)).metrics())
        .isNotEqualTo(report(run).metrics());
  }

  @Test
  void anEmptyRunIsAnEmptyReport() {
    RunReport report = RunReport.of(new RunResults("r", List.of(), new Predictions()), RESAMPLING);

    assertThat(report.metrics()).isEmpty();
    assertThat(report.comparisons()).isEmpty();
    assertThat(report.trials()).isEqualTo(new Completeness(0, 0, 0));
  }

  @Test
  void rowsCarryWhatTheReportSays() {
    SimulatedRun run =
        new SimulatedRun("r")
            .with("elbow", "baseline", 1, 0, 1, 2)
            .with("elbow", "apga", 1.5, 0, 1)
            .ended("elbow", "apga", "failed", 2);
    RunReport report = report(run);
    ReportRows rows = new ReportRows(report);

    assertThat(rows.metrics()).hasSameSizeAs(report.metrics());
    Row metrics = rows.metrics().get(0);
    TrialMetrics first = report.metrics().get(0);
    assertThat(metrics.schema()).isEqualTo(Tables.METRICS);
    assertThat(metrics.whole("n")).isEqualTo(first.metrics().n());
    assertThat(metrics.real("auroc")).isEqualTo(first.metrics().auroc());
    assertThat(metrics.real("auroc_low"))
        .isEqualTo(Objects.requireNonNull(first.intervals().get(Metric.AUROC)).low());
    assertThat(metrics.whole("resamples")).isEqualTo(400);
    assertThat(metrics.whole("resampling_seed")).isEqualTo(11);

    Row comparison = rows.comparisons().get(0);
    assertThat(comparison.text("measure")).isEqualTo("accuracy");
    assertThat(comparison.flag("partial")).isTrue();
    assertThat(comparison.whole("expected")).isEqualTo(3);
    assertThat(comparison.whole("done")).isEqualTo(2);
    assertThat(comparison.whole("failed")).isEqualTo(1);
    assertThat(comparison.whole("missing")).isZero();
    assertThat(comparison.real("p_least")).isEqualTo(0.5);
    assertThat(comparison.has("p_signed_rank")).isFalse();
    Interval student = report.comparisons().get(0).paired().student();
    assertThat(comparison.real("low")).isEqualTo(student.low());
    assertThat(comparison.real("high")).isEqualTo(student.high());

    assertThat(rows.pairs()).extracting(r -> r.text("status")).contains("failed");
    Row failed = rows.pairs().get(2);
    assertThat(failed.has("delta_accuracy")).isFalse();
    assertThat(failed.has("mcnemar_p")).isFalse();
    assertThat(report.summary()).extracting(Row::schema).containsOnly(Tables.SUMMARY);
  }

  @Test
  void withEnoughSeedsThereIsNoWarning() {
    RunReport report =
        report(
            new SimulatedRun("r")
                .with("elbow", "baseline", 1, EIGHT)
                .with("elbow", "apga", 1, EIGHT));

    assertThat(ConsoleReport.comparisons(report)).noneMatch(line -> line.contains("anecdotal"));
    assertThat(ConsoleReport.lines(report))
        .contains(
            "cells   2 expected: 2 done, 0 partial, 0 failed, 0 missing.",
            "Accuracy against baseline, all training images: points on test images, paired by seed");
  }

  @Test
  void withHolmItTakesMoreSeeds() {
    SimulatedRun run = new SimulatedRun("r");
    for (String part : List.of("elbow", "wrist", "hand", "finger")) {
      run.with(part, "baseline", 1, 0, 1, 2, 3, 4, 5).with(part, "apga", 1, 0, 1, 2, 3, 4, 5);
    }

    assertThat(ConsoleReport.comparisons(report(run)))
        .endsWith(
            "With 6 seeds p cannot fall below 0.031, nor with Holm over 4 parts below 0.13 (0.05"
                + " takes 6 seeds, with Holm 8): treat the differences as anecdotal.");
  }

  @Test
  void theTerminalShowsComparisonsByRivalAndWhatCanNotBeFound() {
    Locale.setDefault(Locale.GERMANY);
    List<String> lines =
        ConsoleReport.comparisons(
            report(
                new SimulatedRun("r")
                    .with("elbow", "baseline", 1, 0, 1)
                    .with("elbow", "apga", 1, 0)
                    .ended("elbow", "apga", "failed", 1)
                    .with("wrist", "baseline", 1, 0, 1)
                    .with("wrist", "apga", 3, 0, 1)));

    assertThat(String.join("\n", lines) + "\n")
        .isEqualTo(
            """
            Accuracy against baseline, all training images: points on test images, paired by seed
              arm        part         seeds    mean  95 %              BCa               two-level         better       p    Holm
              apga       elbow         1/2*    -1.1                                      -15.3 .. +13.6      45 %   1.000   1.000
              apga       wrist          2/2   +13.9  -7.3 .. +35.1     +12.2 .. +15.6    +7.0 .. +21.5      100 %   0.500   1.000
              apga       all parts     1/2*    +5.5                                      -2.0 .. +13.9       91 %   1.000          signed ranks of the parts: p 1.000

            95 %: Student's interval over seeds. BCa: over seeds; too narrow below 20 seeds. two-level: bootstrap over seeds and patients.
            Seeds differ in starting weights and the order of images. Their splits are the same: these figures do not include the variation between draws (grid.splits).
            better: share of the two-level resamples in which the arm is ahead. p: flips of the deltas' signs, then Holm over the parts.
            With 1 seed p cannot fall below 1 (0.05 takes 6 seeds, with Holm 7): treat the differences as anecdotal.
            """);
  }
}
