package org.apga.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apga.metrics.Scored;
import org.apga.metrics.Studies;
import org.apga.report.Measure.Level;
import org.apga.report.Measure.ScoreKind;
import org.apga.store.Row;

/** What each trial said of each image, gathered from the table of predictions. */
public final class Predictions {
  /** The split whose figures are reported. */
  static final String TEST = "test";

  private final Map<String, Map<String, Images>> trials = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();

  private static final class Images {
    private final List<Scored> plain = new ArrayList<>();
    private final List<Scored> augmented = new ArrayList<>();
  }

  /**
   * Takes one row of {@link org.apga.store.Tables#PREDICTIONS}.
   *
   * @throws IllegalArgumentException if its label or a probability is out of range
   */
  public void add(Row row) {
    Images images =
        trials
            .computeIfAbsent(row.text("trial"), t -> new HashMap<>())
            .computeIfAbsent(row.text("split"), s -> new Images());
    int label = (int) row.whole("label");
    // A patient and a study appear once for every trial and image: one text for all of them.
    String study = names.computeIfAbsent(row.text("study"), n -> n);
    String patient = names.computeIfAbsent(row.text("patient"), n -> n);
    images.plain.add(new Scored(row.real("probability"), label, study, patient));
    if (row.has("tta_probability")) {
      images.augmented.add(new Scored(row.real("tta_probability"), label, study, patient));
    }
  }

  /** The splits that a trial has predictions of, in order of their names. */
  Set<String> splits(String trial) {
    return new TreeSet<>(trials.getOrDefault(trial, Map.of()).keySet());
  }

  /** What a trial said of a split; nothing where it has no such scores. */
  List<Scored> of(String trial, String split, Level level, ScoreKind scores) {
    Images images = trials.getOrDefault(trial, Map.of()).get(split);
    if (images == null) {
      return List.of();
    }
    List<Scored> scored = scores == ScoreKind.TTA ? images.augmented : images.plain;
    return level == Level.STUDY ? Studies.of(scored) : scored;
  }
}
