package org.apga.report;

import java.util.ArrayList;
import java.util.Collections;
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

  /** What the manifest says of images beside what each needs, by its JSON. */
  private final Map<String, Map<String, String>> attributes = new HashMap<>();

  /**
   * An image appears once for every trial: one object for all of them.
   *
   * @param attributes what else the manifest says of it, by column
   */
  record Image(
      String path, int label, String study, String patient, Map<String, String> attributes) {
    Scored scored(double probability) {
      return new Scored(probability, label, study, patient);
    }
  }

  /** The trials that were joined, in the order of their folds, by the id they have together. */
  private final Map<String, List<String>> folds = new HashMap<>();

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

    void add(ScoreKind scores, Image image, double probability) {
      images(scores).add(image);
      probabilities(scores).addElement(probability);
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
                row.text("path"),
                (int) row.whole("label"),
                row.text("study"),
                row.text("patient"),
                row.has("attributes")
                    ? attributes.computeIfAbsent(
                        row.text("attributes"), json -> Search.texts(row, "attributes"))
                    : Map.of()),
            i -> i);
    // A score that is out of range throws here, where the row is known.
    scores.add(ScoreKind.PLAIN, image, image.scored(row.real("probability")).probability());
    if (row.has("tta_probability")) {
      scores.add(ScoreKind.TTA, image, image.scored(row.real("tta_probability")).probability());
    }
  }

  /**
   * Takes what several trials said of the test split for one trial's: of an image that some of them
   * saw, their mean.
   *
   * @param id of it
   * @param of trials of folds, in the folds' order
   */
  void join(String id, List<String> of) {
    folds.put(id, List.copyOf(of));
    Scores joined = new Scores();
    for (ScoreKind scores : ScoreKind.values()) {
      Map<Image, double[]> sums = new LinkedHashMap<>();
      for (String trial : of) {
        Scores found = trials.getOrDefault(trial, Map.of()).getOrDefault(TEST, new Scores());
        List<Image> seen = found.images(scores);
        for (int i = 0; i < seen.size(); i++) {
          double[] sum = sums.computeIfAbsent(seen.get(i), image -> new double[2]);
          sum[0] += found.probabilities(scores).getElement(i);
          sum[1]++;
        }
      }
      sums.forEach((image, sum) -> joined.add(scores, image, Math.min(1, sum[0] / sum[1])));
    }
    trials.put(id, Map.of(TEST, joined));
  }

  /** The trials of the folds that an id stands for; itself where it stands for none. */
  List<String> folds(String id) {
    return folds.getOrDefault(id, List.of(id));
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

  /** The test images that a trial has plain scores of, in the order of {@link #of}. */
  List<Image> tested(String trial) {
    Scores found = trials.getOrDefault(trial, Map.of()).get(TEST);
    return found == null ? List.of() : Collections.unmodifiableList(found.images);
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
