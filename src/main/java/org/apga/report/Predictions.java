package org.apga.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.IntStream;
import org.apache.commons.math3.util.ResizableDoubleArray;
import org.apga.files.JsonFile;
import org.apga.metrics.Probabilities;
import org.apga.metrics.Scored;
import org.apga.metrics.Studies;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;

/** Each trial's probabilities for each image, from the table of predictions. */
public final class Predictions {
  /** The split whose figures are reported. */
  static final String TEST = "test";

  private final Map<String, Map<String, Scores>> trials = new HashMap<>();
  private final Map<Image, Image> images = new HashMap<>();

  /** Further columns of the manifest, by their JSON, so that images share equal ones. */
  private final Map<String, Map<String, String>> attributes = new HashMap<>();

  /**
   * An image, which appears once for every trial; all trials share one object.
   *
   * @param attributes values of further columns of the manifest, by column
   */
  record Image(
      String path, int label, String study, String patient, Map<String, String> attributes) {
    Scored scored(Probabilities said) {
      return new Scored(said, label, study, patient);
    }
  }

  /** The trials that were joined, in the order of their folds, by the id of the joined trial. */
  private final Map<String, List<String>> folds = new HashMap<>();

  /** Areas below the curves of some test images, by trial and column. */
  private final Map<String, Map<String, Areas>> areas = new HashMap<>();

  /** The areas of one trial in one column, with the patient of each image. */
  private static final class Areas {
    private final List<String> patients = new ArrayList<>();
    private final ResizableDoubleArray values = new ResizableDoubleArray();
  }

  /**
   * One trial's predictions on one split. There are millions of rows, so each takes only a few
   * bytes.
   */
  private static final class Scores {
    private final Said plain = new Said();
    private final Said augmented = new Said();

    Said of(ScoreKind scores) {
      return scores == ScoreKind.TTA ? augmented : plain;
    }
  }

  /** Probabilities for images; with two classes only that of the second is stored. */
  private static final class Said {
    private final List<Image> images = new ArrayList<>();
    private final ResizableDoubleArray probabilities = new ResizableDoubleArray();
    private int classes = 2;

    void add(Image image, Probabilities said) {
      if (images.isEmpty()) {
        classes = said.classes();
      } else if (classes != said.classes()) {
        throw new IllegalArgumentException(
            ("Cannot read the prediction of %s: it has %d classes, other images of the trial have"
                    + " %d. Run the trial again.")
                .formatted(image.path, said.classes(), classes));
      }
      images.add(image);
      for (int c = classes == 2 ? 1 : 0; c < classes; c++) {
        probabilities.addElement(said.of(c));
      }
    }

    Probabilities get(int i) {
      if (classes == 2) {
        return Probabilities.ofAbnormal(probabilities.getElement(i));
      }
      double[] all = new double[classes];
      Arrays.setAll(all, c -> probabilities.getElement(i * classes + c));
      return Probabilities.of(all);
    }

    List<Scored> scored() {
      return IntStream.range(0, images.size()).mapToObj(i -> images.get(i).scored(get(i))).toList();
    }
  }

  /** Sums of several trials' probabilities for one image. */
  private static final class Sums {
    private final double[] sums;
    private int trials;

    Sums(int classes) {
      sums = new double[classes];
    }

    void add(Probabilities said) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += said.of(c);
      }
      trials++;
    }

    /** Limited to 1, because rounding can exceed it. */
    Probabilities mean() {
      double[] mean = new double[sums.length];
      Arrays.setAll(mean, c -> Math.min(1, sums[c] / trials));
      return sums.length == 2 ? Probabilities.ofAbnormal(mean[1]) : Probabilities.of(mean);
    }
  }

  /**
   * Adds one row of {@link org.apga.store.Tables#PREDICTIONS}.
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
    scores.plain.add(image, said(row, "", image));
    for (String column : CurveAreas.COLUMNS) {
      if (row.has(column)) {
        Areas known =
            areas
                .computeIfAbsent(row.text("trial"), t -> new HashMap<>())
                .computeIfAbsent(column, c -> new Areas());
        known.patients.add(image.patient);
        known.values.addElement(row.real(column));
      }
    }
    if (row.has("tta_probability")) {
      scores.augmented.add(image, said(row, "tta_", image));
    }
  }

  /** Checks the range here, where the row is known. */
  private static Probabilities said(Row row, String prefix, Image image) {
    if (!row.has(prefix + "probabilities")) {
      double probability = row.real(prefix + "probability");
      return new Scored(probability, image.label, image.study, image.patient).probabilities();
    }
    double[] all =
        JsonFile.reals(row.text(prefix + "probabilities")).values().stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    return image.scored(Probabilities.of(all)).probabilities();
  }

  /**
   * Joins several trials' predictions on the test split to those of one trial. An image that
   * several of them scored gets their mean.
   *
   * @param id of the joined trial
   * @param of trials of folds, in the order of the folds
   */
  void join(String id, List<String> of) {
    folds.put(id, List.copyOf(of));
    Scores joined = new Scores();
    for (ScoreKind scores : ScoreKind.values()) {
      Map<Image, Sums> sums = new LinkedHashMap<>();
      for (String trial : of) {
        Said found =
            trials.getOrDefault(trial, Map.of()).getOrDefault(TEST, new Scores()).of(scores);
        for (int i = 0; i < found.images.size(); i++) {
          sums.computeIfAbsent(found.images.get(i), image -> new Sums(found.classes))
              .add(found.get(i));
        }
      }
      sums.forEach((image, sum) -> joined.of(scores).add(image, sum.mean()));
    }
    trials.put(id, Map.of(TEST, joined));
  }

  /** The trials that were joined under an id; the id itself if there are none. */
  List<String> folds(String id) {
    return folds.getOrDefault(id, List.of(id));
  }

  /** Adds the patients of a trial's predictions to those of each split. */
  void addPatients(String trial, Map<String, Set<String>> bySplit) {
    trials
        .getOrDefault(trial, Map.of())
        .forEach(
            (split, scores) -> {
              Set<String> names = bySplit.computeIfAbsent(split, s -> new HashSet<>());
              scores.plain.images.forEach(image -> names.add(image.patient));
            });
  }

  /**
   * The mean of trials' scores of a split's images or studies; empty if one of them has no such
   * scores, or has them for other images.
   */
  List<Scored> mean(List<String> of, String split, Level level, ScoreKind scores) {
    Map<Image, Sums> sums = new LinkedHashMap<>();
    for (String trial : of) {
      Said found =
          trials.getOrDefault(trial, Map.of()).getOrDefault(split, new Scores()).of(scores);
      if (found.images.isEmpty() || !sums.isEmpty() && sums.size() != found.images.size()) {
        return List.of();
      }
      boolean first = sums.isEmpty();
      for (int i = 0; i < found.images.size(); i++) {
        Image image = found.images.get(i);
        if (!first && !sums.containsKey(image)) {
          return List.of();
        }
        sums.computeIfAbsent(image, seen -> new Sums(found.classes)).add(found.get(i));
      }
    }
    List<Scored> mean = new ArrayList<>(sums.size());
    sums.forEach((image, sum) -> mean.add(image.scored(sum.mean())));
    return level == Level.STUDY ? Studies.of(mean) : mean;
  }

  /**
   * Passes the areas below the curves of a trial's images to an action; for a joined trial those of
   * all its folds.
   *
   * @param action receives an image's patient and area
   */
  void forEachArea(String trial, String column, ObjDoubleConsumer<String> action) {
    for (String fold : folds(trial)) {
      Areas known = areas.getOrDefault(fold, Map.of()).get(column);
      for (int i = 0; known != null && i < known.patients.size(); i++) {
        action.accept(known.patients.get(i), known.values.getElement(i));
      }
    }
  }

  /** The test images for which a trial has plain scores, in the order of {@link #of}. */
  List<Image> tested(String trial) {
    Scores found = trials.getOrDefault(trial, Map.of()).get(TEST);
    return found == null ? List.of() : Collections.unmodifiableList(found.plain.images);
  }

  /** A trial's scores on a split; empty if it has none of this kind. */
  List<Scored> of(String trial, String split, Level level, ScoreKind scores) {
    Scores found = trials.getOrDefault(trial, Map.of()).get(split);
    if (found == null) {
      return List.of();
    }
    List<Scored> scored = found.of(scores).scored();
    return level == Level.STUDY ? Studies.of(scored) : scored;
  }
}
