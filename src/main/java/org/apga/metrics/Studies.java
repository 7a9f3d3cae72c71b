package org.apga.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Aggregates images to studies as MURA's authors do (Rajpurkar et al. 2018, section 3): a study's
 * probability of a class is the mean over its images.
 */
public final class Studies {
  private Studies() {}

  /**
   * One score per study, in the order in which the studies first appear.
   *
   * @throws IllegalArgumentException if the images of a study differ in label, patient or classes
   */
  public static List<Scored> of(List<Scored> images) {
    Map<String, List<Scored>> byStudy = new LinkedHashMap<>();
    for (Scored image : images) {
      byStudy.computeIfAbsent(image.study(), study -> new ArrayList<>()).add(image);
    }
    return byStudy.values().stream().map(Studies::merge).toList();
  }

  private static Scored merge(List<Scored> images) {
    Scored first = images.get(0);
    double[] means = new double[ScoreSheet.classes(images)];
    for (Scored image : images) {
      if (image.label() != first.label()) {
        throw new IllegalArgumentException(
            "Cannot score study %s: its images are labelled %s. Correct the manifest."
                .formatted(
                    first.study(),
                    first.classes() == 2
                        ? "both normal and abnormal"
                        : "class %s and class %s".formatted(first.label(), image.label())));
      }
      if (!image.patient().equals(first.patient())) {
        throw new IllegalArgumentException(
            ("Cannot score study %s: its images are of patients %s and %s. Make study names unique"
                    + " within the data set.")
                .formatted(first.study(), first.patient(), image.patient()));
      }
      for (int c = 0; c < means.length; c++) {
        means[c] += image.probabilities().of(c);
      }
    }
    for (int c = 0; c < means.length; c++) {
      means[c] /= images.size();
    }
    return new Scored(Probabilities.of(means), first.label(), first.study(), first.patient());
  }
}
