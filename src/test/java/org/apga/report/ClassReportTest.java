package org.apga.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
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
    return RunReport.of(
        run.results(),
        new ReportSettings(
            RESAMPLING, new EnsembleChoice(List.of(0L, 1L), Double.NaN), List.of(), List.of()));
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
                + " classes.");
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
