package org.apga.report;

import java.util.List;
import org.apga.files.JsonFile;
import org.apga.metrics.Metric;
import org.apga.store.Row;

/**
 * The classes of a run, as its trials name them.
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
   * The classes of the first trial that names them; normal and abnormal if none does.
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

  /** Whether they are normal and abnormal, so that figures such as sensitivity are defined. */
  public boolean areTwo() {
    return names.size() == 2;
  }

  /** The metrics over all classes. */
  public List<Metric> metrics() {
    return Metric.of(names.size(), ordered);
  }
}
