package org.apga.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apga.files.JsonFile;
import org.apga.metrics.Metric;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a report.
 *
 * @param names in the order of labels; of two, the second is the positive class
 * @param ordered whether they are grades, from the first to the last
 */
public record ClassNames(List<String> names, boolean ordered) {
  private static final List<String> NORMAL_AND_ABNORMAL = List.of("normal", "abnormal");
  private static final int MOST_TOLD = 8;

  public ClassNames {
    names = List.copyOf(names);
  }

  /**
   * The classes of the first trial that names them; normal and abnormal if none does.
   *
   * @param trials rows of {@link org.apga.store.Tables#TRIALS}
   */
  static List<String> of(List<Row> trials) {
    return trials.stream()
        .filter(trial -> trial.has("classes"))
        .findFirst()
        .map(trial -> JsonFile.list(trial.text("classes")))
        .orElse(NORMAL_AND_ABNORMAL);
  }

  /**
   * A sentence without its end if the completed trials of two runs have different classes, so that
   * no figure of one may be subtracted from a figure of the other.
   */
  static Optional<String> difference(
      String run, List<Row> trials, String other, List<Row> otherTrials) {
    List<Row> some = trials.stream().filter(TrialGrid::isCompleted).toList();
    List<Row> others = otherTrials.stream().filter(TrialGrid::isCompleted).toList();
    return some.isEmpty() || others.isEmpty() || of(some).equals(of(others))
        ? Optional.empty()
        : Optional.of(
            "run %s has the classes %s, run %s has %s"
                .formatted(run, told(of(some)), other, told(of(others))));
  }

  /** The names on one line; of many only the first. */
  public static String told(List<String> names) {
    int more = names.size() - MOST_TOLD;
    return names.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** The names as tables store them: as JSON; null for normal and abnormal. */
  public static @Nullable String stored(List<String> names) {
    return names.equals(NORMAL_AND_ABNORMAL) ? null : JsonFile.listOf(names);
  }

  /**
   * The training images of each class, {@code 91 normal, 86 fracture}; empty if they are not known.
   *
   * @param trial a row of {@link org.apga.store.Tables#TRIALS}
   */
  public Optional<String> ofTraining(Row trial) {
    if (!trial.has("train_classes")) {
      return Optional.empty();
    }
    List<String> counts = JsonFile.list(trial.text("train_classes"));
    return Optional.of(
        IntStream.range(0, names.size())
            .mapToObj(c -> counts.get(c) + " " + names.get(c))
            .collect(Collectors.joining(", ")));
  }

  /** Whether there are two, so that figures such as sensitivity are defined. */
  public boolean areTwo() {
    return names.size() == 2;
  }

  /** Whether they are grades, so that kappa with quadratic weights is defined. */
  public boolean haveOrder() {
    return ordered && !areTwo();
  }

  /** Of two classes the one that sensitivity, TP and FP are about. */
  public String positive() {
    return names.get(1);
  }

  /** The metrics over all classes. */
  public List<Metric> metrics() {
    return Metric.of(names.size(), ordered);
  }

  /** What AUROC is called: with more than two classes it is a mean over them. */
  public String auroc() {
    return areTwo() ? "AUROC" : "macro AUROC";
  }
}
