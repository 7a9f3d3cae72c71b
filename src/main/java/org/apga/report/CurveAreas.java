package org.apga.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apga.metrics.Summary;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.PatientBootstrap;
import org.apga.metrics.stats.Resampled;
import org.apga.metrics.stats.Resampling;
import org.apga.store.Row;

/**
 * Areas below deletion and insertion curves of a cell, with 95 % intervals over seeds and the
 * patients of the images whose curves were measured. Trials of older versions kept only the mean
 * over images; their interval is Student's over seeds, for these images.
 */
record CurveAreas(TrialGrid grid, Predictions predictions, Resampling resampling) {
  /** The columns of areas in the tables trials and predictions. */
  static final List<String> COLUMNS =
      Stream.of("policy", "gradcam", "random")
          .flatMap(map -> Stream.of(map + "_deletion_area", map + "_insertion_area"))
          .toList();

  /** Sets the columns of a cell's areas. */
  void set(Row.Builder row, CellName cell) {
    for (String column : COLUMNS) {
      Summary summary = Summary.of(grid.values(cell, column).values());
      row.set(column + "_mean", summary.mean()).set(column + "_sd", summary.sd());
      List<String> trials =
          grid.completed(cell).values().stream()
              .filter(trial -> trial.has(column))
              .map(trial -> trial.text("trial"))
              .toList();
      Map<String, Integer> places = places(trials, column);
      Interval both =
          Resampled.overSeeds(
              trials.stream().map(trial -> resampled(cell, trial, column, places)).toList(),
              resampling);
      if (both.isKnown()) {
        row.set("curve_patients", places.size());
      }
      ReportRows.interval(row, column + "_", both.isKnown() ? both : Interval.student(summary));
    }
  }

  /** An index per patient, in the order of names so that no draw depends on the order of trials. */
  private Map<String, Integer> places(List<String> trials, String column) {
    TreeSet<String> names = new TreeSet<>();
    trials.forEach(
        trial -> predictions.forEachArea(trial, column, (patient, area) -> names.add(patient)));
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    return places;
  }

  private Resampled resampled(
      CellName cell, String trial, String column, Map<String, Integer> places) {
    List<Double> areas = new ArrayList<>();
    List<Integer> patients = new ArrayList<>();
    predictions.forEachArea(
        trial,
        column,
        (patient, area) -> {
          areas.add(area);
          patients.add(places.getOrDefault(patient, -1));
        });
    return areas.isEmpty()
        ? Resampled.NONE
        : PatientBootstrap.of(resampling, cell.part(), Predictions.TEST, "curves")
            .mean(
                areas.stream().mapToDouble(Double::doubleValue).toArray(),
                patients.stream().mapToInt(Integer::intValue).toArray(),
                places.size());
  }
}
