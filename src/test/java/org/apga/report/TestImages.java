package org.apga.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.files.JsonFile;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Test images of elbows with attributes, and the scores of a run's networks for them. */
final class TestImages {
  private final List<Row> images = new ArrayList<>();

  /** Adds an image. */
  TestImages with(String patient, int label, double probability, String... attributes) {
    Map<String, String> known = new TreeMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      known.put(attributes[i], attributes[i + 1]);
    }
    Row.Builder row = Row.builder(Tables.PREDICTIONS).set("split", "test");
    row.set("path", String.format("%05d.png", images.size())).set("patient", patient);
    row.set("study", "s" + patient + label).set("label", label).set("probability", probability);
    if (!known.isEmpty()) {
      var json = JsonFile.object();
      known.forEach(json::put);
      row.set("attributes", json.toString());
    }
    images.add(row.build());
    return this;
  }

  /** Adds {@code n} images of a class, each of another patient; {@code right} are called right. */
  TestImages with(int n, int right, int label, String... attributes) {
    for (int i = 0; i < n; i++) {
      boolean abnormal = (label == 1) == (i < right);
      with("p" + images.size(), label, abnormal ? 0.9 : 0.1, attributes);
    }
    return this;
  }

  List<Row> rows() {
    return images;
  }

  /** A run of one arm whose seeds all give the same scores. */
  RunResults results(String arm, long... seeds) {
    Predictions predictions = new Predictions();
    List<Row> trials = new ArrayList<>();
    for (long seed : seeds) {
      Row trial = TrialsOf.completed(arm, seed, 0.5).build();
      trials.add(trial);
      images.forEach(
          row -> predictions.add(row.toBuilder().set("trial", trial.text("trial")).build()));
    }
    return new RunResults("r", trials, predictions);
  }
}
