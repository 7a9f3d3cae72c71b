package org.apga.report.html;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.apga.metrics.Summary;
import org.apga.store.Row;

/** Figures of trials, of which a trial or an older version's table may lack some. */
final class Trials {
  private Trials() {}

  /** A column of TEXT; a dash where it is null. */
  static String text(Row trial, String column) {
    return trial.has(column) ? trial.text(column) : Digits.NONE;
  }

  /** A column of WHOLE; 0 where it is null. */
  static long whole(Row trial, String column) {
    return trial.has(column) ? trial.whole(column) : 0;
  }

  /** The most that any of the trials has in a column of WHOLE; 0 where none has anything. */
  static long most(List<Row> trials, String column) {
    return trials.stream().mapToLong(trial -> whole(trial, column)).max().orElse(0);
  }

  /** The defined values of a column of REAL. */
  static DoubleStream reals(List<Row> trials, String column) {
    return trials.stream().mapToDouble(trial -> trial.real(column)).filter(Double::isFinite);
  }

  /** These values summed up. */
  static Summary summary(List<Row> trials, String column) {
    return Summary.ofDefined(reals(trials, column));
  }

  /** The defined values of a figure summed up. */
  static Summary summary(List<Row> trials, ToDoubleFunction<Row> figure) {
    return Summary.ofDefined(trials.stream().mapToDouble(figure));
  }
}
