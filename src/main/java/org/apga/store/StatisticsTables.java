package org.apga.store;

import static org.apga.store.Column.Type.FLAG;
import static org.apga.store.Column.Type.REAL;
import static org.apga.store.Column.Type.TEXT;
import static org.apga.store.Column.Type.WHOLE;
import static org.apga.store.Columns.cell;
import static org.apga.store.Columns.column;
import static org.apga.store.Columns.control;
import static org.apga.store.Columns.dataSet;
import static org.apga.store.Columns.interval;
import static org.apga.store.Columns.join;
import static org.apga.store.Columns.resampling;

import java.util.ArrayList;
import java.util.List;

/**
 * The tables that say how sure a run's figures are. They are made from {@link Tables#TRIALS} and
 * {@link Tables#PREDICTIONS} alone and can be made again.
 */
public final class StatisticsTables {
  /** In column {@code part}: what a row says of all parts together. No part's name has a blank. */
  public static final String ALL_PARTS = "all parts";

  /** One row a completed trial, split, level and kind of scores: metrics with intervals. */
  public static final TableSchema METRICS =
      new TableSchema(
          "metrics",
          join(
              cell(),
              List.of(
                  column("split", TEXT, "", "selection or test"),
                  column(
                      "level",
                      TEXT,
                      "",
                      "image, or study: mean probability of a study's images, abnormal if over 0.5"),
                  column("scores", TEXT, "", "plain, or tta: averaged with test-time augmentation"),
                  column("n", WHOLE, "", "images or studies"),
                  column("positives", WHOLE, "", "of them abnormal"),
                  column("patients", WHOLE, "patients", "they are of; intervals resample these"),
                  column("true_positives", WHOLE, "", "abnormal and called so"),
                  column("false_positives", WHOLE, "", "normal and called abnormal"),
                  column("true_negatives", WHOLE, "", "normal and called so"),
                  column("false_negatives", WHOLE, "", "abnormal and called normal")),
              sure("accuracy", "share", "called right"),
              sure("sensitivity", "share", "of the abnormal called so"),
              sure("specificity", "share", "of the normal called so"),
              sure("auroc", "", "area under the ROC curve, a tie counting half"),
              sure("kappa", "", "Cohen's kappa of calls and labels"),
              sure("brier", "", "mean squared error of the probability"),
              sure("ece", "share", "expected calibration error over ten bins of equal width"),
              sure("loss", "nat", "mean cross-entropy"),
              resampling(),
              List.of(dataSet())));

  /** One row an arm, rival and seed: two trials that started alike, on the test split. */
  public static final TableSchema PAIRS =
      new TableSchema(
          "pairs",
          join(
              List.of(
                  column("part", TEXT, "", "group of the data set"),
                  column("shots", TEXT, "", "full, or images of each class"),
                  column("arm", TEXT, "", "way of training"),
                  column("against", TEXT, "", "baseline, continue or the arm's control"),
                  control(),
                  againstControl(),
                  column("seed", WHOLE, "", "of both trials"),
                  column(
                      "status",
                      TEXT,
                      "",
                      "completed where both trials are, failed where one failed or was skipped, else missing"),
                  column("trial", TEXT, "", "id of the arm's trial"),
                  column("against_trial", TEXT, "", "id of the other")),
              delta("accuracy", "share", "accuracy of images"),
              delta("auroc", "", "AUROC of images"),
              delta("study_accuracy", "share", "accuracy of studies"),
              delta("study_auroc", "", "AUROC of studies"),
              delta("study_kappa", "", "Cohen's kappa of studies"),
              List.of(
                  column("studies_both_right", WHOLE, "studies", "called right by both"),
                  column("studies_only_arm_right", WHOLE, "studies", "by the arm alone"),
                  column("studies_only_against_right", WHOLE, "studies", "by the other alone"),
                  column("studies_both_wrong", WHOLE, "studies", "called wrong by both"),
                  column(
                      "mcnemar_p",
                      REAL,
                      "",
                      "exact two-sided p of McNemar's test on studies, not corrected for many tests")),
              resampling()));

  /** One row a part, shot, arm, rival and measure, and one over all parts: arms compared. */
  public static final TableSchema COMPARISONS =
      new TableSchema(
          "comparisons",
          join(
              List.of(
                  column("part", TEXT, "", "group of the data set; all parts: mean over them"),
                  column("shots", TEXT, "", "full, or images of each class"),
                  column("arm", TEXT, "", "way of training"),
                  column("against", TEXT, "", "baseline, continue or the arm's control"),
                  control(),
                  againstControl(),
                  column(
                      "measure",
                      TEXT,
                      "",
                      "accuracy or auroc of test images; study_accuracy, study_auroc or study_kappa"),
                  column("parts", WHOLE, "parts", "that the row is over; 1 but for all parts"),
                  column("parts_expected", WHOLE, "parts", "planned"),
                  column("expected", WHOLE, "seeds", "planned for both arms"),
                  column("done", WHOLE, "seeds", "completed by both; over all parts: in each part"),
                  column("failed", WHOLE, "seeds", "failed or skipped in one of the arms"),
                  column("missing", WHOLE, "seeds", "neither done nor failed yet"),
                  column(
                      "partial", FLAG, "", "whether seeds or parts that were planned are not in"),
                  column("mean", REAL, "", "of the deltas: arm minus against, same seed"),
                  column("sd", REAL, "", "of the deltas (n - 1)"),
                  column(
                      "low",
                      REAL,
                      "",
                      "lower end of the mean's 95 % interval: Student's t over seeds"),
                  column("high", REAL, "", "its upper end")),
              interval("bca", "", "the mean: BCa bootstrap over seeds, too narrow below 20 seeds"),
              interval("two_level", "", "the mean: bootstrap over seeds and patients"),
              List.of(
                  column(
                      "better",
                      REAL,
                      "share",
                      "of the two-level resamples in which the arm is better: P(arm > against)"),
                  column("p", REAL, "", "two-sided, by flipping the deltas' signs"),
                  column("p_exact", FLAG, "", "whether all flips were tried, or a random sample"),
                  column(
                      "p_holm", REAL, "", "p corrected for the parts' tests; null over all parts"),
                  column("tests", WHOLE, "tests", "that p_holm is corrected for"),
                  column("p_least", REAL, "", "the smallest p that so many seeds can reach"),
                  column(
                      "p_holm_least", REAL, "", "the smallest p_holm that so many seeds can reach"),
                  column(
                      "p_signed_rank",
                      REAL,
                      "",
                      "over all parts: Wilcoxon's signed rank test of the parts' mean deltas")),
              resampling()));

  private StatisticsTables() {}

  private static Column againstControl() {
    return column(
        "against_control",
        FLAG,
        "",
        "whether it is what was asked: a treatment against its own control; false for all others");
  }

  private static List<Column> sure(String name, String unit, String meaning) {
    List<Column> columns = new ArrayList<>();
    columns.add(column(name, REAL, unit, meaning));
    columns.addAll(interval(name, unit, name + " over patients"));
    return columns;
  }

  private static List<Column> delta(String name, String unit, String meaning) {
    List<Column> columns = new ArrayList<>();
    columns.add(column("delta_" + name, REAL, unit, meaning + ", arm minus against"));
    columns.addAll(interval("delta_" + name, unit, "delta_" + name + " over patients"));
    return columns;
  }
}
