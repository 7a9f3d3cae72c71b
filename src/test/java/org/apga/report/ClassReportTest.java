package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.JsonFile;
import org.apga.metrics.Fixtures;
import org.apga.metrics.Metric;
import org.apga.metrics.Probabilities;
import org.apga.metrics.Scored;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.McNemar;
import org.apga.metrics.stats.Resampling;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.report.html.StoredRun;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of more than two classes. */
class ClassReportTest {
  private static final Resampling RESAMPLING = new Resampling(200, 11);

  private static SimulatedRun run() {
    return new SimulatedRun("kinds")
        .ofClasses("normal", "fracture", "plate")
        .with("elbow", "baseline", 0.6, 0, 1)
        .with("elbow", "continue", 0.6, 0, 1)
        .with("elbow", "apga", 0.9, 0, 1);
  }

  private static RunReport report(SimulatedRun run) {
    return RunReport.of(run.results(), asked(false));
  }

  private static ReportSettings asked(boolean ordered) {
    EnsembleChoice both = new EnsembleChoice(List.of(0L, 1L), Double.NaN);
    return new ReportSettings(RESAMPLING, both, List.of(), List.of(), ordered);
  }

  /** Made by src/test/resources/metrics/make_classes.py. */
  @Test
  void figuresDifferencesAndTheirIntervalsAreThoseOfScikitLearnAndScipy() {
    List<String[]> images = Fixtures.rows("classes-clustered.csv");
    String[] networks = images.get(0);
    SimulatedRun run = new SimulatedRun("reference").ofClasses("none", "mild", "severe");
    for (int column = 3; column < networks.length; column++) {
      int own = column;
      String[] network = networks[column].split(" ");
      run.with(
          "elbow",
          network[0],
          Long.parseLong(network[1]),
          images.stream()
              .skip(1)
              .map(
                  cells ->
                      new Scored(
                          Probabilities.of(numbers(cells[own])),
                          Integer.parseInt(cells[0]),
                          cells[1],
                          cells[2]))
              .toList());
    }
    RunReport report = RunReport.of(run.results(), RESAMPLING);
    Map<String, double[]> actual = new HashMap<>();
    report.metrics().stream()
        .filter(trial -> trial.level() == Level.IMAGE)
        .forEach(trial -> put(actual, trial));
    report.intervals().stream()
        .filter(mean -> mean.level() == Level.IMAGE)
        .forEach(mean -> put(actual, mean));
    report.pairs().forEach(pair -> put(actual, pair));
    report.comparisons().forEach(comparison -> put(actual, comparison));

    List<String[]> expected = Fixtures.rows("classes-intervals.csv");
    assertThat(expected).hasSize(136);
    for (String[] cells : expected.subList(1, expected.size())) {
      String name = cells[0] + ", " + cells[1];
      assertThat(actual.get(name)).as(name).containsExactly(numbers(cells[2]), within(1e-9));
    }
  }

  private static double[] numbers(String cell) {
    return Arrays.stream(cell.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static void put(Map<String, double[]> actual, TrialMetrics trial) {
    String of = trial.cell().arm() + " " + trial.seed() + ", ";
    assertThat(trial.patients()).isEqualTo(24);
    assertThat(trial.intervals()).containsOnlyKeys(Metric.of(3, true));
    trial
        .intervals()
        .forEach(
            (metric, in) ->
                put(actual, of + "all " + metric.label(), in, metric.of(trial.metrics())));
    assertThat(trial.classes()).hasSize(3);
    for (int c = 0; c < 3; c++) {
      String ofClass = of + c + " ";
      TrialMetrics.OfClass one = trial.classes().get(c);
      one.intervals()
          .forEach(
              (metric, in) -> put(actual, ofClass + metric.label(), in, metric.of(one.metrics())));
    }
  }

  private static void put(Map<String, double[]> actual, MeanIntervals mean) {
    String of = mean.cell().arm() + ", ";
    mean.metrics().forEach((metric, in) -> put(actual, of + "all " + metric.label(), in));
    for (int c = 0; c < 3; c++) {
      String ofClass = of + c + " ";
      mean.classes().get(c).forEach((metric, in) -> put(actual, ofClass + metric.label(), in));
      for (int called = 0; called < 3; called++) {
        put(actual, ofClass + "called " + called, mean.calls().get(c).get(called));
      }
    }
  }

  private static void put(Map<String, double[]> actual, SeedPair pair) {
    String of = pair.cell().arm() + " - " + pair.against() + " " + pair.seed() + ", ";
    pair.deltas()
        .forEach(
            (measure, delta) -> put(actual, of + measure.label(), delta.interval(), delta.value()));
    McNemar calls = Objects.requireNonNull(pair.studies());
    actual.put(
        of + "studies",
        new double[] {
          calls.bothRight(), calls.onlyFirst(), calls.onlySecond(), calls.bothWrong(), calls.p()
        });
  }

  private static void put(Map<String, double[]> actual, Comparison comparison) {
    Interval patients = comparison.paired().twoLevel();
    Interval seeds = comparison.paired().student();
    actual.put(
        "%s - %s, %s"
            .formatted(comparison.cell().arm(), comparison.against(), comparison.measure().label()),
        new double[] {
          comparison.mean(),
          patients.low(),
          patients.high(),
          seeds.low(),
          seeds.high(),
          comparison.paired().better()
        });
  }

  private static void put(
      Map<String, double[]> actual, String name, Interval interval, double... figure) {
    actual.put(
        name,
        DoubleStream.concat(Arrays.stream(figure), DoubleStream.of(interval.low(), interval.high()))
            .toArray());
  }

  @Test
  void tablesHaveARowOfAllClassesAndOneOfEach() {
    List<Row> rows =
        new ReportRows(report(run()))
            .metrics().stream()
                .filter(row -> row.text("arm").equals("apga") && row.whole("seed") == 0)
                .filter(
                    row -> row.text("split").equals("test") && row.text("level").equals("image"))
                .filter(row -> row.text("scores").equals("plain"))
                .toList();

    assertThat(rows)
        .extracting(row -> row.has("class") ? row.text("class") : "all")
        .containsExactly("all", "normal", "fracture", "plate");
    Row all = rows.get(0);
    assertThat(all.has("sensitivity") || all.has("positives") || all.has("true_positives"))
        .isFalse();
    assertThat(all.has("confusion") && all.has("balanced_accuracy_low")).isTrue();
    assertThat(all.has("quadratic_kappa")).isFalse();
    double sum = rows.stream().skip(1).mapToDouble(row -> row.real("auroc")).sum();
    assertThat(all.real("auroc")).isCloseTo(sum / 3, within(1e-12));
    long positives = rows.stream().skip(1).mapToLong(row -> row.whole("positives")).sum();
    assertThat(positives).isEqualTo(all.whole("n"));
    assertThat(rows.get(1).has("accuracy") || rows.get(1).has("confusion")).isFalse();
  }

  @Test
  void gradesHaveTheMeanOfTheirQuadraticKappaWithItsIntervalAndOtherClassesHaveNone() {
    RunReport grades = RunReport.of(run().results(), asked(true));

    assertThat(report(run()).summary()).noneMatch(row -> row.has("quadratic_kappa_mean"));
    assertThat(report(run()).classes().metrics()).doesNotContain(Metric.QUADRATIC_KAPPA);
    for (Row row : grades.summary()) {
      double mean =
          run().trials().stream()
              .filter(trial -> trial.text("arm").equals(row.text("arm")))
              .mapToDouble(trial -> trial.real("quadratic_kappa"))
              .average()
              .orElseThrow();
      assertThat(row.real("quadratic_kappa_mean")).isCloseTo(mean, within(1e-12));
      assertThat(mean).isBetween(row.real("quadratic_kappa_low"), row.real("quadratic_kappa_high"));
    }
    assertThat(new ReportRows(grades).metrics())
        .filteredOn(row -> !row.has("class"))
        .allMatch(row -> row.has("quadratic_kappa_low"));
    assertThat(grades.comparisons())
        .noneMatch(comparison -> comparison.measure() == Measure.QUADRATIC_KAPPA);
    List<String> lines = ConsoleReport.lines(grades);
    assertThat(lines).anyMatch(line -> line.matches(" +arm +seeds +quadratic κ +95 %"));
    assertThat(lines).anyMatch(line -> line.matches(" +apga +2/2 +0\\.\\d\\d ± 0.* \\.\\. 0.*"));
    assertThat(ConsoleReport.lines(report(run()))).noneMatch(line -> line.contains("κ"));
    assertThat(lines).anyMatch(line -> line.contains("macro AUROC"));
  }

  @Test
  void whetherClassesAreGradesIsInThePlanAndNotInTheFirstTrial(@TempDir Path root)
      throws IOException {
    ResultStore store = ResultStore.open(root.toString(), new Configuration());
    ObjectNode plan = JsonFile.object();
    plan.putObject("settings").put("data.ordered", "true");
    plan.putArray("trials").addObject().put("trial", "kinds-elbow-apga-0");
    store.plans().freeze("kinds", plan);

    assertThat(RunReports.settings(store, "kinds").ordered()).isTrue();
    assertThat(RunReports.isOrdered(store, "kinds-elbow-apga-0")).isTrue();
    assertThat(RunReports.settings(store, "other").ordered()).isFalse();
    assertThat(RunReports.isOrdered(store, "other")).isFalse();
  }

  @Test
  void modelsTogetherHaveATemperatureAndNoThreshold() {
    assertThat(report(run()).ensembles())
        .filteredOn(one -> one.level() == Level.IMAGE && one.scores() == ScoreKind.PLAIN)
        .extracting(one -> one.cell().arm() + " " + one.adjusted())
        .containsExactly(
            "baseline NONE",
            "baseline TEMPERATURE",
            "continue NONE",
            "continue TEMPERATURE",
            "apga NONE",
            "apga TEMPERATURE");
  }

  @Test
  void imagesAreNotMatched() {
    assertThat(
            new ReportSettings(RESAMPLING)
                .withMatch(List.of("age"))
                .problems(java.util.Set.of(), 3))
        .containsExactly(
            "Cannot match images by age: a pair is an abnormal and a normal image, and there are 3"
                + " classes. Request no pairs.");
  }

  @Test
  void twoClassesHaveTheirOwnNamesOnThePage(@TempDir Path root) throws IOException {
    SimulatedRun run =
        new SimulatedRun("now")
            .ofClasses("none", "fracture")
            .with("elbow", "baseline", 0.6, 0, 1)
            .with("elbow", "apga", 0.9, 0, 1);

    String page = StoredRun.of(root, run).page(asked(false));

    assertThat(page)
        .contains(" fracture.</p>", "fracture over 0.")
        .contains("classified as fracture if the probability of fracture is above 0.5")
        .contains("The probability is that of class fracture.", "called fracture")
        .contains("test images&#39; own class (all are fracture)")
        .contains(">TP<", "sensitivity %")
        .doesNotContain("abnormal", "macro");
    assertThat(report(run).classes().metrics()).isEqualTo(Metric.OF_TWO);
    assertThat(new ReportRows(report(run)).metrics()).noneMatch(row -> row.has("class"));
  }

  @Test
  void ofMoreClassesTheMeanOfAurocIsNamedAndTheCalledClassIsBesideGradCam(@TempDir Path root)
      throws IOException {
    SimulatedRun run =
        new SimulatedRun("now")
            .ofClasses("normal", "fracture", "plate")
            .with("elbow", "baseline", 0.6, 0, 1)
            .with("elbow", "apga", 0.9, 0, 1);

    String page = StoredRun.of(root, run).page(asked(true));

    assertThat(page)
        .contains("<th scope=\"col\" class=\"n\">macro AUROC</th>", ", called plate")
        .contains("quadratic kappa", "Comparisons by macro AUROC")
        .doesNotContain("abnormal");
    assertThat(page.split("called plate", -1)).hasSizeGreaterThan(2);
  }

  @Test
  void thePageShowsWhichClassIsCalledWhich(@TempDir Path root) throws IOException {
    String page = StoredRun.of(root, run()).page();

    assertThat(page)
        .contains("Confusion matrices", "<th scope=\"col\" class=\"n\">plate</th>")
        .contains("Each class against all others, test images", "balanced accuracy %")
        .doesNotContain(
            ">TP<",
            ">specificity %</th><th scope=\"col\" class=\"n\">AUROC</th><th scope=\"col\" class=\"n\">kappa");
    assertThat(page).contains("class=\"n shade");
    // Counts, then the share of the row and its interval.
    assertThat(page).containsPattern("[0-9.]+ \\([0-9.]+ %, [0-9.]+ to [0-9.]+(, exact)?\\)");
  }
}
