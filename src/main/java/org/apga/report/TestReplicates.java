package org.apga.report;

import java.util.HashMap;
import java.util.Map;

/** Values of the test split's measures in every resample of its patients, by trial. */
final class TestReplicates {
  private final Map<String, Map<Measure, double[]>> trials = new HashMap<>();

  void put(String trial, Measure measure, double[] values) {
    trials.computeIfAbsent(trial, t -> new HashMap<>()).put(measure, values);
  }

  /** A value a resample; none where the trial has no predictions. */
  double[] of(String trial, Measure measure) {
    return trials.getOrDefault(trial, Map.of()).getOrDefault(measure, new double[0]);
  }

  /** First minus second, a value a resample; none where one of them has no predictions. */
  double[] difference(String first, String second, Measure measure) {
    double[] one = of(first, measure);
    double[] other = of(second, measure);
    if (one.length != other.length) {
      return new double[0];
    }
    double[] difference = new double[one.length];
    for (int i = 0; i < one.length; i++) {
      difference[i] = one[i] - other[i];
    }
    return difference;
  }
}
