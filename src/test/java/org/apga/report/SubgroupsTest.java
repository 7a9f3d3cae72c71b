package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Holm;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Reached.Figure;
import org.apga.report.SubgroupReport.Matched;
import org.apga.report.SubgroupReport.Subgroup;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;

class SubgroupsTest {
  private static final Resampling RESAMPLING = new Resampling(300, 3);

  private static ReportSettings by(String... columns) {
    return new ReportSettings(RESAMPLING).withSubgroups(List.of(columns));
  }

  private static List<Subgroup> subgroups(TestImages images, String... columns) {
    return Subgroups.of(images.results("baseline", 0), by(columns)).subgroups();
  }

  private static Figure figure(Subgroup subgroup, Metric metric) {
    return subgroup.reached().figure(metric);
  }

  /** All images of women are called right; half of the abnormal images of men are missed. */
  private static TestImages womenAndMen() {
    return new TestImages()
        .with(10, 10, 1, "sex", "F")
        .with(20, 20, 0, "sex", "F")
        .with(20, 10, 1, "sex", "M")
        .with(20, 20, 0, "sex", "M");
  }

  @Test
  void aSubgroupIsMeasuredByItselfAndItsGapIsToTheOthers() {
    List<Subgroup> subgroups = subgroups(womenAndMen(), "sex");

    assertThat(subgroups).extracting(Subgroup::value).containsExactly("F", "M");
    Reached women = subgroups.get(0).reached();
    Reached men = subgroups.get(1).reached();
    assertThat(List.of(women.n(), women.positives(), women.patients(), women.seeds()))
        .containsExactly(30, 10, 30, 1);
    assertThat(List.of(men.n(), men.positives(), men.patients())).containsExactly(40, 20, 40);
    assertThat(women.figure(Metric.ACCURACY).value()).isEqualTo(1);
    assertThat(men.figure(Metric.ACCURACY).value()).isEqualTo(0.75);
    assertThat(men.figure(Metric.SENSITIVITY).value()).isEqualTo(0.5);
    assertThat(men.figure(Metric.SPECIFICITY).value()).isEqualTo(1);
    // Of 20 x 20 pairs, those with one of the ten found images count 1, the others are ties.
    assertThat(men.figure(Metric.AUROC).value()).isEqualTo(0.75);
    assertThat(women.figure(Metric.SENSITIVITY).gap()).isEqualTo(0.5);
    assertThat(women.figure(Metric.AUROC).gap()).isEqualTo(0.25);
    Interval gap = women.figure(Metric.AUROC).gapInterval();
    assertThat(gap.low()).isBetween(0.1, 0.2);
    assertThat(gap.high()).isBetween(0.3, 0.4);
    assertThat(women.figure(Metric.AUROC).p()).isLessThan(0.02);
    assertThat(women.figure(Metric.SENSITIVITY).p()).isNaN();
    assertThat(women.tooFew()).isEmpty();
  }

  @Test
  void ofAColumnWithTwoValuesOneGapIsTheOtherTurnedRoundAndCountsOnce() {
    List<Subgroup> subgroups = subgroups(womenAndMen(), "sex");

    assertThat(subgroups).extracting(Subgroup::mirrored).containsExactly(false, true);
    for (Metric metric : Subgroups.METRICS) {
      Figure women = figure(subgroups.get(0), metric);
      Figure men = figure(subgroups.get(1), metric);
      assertThat(men.gap()).isEqualTo(-women.gap());
      assertThat(men.gapInterval().low()).isCloseTo(-women.gapInterval().high(), within(1e-12));
      boolean tested = Subgroups.TESTED.contains(metric);
      assertThat(List.of(men.p(), men.holm(), women.holm())).containsOnly(women.p());
      assertThat(Double.isNaN(women.p())).isEqualTo(!tested);
      assertThat(men.tests()).isEqualTo(tested ? 1 : 0);
    }
  }

  @Test
  void holmIsOverAllColumnsAndValuesOfAnArm() {
    TestImages images = new TestImages();
    for (int i = 0; i < 3; i++) {
      String scanner = "ABC".substring(i, i + 1);
      images.with(12, 12 - 3 * i, 1, "sex", "F", "scanner", scanner);
      images.with(12, 11, 0, "sex", "M", "scanner", scanner);
      images.with(12, 11, 0, "sex", "F", "scanner", scanner);
      images.with(12, 12, 1, "sex", "M", "scanner", scanner);
    }

    List<Subgroup> subgroups = subgroups(images, "sex", "scanner");

    assertThat(subgroups)
        .extracting(s -> s.attribute() + "=" + s.value())
        .containsExactly("sex=F", "sex=M", "scanner=A", "scanner=B", "scanner=C");
    for (Metric metric : Subgroups.TESTED) {
      double[] p = subgroups.stream().mapToDouble(s -> figure(s, metric).p()).toArray();
      double[] holm = Holm.adjust(new double[] {p[0], p[2], p[3], p[4]});
      assertThat(subgroups)
          .extracting(s -> figure(s, metric).holm())
          .containsExactly(holm[0], holm[0], holm[1], holm[2], holm[3]);
      assertThat(subgroups).extracting(s -> figure(s, metric).tests()).containsOnly(4);
    }
  }

  @Test
  void tooFewImagesOrOneClassHaveCountsAndWordsAndNoTest() {
    TestImages images =
        new TestImages()
            .with(30, 25, 1, "scanner", "A")
            .with(30, 25, 0, "scanner", "A")
            .with(30, 20, 1, "scanner", "B")
            .with(30, 20, 0, "scanner", "B")
            .with(8, 8, 1, "scanner", "C")
            .with(9, 9, 0, "scanner", "C")
            .with(25, 20, 0, "scanner", "D");

    List<Subgroup> subgroups = subgroups(images, "scanner");

    assertThat(subgroups)
        .extracting(s -> s.value() + " " + s.reached().n() + ": " + s.reached().tooFew())
        .containsExactly("A 60: ", "B 60: ", "C 17: 17 images, fewer than 20", "D 25: one class");
    assertThat(subgroups.get(2).reached().positives()).isEqualTo(8);
    assertThat(subgroups.get(2).reached().figures()).isEmpty();
    assertThat(subgroups.get(3).reached().figures()).isEmpty();
    assertThat(figure(subgroups.get(0), Metric.AUROC).tests()).isEqualTo(2);
    assertThat(figure(subgroups.get(1), Metric.AUROC).p()).isNotNaN();
  }

  @Test
  void withoutOthersThereIsAFigureAndNoGap() {
    TestImages alone = new TestImages().with(20, 15, 1, "sex", "F").with(20, 15, 0, "sex", "F");
    TestImages almost =
        new TestImages()
            .with(20, 15, 1, "sex", "F")
            .with(20, 15, 0, "sex", "F")
            .with(2, 2, 1, "sex", "M");

    Reached only = subgroups(alone, "sex").get(0).reached();
    Reached most = subgroups(almost, "sex").get(0).reached();

    assertThat(only.tooFew()).isEqualTo("no image has another value");
    assertThat(most.tooFew()).isEqualTo("the others: 2 images, fewer than 20");
    assertThat(most.figure(Metric.ACCURACY).value()).isEqualTo(0.75);
    assertThat(most.figure(Metric.ACCURACY).gap()).isNaN();
    assertThat(most.figure(Metric.ACCURACY).tests()).isZero();
  }

  @Test
  void imagesOfWhichNothingIsKnownHaveARowAndAreInNobodysGap() {
    TestImages images = womenAndMen().with(20, 0, 1).with(20, 0, 0, "view", "AP");

    List<Subgroup> subgroups = subgroups(images, "sex");

    assertThat(subgroups).extracting(Subgroup::value).containsExactly("F", "M", null);
    assertThat(subgroups.get(2).named()).isEqualTo("not known");
    assertThat(subgroups.get(2).mirrored()).isFalse();
    assertThat(subgroups.get(2).reached().tooFew()).isEmpty();
    assertThat(figure(subgroups.get(2), Metric.ACCURACY).value()).isZero();
    assertThat(figure(subgroups.get(2), Metric.ACCURACY).gap()).isNaN();
    assertThat(figure(subgroups.get(2), Metric.ACCURACY).tests()).isZero();
    assertThat(figure(subgroups.get(0), Metric.ACCURACY).gap()).isEqualTo(0.25);
    assertThat(figure(subgroups.get(0), Metric.ACCURACY).tests()).isEqualTo(1);
  }

  @Test
  void figuresAreMeansOverTheSeedsThatAreDoneAndTheSameAgain() {
    SimulatedRun run = new SimulatedRun("r").with("elbow", "baseline", 1, 0, 1, 2);
    run.ended("elbow", "baseline", "failed", 3);
    run.predictions()
        .replaceAll(
            row ->
                row.toBuilder()
                    .set("attributes", "{\"side\":\"" + row.text("path").length() % 2 + "\"}")
                    .build());

    RunReport report = RunReport.of(run.results(), by("side"));
    Subgroup first = report.subgroups().subgroups().get(0);

    assertThat(first.reached().seeds()).isEqualTo(3);
    assertThat(report.subgroups()).isEqualTo(RunReport.of(run.results(), by("side")).subgroups());
  }

  /** The draws of patients are the same as for the table of metrics. */
  @Test
  void allImagesOfASeedReachWhatTheTableOfMetricsSays() {
    ReportSettings asked = new ReportSettings(RESAMPLING).withMatch(List.of("sex"));
    RunReport report = RunReport.of(womenAndMen().results("baseline", 0), asked);

    TrialMetrics trial =
        report.metrics().stream().filter(m -> m.level() == Level.IMAGE).findFirst().orElseThrow();
    Reached all = report.subgroups().matched().get(0).all();

    for (Metric metric : Subgroups.METRICS) {
      assertThat(all.figure(metric).value()).isEqualTo(metric.of(trial.metrics()));
      assertThat(all.figure(metric).interval())
          .isEqualTo(Objects.requireNonNull(trial.intervals().get(metric)));
    }
  }

  /** Images are called abnormal if they show hardware, and normal if they do not. */
  @Test
  void matchedPairsTakeAwayWhatAnAttributeTold() {
    TestImages images = new TestImages();
    for (String hardware : List.of("yes", "no")) {
      int abnormal = hardware.equals("yes") ? 60 : 25;
      images.with(abnormal, hardware.equals("yes") ? abnormal : 0, 1, "hardware", hardware);
      images.with(
          85 - abnormal, hardware.equals("yes") ? 0 : 85 - abnormal, 0, "hardware", hardware);
    }
    images.with(3, 3, 1);
    ReportSettings asked = new ReportSettings(RESAMPLING).withMatch(List.of("hardware"));

    Matched matched = Subgroups.of(images.results("baseline", 0, 1), asked).matched().get(0);

    assertThat(List.of(matched.pairs(), matched.leftOut(), matched.unknown()))
        .containsExactly(50, 73, 3);
    assertThat(List.of(matched.matched().n(), matched.matched().positives()))
        .containsExactly(100, 50);
    assertThat(matched.all().figure(Metric.AUROC).value()).isGreaterThan(0.7);
    assertThat(matched.matched().figure(Metric.AUROC).value()).isEqualTo(0.5);
    assertThat(matched.matched().figure(Metric.AUROC).gap())
        .isEqualTo(0.5 - matched.all().figure(Metric.AUROC).value());
    assertThat(matched.matched().figure(Metric.AUROC).gapInterval().high()).isNegative();
  }

  @Test
  void fewerThanTwentyPairsHaveNoFigure() {
    TestImages images = new TestImages().with(19, 15, 1, "sex", "F").with(40, 30, 0, "sex", "F");
    ReportSettings asked = new ReportSettings(RESAMPLING).withMatch(List.of("sex"));

    Matched matched = Subgroups.of(images.results("baseline", 0), asked).matched().get(0);

    assertThat(matched.matched().tooFew()).isEqualTo("19 pairs, fewer than 20");
    assertThat(matched.matched().figures()).isEmpty();
    assertThat(matched.all().figures()).isNotEmpty();
  }

  @Test
  void aColumnThatNoImageHasIsToldAndTheRestIsShown() {
    ReportSettings asked = by("hardwear", "sex").withMatch(List.of("age"));

    RunReport report = RunReport.of(womenAndMen().results("baseline", 0), asked);

    assertThat(report.subgroups().subgroups()).hasSize(2);
    assertThat(report.subgroups().matched()).isEmpty();
    assertThat(ConsoleReport.lines(report))
        .endsWith(
            "Subgroup  elbow baseline: accuracy of sex F minus that of the others is +25.0 (+11.1 .."
                + " +39.7), p 0.013 after Holm over 1; 1 more in table subgroups",
            "WARNING   Cannot show subgroups of hardwear: no image of the test split has that"
                + " column. The columns are sex.",
            "WARNING   Cannot match images by age: no image of the test split has that column. The"
                + " columns are sex.");
  }

  @Test
  void rowsHoldWhatWasMeasured() {
    TestImages images = womenAndMen().with(5, 5, 1);
    ReportSettings asked = by("sex").withMatch(List.of("sex"));
    RunReport report = RunReport.of(images.results("baseline", 0), asked);
    ReportRows rows = new ReportRows(report);

    Row women = rows.subgroups().get(0);
    assertThat(women.text("attribute") + women.text("value") + women.text("arm"))
        .isEqualTo("sexFbaseline");
    assertThat(women.real("auroc_gap")).isEqualTo(0.25);
    assertThat(women.real("auroc_gap_p")).isLessThan(0.02);
    assertThat(women.whole("auroc_tests")).isEqualTo(1);
    assertThat(women.has("too_few")).isFalse();
    Row unknown = rows.subgroups().get(2);
    assertThat(unknown.has("value") || unknown.has("auroc") || unknown.has("auroc_tests"))
        .isFalse();
    assertThat(unknown.whole("n")).isEqualTo(5);
    assertThat(unknown.text("too_few")).isEqualTo("5 images, fewer than 20");
    assertThat(rows.matched())
        .extracting(row -> row.text("matched_on") + " " + row.text("images") + " " + row.whole("n"))
        .containsExactly("sex all 75", "sex matched 60");
    assertThat(rows.matched().get(0).has("pairs")).isFalse();
    assertThat(rows.matched().get(1).whole("left_out")).isEqualTo(15);
  }

  @Test
  void soManyTestsThatNoneCanHoldAreTold() {
    TestImages images = new TestImages();
    for (int scanner = 0; scanner < 6; scanner++) {
      images.with(15, 12, 1, "scanner", "S" + scanner).with(15, 12, 0, "scanner", "S" + scanner);
    }
    ReportSettings few = by("scanner").with(new Resampling(100, 1));

    assertThat(Subgroups.of(images.results("baseline", 0), few).warnings())
        .containsExactly(
            "No gap of a subgroup can have p < 0.05: with 6 tests and 100 resamples no p is below"
                + " 0.119. Set report.resamples to 240 or more.");
    assertThat(subgroups(images, "scanner")).hasSize(6);
  }

  @Test
  void nothingIsMeasuredThatWasNotAsked() {
    SubgroupReport report =
        Subgroups.of(womenAndMen().results("baseline", 0), new ReportSettings(RESAMPLING));

    assertThat(report.subgroups()).isEmpty();
    assertThat(report.matched()).isEmpty();
    assertThat(report.warnings()).isEmpty();
  }
}
