package org.apga.train;

import java.util.EnumMap;
import java.util.Map;
import org.apga.method.Measure;
import org.apga.method.Step;

/** Means of an epoch's measures, weighted by the images of each step. */
final class Means {
  private final EnumMap<Measure, Double> sums = new EnumMap<>(Measure.class);
  private long images;

  void add(Step step, int batchImages) {
    step.measures().forEach((m, value) -> sums.merge(m, value * batchImages, Double::sum));
    images += batchImages;
  }

  Map<Measure, Double> means() {
    EnumMap<Measure, Double> means = new EnumMap<>(Measure.class);
    sums.forEach((measure, sum) -> means.put(measure, sum / images));
    return means;
  }
}
