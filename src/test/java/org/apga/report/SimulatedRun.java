package org.apga.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.Softmax;
import org.apga.files.JsonFile;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Probabilities;
import org.apga.metrics.Scored;
import org.apga.metrics.Studies;
import org.apga.random.RandomStream;
import org.apga.store.Row;
import org.apga.store.Tables;

/**
 * A run's tables of trials and predictions of networks that score simulated patients: forty per
 * part, each with one study of one to three images.
 */
public final class SimulatedRun {
  private static final int PATIENTS = 40;

  private final String run;
  private final List<Row> trials = new ArrayList<>();
  private final List<Row> predictions = new ArrayList<>();
  private final Map<String, List<Scored>> splits = new LinkedHashMap<>();

  private final Map<String, Integer> abnormal = new HashMap<>();
  private List<String> classes = List.of("normal", "abnormal");
  private String variant = "";
  private String settings = "";

  /** A run with this name and no trials. */
  public SimulatedRun(String run) {
    this.run = run;
  }

  /** Makes this number of a part's patients abnormal, not every second. Call it first. */
  public SimulatedRun abnormal(String part, int patients) {
    abnormal.put(part, patients);
    return this;
  }

  /** Sets the classes; each has the same number of patients, plus or minus one. Call it first. */
  public SimulatedRun ofClasses(String... names) {
    classes = List.of(names);
    return this;
  }

  /** Makes trials that are added from now on belong to a variant, which changes one setting. */
  public SimulatedRun varied(String name, String path, String value) {
    variant = name;
    settings = JsonFile.object().put(path, value).toString();
    return this;
  }

  /**
   * Adds completed trials.
   *
   * @param signal how far apart the labels' scores lie: 0.5 is a poor network, 2 a good one
   */
  public SimulatedRun with(String part, String arm, double signal, long... seeds) {
    for (long seed : seeds) {
      // Other runs have other networks, but the same patients.
      RandomStream luck = new RandomStream(RandomStream.hash(run + part + arm + seed + settings));
      Row.Builder row =
          TrialsOf.completed(arm, seed, 0).set("part", part).set("trial", id(part, arm, seed));
      if (!variant.isEmpty()) {
        row.set("variant", variant).set("variant_settings", settings);
      }
      for (String split : List.of("test", "selection")) {
        List<Scored> scored = new ArrayList<>();
        List<Scored> augmented = new ArrayList<>();
        for (Scored image : images(part, split)) {
          if (classes.size() > 2) {
            Scored said = said(image, signal, luck);
            scored.add(said);
            augmented.add(said);
            continue;
          }
          double logit =
              (image.label() == 1 ? signal : -signal) + hardness(image) + luck.nextGaussian();
          scored.add(scored(image, logit));
          augmented.add(scored(image, logit + 0.1));
        }
        boolean augments = arm.equals("apga");
        predict(cell(part, arm, seed), split, scored, augments ? augmented : List.of());
        if (split.equals("test")) {
          set(row, scored);
        }
      }
      trials.add(row.set("git_commit", "of " + run).set("manifest_hash", "m").build());
    }
    return this;
  }

  /** Adds a completed trial with these scores of the images of the test split. */
  public SimulatedRun with(String part, String arm, long seed, List<Scored> test) {
    Row.Builder row = TrialsOf.completed(arm, seed, 0).set("part", part);
    set(row.set("trial", id(part, arm, seed)), test);
    trials.add(row.build());
    predict(cell(part, arm, seed), "test", test, List.of());
    return this;
  }

  private Row.Builder cell(String part, String arm, long seed) {
    return Row.builder(Tables.PREDICTIONS)
        .set("trial", id(part, arm, seed))
        .set("part", part)
        .set("shots", "full")
        .set("arm", arm)
        .set("seed", seed);
  }

  /** Adds trials that are not completed. */
  public SimulatedRun ended(String part, String arm, String status, long... seeds) {
    for (long seed : seeds) {
      trials.add(
          Row.builder(Tables.TRIALS)
              .set("trial", id(part, arm, seed))
              .set("part", part)
              .set("shots", "full")
              .set("arm", arm)
              .set("seed", seed)
              .set("status", status)
              .build());
    }
    return this;
  }

  private String id(String part, String arm, long seed) {
    return run + "-" + part + "-" + arm + "-" + seed + variant;
  }

  private static double hardness(Scored image) {
    return image.probability();
  }

  private static Scored scored(Scored image, double logit) {
    return new Scored(1 / (1 + Math.exp(-logit)), image.label(), image.study(), image.patient());
  }

  private Scored said(Scored image, double signal, RandomStream luck) {
    double[] logits = new double[classes.size()];
    Arrays.setAll(logits, c -> (c == image.label() ? 2 * signal : 0) + luck.nextGaussian());
    return new Scored(
        Probabilities.of(Softmax.of(logits, 1)), image.label(), image.study(), image.patient());
  }

  /** The images of a split; the probability of each holds its difficulty. */
  private List<Scored> images(String part, String split) {
    return splits.computeIfAbsent(
        part + split,
        key -> {
          RandomStream stream = new RandomStream(RandomStream.hash(key));
          List<Scored> images = new ArrayList<>();
          for (int patient = 0; patient < PATIENTS; patient++) {
            double hard = stream.nextDouble();
            for (int i = stream.nextInt(3); i >= 0; i--) {
              String name = split + patient;
              int label =
                  abnormal.containsKey(part)
                      ? patient < abnormal.getOrDefault(part, 0) ? 1 : 0
                      : patient % classes.size();
              images.add(new Scored(hard(hard), label, name + "/study1", name));
            }
          }
          return images;
        });
  }

  /** A difficulty, stored as a probability. */
  private Probabilities hard(double hard) {
    double[] all = new double[classes.size()];
    Arrays.fill(all, (1 - hard) / (all.length - 1));
    all[1] = hard;
    return all.length == 2 ? Probabilities.ofAbnormal(hard) : Probabilities.of(all);
  }

  private void predict(Row.Builder row, String split, List<Scored> scored, List<Scored> augmented) {
    for (int i = 0; i < scored.size(); i++) {
      row.set("split", split)
          .set("path", split + i)
          .set("patient", scored.get(i).patient())
          .set("study", scored.get(i).study())
          .set("label", scored.get(i).label())
          .set("probability", said(scored.get(i)))
          .set("tta_probability", augmented.isEmpty() ? null : said(augmented.get(i)));
      if (classes.size() > 2) {
        row.set("class", classes.get(scored.get(i).label()))
            .set("called", classes.get(scored.get(i).called()))
            .set("probabilities", byName(scored.get(i)))
            .set("tta_probabilities", augmented.isEmpty() ? null : byName(augmented.get(i)));
      }
      predictions.add(row.build());
    }
  }

  private double said(Scored score) {
    return score.probabilities().of(classes.size() > 2 ? score.label() : 1);
  }

  private String byName(Scored score) {
    ObjectNode all = JsonFile.object();
    for (int c = 0; c < classes.size(); c++) {
      all.put(classes.get(c), score.probabilities().of(c));
    }
    return all.toString();
  }

  private void set(Row.Builder row, List<Scored> test) {
    ClassificationMetrics images = ClassificationMetrics.of(test);
    ClassificationMetrics studies = ClassificationMetrics.of(Studies.of(test));
    row.set("accuracy", images.accuracy())
        .set("auroc", images.auroc())
        .set("study_accuracy", studies.accuracy())
        .set("study_auroc", studies.auroc())
        .set("study_kappa", studies.kappa());
    row.set("classes", ClassNames.stored(classes));
    if (classes.size() > 2) {
      row.set("confusion", JsonFile.listOf(images.confusion()))
          .set("quadratic_kappa", Metric.QUADRATIC_KAPPA.of(images));
    }
  }

  /** Rows of the table of trials. */
  public List<Row> trials() {
    return trials;
  }

  /** Rows of the table of predictions. */
  public List<Row> predictions() {
    return predictions;
  }

  /** The results in the run's tables. */
  public RunResults results() {
    Predictions collected = new Predictions();
    predictions.forEach(collected::add);
    return new RunResults(run, trials, collected);
  }
}
