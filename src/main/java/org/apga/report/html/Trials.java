package org.apga.report.html;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apga.metrics.Summary;
import org.apga.store.Row;

/** Reads figures that a trial, or a table of an older version, may lack. */
final class Trials {
  private Trials() {}

  /** A column of TEXT; a dash if it is null. */
  static String text(Row trial, String column) {
    return trial.has(column) ? trial.text(column) : Digits.NONE;
  }

  /** A column of WHOLE; 0 if it is null. */
  static long whole(Row trial, String column) {
    return trial.has(column) ? trial.whole(column) : 0;
  }

  /** The largest value of the trials in a column of WHOLE; 0 if all are null. */
  static long most(List<Row> trials, String column) {
    return trials.stream().mapToLong(trial -> whole(trial, column)).max().orElse(0);
  }

  /** The defined values of a column of REAL. */
  static DoubleStream reals(List<Row> trials, String column) {
    return trials.stream().mapToDouble(trial -> trial.real(column)).filter(Double::isFinite);
  }

  /** The summary of these values. */
  static Summary summary(List<Row> trials, String column) {
    return Summary.ofDefined(reals(trials, column));
  }

  /** The summary of the defined values of a figure. */
  static Summary summary(List<Row> trials, ToDoubleFunction<Row> figure) {
    return Summary.ofDefined(trials.stream().mapToDouble(figure));
  }
}
