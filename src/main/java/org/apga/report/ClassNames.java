package org.apga.report;

import java.util.List;
import org.apga.files.JsonFile;
import org.apga.metrics.Metric;
import org.apga.store.Row;

/**
 * The classes of a run, as its trials tell them.
 *
 * @param names in the order of labels
 * @param ordered whether they are grades, from the first to the last
 */
public record ClassNames(List<String> names, boolean ordered) {
  /** Normal and abnormal. */
  static final ClassNames TWO = new ClassNames(List.of("normal", "abnormal"), false);

  public ClassNames {
    names = List.copyOf(names);
  }

  /**
   * Those of the first trial that names its classes; two where none does.
   *
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   */
  static ClassNames of(List<Row> trials) {
    return trials.stream()
        .filter(trial -> trial.has("classes"))
        .findFirst()
        .map(
            trial ->
                new ClassNames(JsonFile.list(trial.text("classes")), trial.has("quadratic_kappa")))
        .orElse(TWO);
  }

  /** Whether they are normal and abnormal, so that figures of these mean something. */
  public boolean areTwo() {
    return names.size() == 2;
  }

  /** What is measured of all of them together. */
  public List<Metric> metrics() {
    return Metric.of(names.size(), ordered);
  }
}
