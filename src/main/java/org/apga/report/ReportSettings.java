package org.apga.report;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apga.metrics.stats.Resampling;

/**
 * The settings of a report: {@code report.*} and {@code data.ordered}.
 *
 * @param subgroups columns of the manifest; each of their values gets figures
 * @param match columns in which an abnormal and a normal image of a matched pair agree
 * @param ordered whether the classes are grades, from the first to the last
 */
public record ReportSettings(
    Resampling resampling,
    EnsembleChoice ensembles,
    List<String> subgroups,
    List<String> match,
    boolean ordered) {
  /** Copies the lists. */
  public ReportSettings {
    subgroups = List.copyOf(subgroups);
    match = List.copyOf(match);
  }

  /** Only how to resample. */
  public ReportSettings(Resampling resampling) {
    this(resampling, EnsembleChoice.NONE, List.of(), List.of(), false);
  }

  /** Whether figures on subsets of the test images are requested. */
  public boolean asksOfSome() {
    return !subgroups.isEmpty() || !match.isEmpty();
  }

  /**
   * The requests that cannot be met, a sentence or two each; empty if all can.
   *
   * @param columns that images of the test split have
   * @param classes number of classes
   */
  public List<String> problems(Set<String> columns, int classes) {
    if (classes > 2 && !match.isEmpty()) {
      return List.of(
          "Cannot match images by %s: a pair is an abnormal and a normal image, and there are %d classes. Request no pairs."
              .formatted(String.join(", ", match), classes));
    }
    return Stream.concat(
            subgroups.stream()
                .filter(name -> !columns.contains(name))
                .map("show subgroups of "::concat),
            match.stream().filter(name -> !columns.contains(name)).map("match images by "::concat))
        .map(
            what ->
                String.format(
                    "Cannot %s: no image of the test split has that column. %s.",
                    what,
                    columns.isEmpty()
                        ? "A manifest's further columns are read (dataset-manifests/README.md); this one has none"
                        : "The columns are " + String.join(", ", new TreeSet<>(columns))))
        .toList();
  }

  /** With other resamples. */
  public ReportSettings with(Resampling other) {
    return new ReportSettings(other, ensembles, subgroups, match, ordered);
  }

  /** With other subgroups. */
  public ReportSettings withSubgroups(List<String> other) {
    return new ReportSettings(resampling, ensembles, other, match, ordered);
  }

  /** With pairs that agree in other columns. */
  public ReportSettings withMatch(List<String> other) {
    return new ReportSettings(resampling, ensembles, subgroups, other, ordered);
  }

  /** With classes that are grades, or are not. */
  public ReportSettings withOrdered(boolean other) {
    return new ReportSettings(resampling, ensembles, subgroups, match, other);
  }
}
