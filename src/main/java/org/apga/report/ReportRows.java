package org.apga.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apga.files.JsonFile;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.McNemar;
import org.apga.metrics.stats.PairedComparison;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;

/** Turns a report into rows of its tables. */
public record ReportRows(RunReport report) {
  List<Row> metrics() {
    List<Row> rows = new ArrayList<>();
    for (TrialMetrics trial : report.metrics()) {
      rows.add(
          measured(
              row(trial),
              trial.metrics(),
              trial.patients(),
              trial.intervals(),
              Ensemble.Adjustment.NONE));
      for (int c = 0; c < trial.classes().size(); c++) {
        TrialMetrics.OfClass one = trial.classes().get(c);
        Row.Builder row = row(trial).set("class", report.classes().names().get(c));
        rows.add(ofTwo(row, one.metrics(), trial.patients(), one.intervals()));
      }
    }
    return rows;
  }

  List<Row> pairs() {
    return report.pairs().stream().map(this::row).toList();
  }

  List<Row> comparisons() {
    return report.comparisons().stream().map(this::row).toList();
  }

  private static Row.Builder row(TrialMetrics trial) {
    Row.Builder row = Row.builder(Tables.METRICS).set("trial", trial.trial());
    cell(row, trial.cell());
    row.set("seed", trial.seed()).set("split", trial.split()).set("level", trial.level().label());
    return row.set("scores", trial.scores().label());
  }

  List<Row> ensembles() {
    return report.ensembles().stream().map(this::row).toList();
  }

  private Row row(Ensemble ensemble) {
    Row.Builder row = Row.builder(Tables.ENSEMBLES);
    cell(row, ensemble.cell());
    row.set("models", ensemble.models()).set("asked", ensemble.asked());
    row.set("level", ensemble.level().label()).set("scores", ensemble.scores().label());
    row.set("adjusted", ensemble.adjusted().label()).set("fitted", ensemble.value());
    return measured(
        row, ensemble.metrics(), ensemble.patients(), ensemble.intervals(), ensemble.adjusted());
  }

  List<Row> subgroups() {
    return report.subgroups().subgroups().stream().map(this::row).toList();
  }

  private Row row(SubgroupReport.Subgroup subgroup) {
    Row.Builder row = Row.builder(Tables.SUBGROUPS);
    row.set("attribute", subgroup.attribute()).set("value", subgroup.value());
    for (Metric metric : Subgroups.TESTED) {
      Reached.Figure figure = subgroup.reached().figure(metric);
      row.set(metric.label() + "_gap_p", figure.p());
      row.set(metric.label() + "_gap_p_holm", figure.holm());
      row.set(metric.label() + "_tests", figure.tests() == 0 ? null : figure.tests());
    }
    return row(row, subgroup.reached());
  }

  List<Row> matched() {
    String on = String.join(", ", report.subgroups().asked().match());
    List<Row> rows = new ArrayList<>();
    for (SubgroupReport.Matched matched : report.subgroups().matched()) {
      Row.Builder all = Row.builder(Tables.MATCHED).set("matched_on", on);
      rows.add(row(all.set("images", "all"), matched.all()));
      Row.Builder paired = Row.builder(Tables.MATCHED).set("matched_on", on);
      paired.set("images", "matched").set("pairs", matched.pairs());
      paired.set("left_out", matched.leftOut()).set("unknown", matched.unknown());
      rows.add(row(paired, matched.matched()));
    }
    return rows;
  }

  private Row row(Row.Builder row, Reached reached) {
    cell(row, reached.cell());
    row.set("seeds", reached.seeds()).set("n", reached.n());
    row.set("positives", report.classes().areTwo() ? reached.positives() : null);
    row.set("patients", reached.patients());
    row.set("too_few", reached.tooFew().isEmpty() ? null : reached.tooFew());
    for (Metric metric : Subgroups.METRICS) {
      Reached.Figure figure = reached.figure(metric);
      row.set(metric.label(), figure.value()).set(metric.label() + "_gap", figure.gap());
      interval(row, metric.label() + "_", figure.interval());
      interval(row, metric.label() + "_gap_", figure.gapInterval());
    }
    Map<Metric, Interval> intervals = new EnumMap<>(Metric.class);
    reached.figures().forEach((metric, figure) -> intervals.put(metric, figure.interval()));
    exact(row, Subgroups.METRICS, intervals);
    return drawn(row);
  }

  private Row measured(
      Row.Builder row,
      ClassificationMetrics metrics,
      int patients,
      Map<Metric, Interval> intervals,
      Ensemble.Adjustment adjusted) {
    row.set("n", metrics.n()).set("patients", patients);
    if (report.classes().areTwo()) {
      calls(row, metrics);
    } else {
      row.set("confusion", JsonFile.listOf(metrics.confusion()));
    }
    for (Metric metric : report.classes().metrics()) {
      figure(row, metric, adjusted.keeps(metric) ? metrics : null, intervals);
    }
    exact(row, report.classes().metrics(), intervals);
    return drawn(row);
  }

  /** One class against all others, without metrics that need probabilities of two classes. */
  private Row ofTwo(
      Row.Builder row,
      ClassificationMetrics metrics,
      int patients,
      Map<Metric, Interval> intervals) {
    calls(row.set("n", metrics.n()).set("patients", patients), metrics);
    for (Metric metric : Metric.OF_CLASS) {
      figure(row, metric, metrics, intervals);
    }
    exact(row, Metric.OF_CLASS, intervals);
    return drawn(row);
  }

  private static void calls(Row.Builder row, ClassificationMetrics metrics) {
    row.set("positives", metrics.positives());
    row.set("true_positives", metrics.tp()).set("false_positives", metrics.fp());
    row.set("true_negatives", metrics.tn()).set("false_negatives", metrics.fn());
  }

  private static void figure(
      Row.Builder row,
      Metric metric,
      @Nullable ClassificationMetrics metrics,
      Map<Metric, Interval> intervals) {
    row.set(metric.label(), metrics == null ? Double.NaN : metric.of(metrics));
    interval(row, metric.label() + "_", intervals.getOrDefault(metric, Interval.NONE));
  }

  private Row row(SeedPair pair) {
    Row.Builder row = Row.builder(Tables.PAIRS);
    cell(row, pair.cell());
    row.set("against", pair.against()).set("control", pair.cell().control().orElse(null));
    row.set("against_control", pair.cell().isControl(pair.against())).set("seed", pair.seed());
    row.set("status", pair.status()).set("trial", pair.trial().isEmpty() ? null : pair.trial());
    row.set("against_trial", pair.againstTrial().isEmpty() ? null : pair.againstTrial());
    pair.deltas()
        .forEach(
            (measure, delta) -> {
              String column = "delta_" + measure.label();
              row.set(column, delta.value());
              interval(row, column + "_", delta.interval());
            });
    McNemar studies = pair.studies();
    if (studies != null) {
      row.set("studies_both_right", studies.bothRight())
          .set("studies_only_arm_right", studies.onlyFirst())
          .set("studies_only_against_right", studies.onlySecond())
          .set("studies_both_wrong", studies.bothWrong())
          .set("mcnemar_p", studies.p());
    }
    return drawn(row);
  }

  private Row row(Comparison comparison) {
    PairedComparison paired = comparison.paired();
    Completeness seeds = comparison.seeds();
    Row.Builder row = Row.builder(Tables.COMPARISONS);
    cell(row, comparison.cell());
    row.set("against", comparison.against());
    row.set("control", comparison.cell().control().orElse(null));
    row.set("against_control", comparison.isAgainstControl());
    row.set("variance", report.variance().label());
    row.set("tried", comparison.tried()).set("against_tried", comparison.againstTried());
    row.set("measure", comparison.measure().label()).set("parts", comparison.parts());
    row.set("parts_expected", comparison.partsExpected()).set("expected", seeds.expected());
    row.set("done", seeds.done()).set("failed", seeds.failed()).set("missing", seeds.missing());
    row.set("partial", comparison.isPartial()).set("mean", paired.deltas().summary().mean());
    row.set("sd", paired.deltas().summary().sd()).set("better", paired.better());
    row.set("p", paired.signs().p()).set("p_exact", paired.signs().exact());
    row.set("p_holm", comparison.correction().p()).set("p_least", comparison.leastP());
    row.set("p_holm_least", comparison.correction().leastP());
    row.set("p_signed_rank", comparison.signedRankP());
    if (!comparison.isOverParts() || comparison.correction().tests() > 0) {
      row.set("tests", comparison.correction().tests());
    }
    interval(row, "", paired.student());
    interval(row, "bca_", paired.bca());
    interval(row, "two_level_", paired.twoLevel());
    return drawn(row);
  }

  static Row.Builder cell(Row.Builder row, CellName cell) {
    row.set("variant", cell.variant().isEmpty() ? null : cell.variant());
    return row.set("part", cell.part()).set("shots", cell.shots()).set("arm", cell.arm());
  }

  /** The interval in the columns that end in {@code _low} and {@code _high}. */
  public static Interval interval(Row row, String figure) {
    boolean exact =
        row.has("exact_intervals")
            && List.of(row.text("exact_intervals").split(", ")).contains(figure);
    return new Interval(row.real(figure + "_low"), row.real(figure + "_high"), exact);
  }

  static void interval(Row.Builder row, String prefix, Interval interval) {
    row.set(prefix + "low", interval.low()).set(prefix + "high", interval.high());
  }

  /** Names in one column; null if there are none. */
  static @Nullable String names(List<String> names) {
    return names.isEmpty() ? null : String.join(", ", names);
  }

  private static void exact(
      Row.Builder row, List<Metric> metrics, Map<Metric, Interval> intervals) {
    row.set(
        "exact_intervals",
        names(
            metrics.stream()
                .filter(metric -> intervals.getOrDefault(metric, Interval.NONE).exact())
                .map(Metric::label)
                .toList()));
  }

  private Row drawn(Row.Builder row) {
    return row.set("resamples", report.resampling().resamples())
        .set("resampling_seed", report.resampling().seed())
        .build();
  }
}
