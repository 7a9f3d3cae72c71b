package org.apga.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.util.ResizableDoubleArray;
import org.apga.metrics.Scored;
import org.apga.metrics.Studies;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;

/** What each trial said of each image, gathered from the table of predictions. */
public final class Predictions {
  /** The split whose figures are reported. */
  static final String TEST = "test";

  private final Map<String, Map<String, Scores>> trials = new HashMap<>();
  private final Map<Image, Image> images = new HashMap<>();

  /** An image appears once for every trial: one object for all of them. */
  private record Image(String path, int label, String study, String patient) {
    Scored scored(double probability) {
      return new Scored(probability, label, study, patient);
    }
  }

  /** What one trial said of one split: millions of rows, some bytes each. */
  private static final class Scores {
    private final List<Image> images = new ArrayList<>();
    private final ResizableDoubleArray plain = new ResizableDoubleArray();
    private final List<Image> augmentedImages = new ArrayList<>();
    private final ResizableDoubleArray augmented = new ResizableDoubleArray();

    List<Image> images(ScoreKind scores) {
      return scores == ScoreKind.TTA ? augmentedImages : images;
    }

    ResizableDoubleArray probabilities(ScoreKind scores) {
      return scores == ScoreKind.TTA ? augmented : plain;
    }

    private static List<Scored> scored(List<Image> images, ResizableDoubleArray probabilities) {
      List<Scored> scored = new ArrayList<>(images.size());
      for (int i = 0; i < images.size(); i++) {
        scored.add(images.get(i).scored(probabilities.getElement(i)));
      }
      return scored;
    }
  }

  /**
   * Takes one row of {@link org.apga.store.Tables#PREDICTIONS}.
   *
   * @throws IllegalArgumentException if its label or a probability is out of range
   */
  public void add(Row row) {
    Scores scores =
        trials
            .computeIfAbsent(row.text("trial"), t -> new HashMap<>())
            .computeIfAbsent(row.text("split"), s -> new Scores());
    Image image =
        images.computeIfAbsent(
            new Image(
                row.text("path"), (int) row.whole("label"), row.text("study"), row.text("patient")),
            i -> i);
    // A score that is out of range throws here, where the row is known.
    scores.plain.addElement(image.scored(row.real("probability")).probability());
    scores.images.add(image);
    if (row.has("tta_probability")) {
      scores.augmented.addElement(image.scored(row.real("tta_probability")).probability());
      scores.augmentedImages.add(image);
    }
  }

  /** Adds the patients whom a trial's predictions are of to those of each split. */
  void addPatients(String trial, Map<String, Set<String>> bySplit) {
    trials
        .getOrDefault(trial, Map.of())
        .forEach(
            (split, scores) -> {
              Set<String> names = bySplit.computeIfAbsent(split, s -> new HashSet<>());
              scores.images.forEach(image -> names.add(image.patient));
            });
  }

  /**
   * The mean of what trials said of a split's images, or of its studies; nothing where one of them
   * has no such scores, or not of the same images.
   */
  List<Scored> mean(List<String> of, String split, Level level, ScoreKind scores) {
    Map<Image, Double> sums = new LinkedHashMap<>();
    for (String trial : of) {
      Scores found = trials.getOrDefault(trial, Map.of()).get(split);
      List<Image> seen = found == null ? List.of() : found.images(scores);
      if (found == null || seen.isEmpty() || !sums.isEmpty() && sums.size() != seen.size()) {
        return List.of();
      }
      boolean first = sums.isEmpty();
      for (int i = 0; i < seen.size(); i++) {
        if (!first && !sums.containsKey(seen.get(i))) {
          return List.of();
        }
        sums.merge(seen.get(i), found.probabilities(scores).getElement(i), Double::sum);
      }
    }
    List<Scored> mean = new ArrayList<>(sums.size());
    // A mean of numbers up to 1 may be rounded to more.
    sums.forEach((image, sum) -> mean.add(image.scored(Math.min(1, sum / of.size()))));
    return level == Level.STUDY ? Studies.of(mean) : mean;
  }

  /** What a trial said of a split; nothing where it has no such scores. */
  List<Scored> of(String trial, String split, Level level, ScoreKind scores) {
    Scores found = trials.getOrDefault(trial, Map.of()).get(split);
    if (found == null) {
      return List.of();
    }
    List<Scored> scored = Scores.scored(found.images(scores), found.probabilities(scores));
    return level == Level.STUDY ? Studies.of(scored) : scored;
  }
}
