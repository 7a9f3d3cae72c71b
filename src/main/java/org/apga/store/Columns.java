package org.apga.store;

import static org.apga.store.Column.Type.REAL;
import static org.apga.store.Column.Type.TEXT;
import static org.apga.store.Column.Type.WHOLE;

import java.util.ArrayList;
import java.util.List;

/** Columns that several tables have. */
final class Columns {
  private Columns() {}

  static Column column(String name, Column.Type type, String unit, String meaning) {
    return new Column(name, type, unit, meaning);
  }

  static List<Column> cell() {
    return List.of(
        column("trial", TEXT, "", "id: everything that decides its numbers"),
        column("part", TEXT, "", "group of the data set"),
        column("arm", TEXT, "", "way of training"),
        column("shots", TEXT, "", "full, or images of each class"),
        column("seed", WHOLE, "", "of the trial"));
  }

  static List<Column> metrics(String prefix, String of) {
    return List.of(
        column(prefix + "accuracy", REAL, "share", "called right, " + of),
        column(prefix + "sensitivity", REAL, "share", "of the abnormal called so, " + of),
        column(prefix + "specificity", REAL, "share", "of the normal called so, " + of),
        column(prefix + "auroc", REAL, "", "area under the ROC curve, " + of),
        column(prefix + "kappa", REAL, "", "Cohen's, " + of),
        column(prefix + "brier", REAL, "", "mean squared error of the probability, " + of),
        column(prefix + "ece", REAL, "share", "expected calibration error over ten bins, " + of),
        column(prefix + "loss", REAL, "nat", "mean cross-entropy, " + of));
  }

  static List<Column> spread(String name, String unit, String meaning) {
    return List.of(
        column(name + "_mean", REAL, unit, meaning + ", mean over the seeds done"),
        column(name + "_sd", REAL, unit, meaning + ", standard deviation over seeds (n - 1)"));
  }

  static List<Column> sureSpread(String name, String unit, String meaning) {
    return join(
        spread(name, unit, meaning),
        interval(name, unit, "the mean, over seeds and patients (two-level bootstrap)"));
  }

  static List<Column> policyMasks(String when, String meaning) {
    return List.of(
        column(
            "mask_share_" + when,
            REAL,
            "share",
            "training pixels that the policy points at " + meaning),
        column(
            "mask_empty_" + when, REAL, "share", "training images of which it points at no pixel"),
        column(
            "mask_full_" + when,
            REAL,
            "share",
            "training images of which it points at every pixel"));
  }

  static Column control() {
    return column(
        "control",
        TEXT,
        "",
        "of a treatment: the arm that makes as many classifier steps a batch, in the grid or not");
  }

  static List<Column> deltas() {
    return join(
        delta("baseline", "baseline"),
        delta("continue", "continue"),
        List.of(control()),
        delta("control", "its control"));
  }

  private static List<Column> delta(String name, String of) {
    String meaning = "accuracy minus that of " + of + " with the same seed";
    return List.of(
        column("delta_" + name + "_n", WHOLE, "seeds", "with both"),
        column("delta_" + name + "_mean", REAL, "share", meaning + ", mean"),
        column("delta_" + name + "_sd", REAL, "share", meaning + ", standard deviation (n - 1)"));
  }

  @SafeVarargs
  static List<Column> join(List<Column>... lists) {
    List<Column> all = new ArrayList<>();
    for (List<Column> list : lists) {
      all.addAll(list);
    }
    return all;
  }

  static List<Column> interval(String name, String unit, String of) {
    return List.of(
        column(name + "_low", REAL, unit, "lower end of the 95 % interval of " + of),
        column(name + "_high", REAL, unit, "upper end of the 95 % interval of " + of));
  }

  static Column dataSet() {
    return column(
        "data_set",
        TEXT,
        "",
        "of evaluate: name of the data set that was scored; null: the grid's own");
  }

  static List<Column> resampling() {
    return List.of(
        column("resamples", WHOLE, "resamples", "that intervals are made of"),
        column("resampling_seed", WHOLE, "", "report.seed: decides what they draw"));
  }
}
