package org.apga.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.config.Decisive;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.config.Variant;
import org.apga.data.Classes;
import org.apga.data.Example;
import org.apga.data.InTwoSplits;
import org.apga.data.Leakage;
import org.apga.data.PartImages;
import org.apga.engine.Centring;
import org.apga.engine.Engine;
import org.apga.engine.EngineDescription;
import org.apga.files.JsonFile;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Metric;
import org.apga.metrics.Probabilities;
import org.apga.plan.GridPlanner;
import org.apga.plan.Trial;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.apga.provenance.Sha256;
import org.apga.secrets.Secrets;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.train.EpochReport;
import org.apga.train.Evaluation;
import org.apga.train.Trainer;
import org.jspecify.annotations.Nullable;

/** Turns the results of a trial into rows; the trial's own row also records how they came about. */
public record TrialRows(Trial trial, GridConfig config) {
  private static final double BYTES_PER_MIB = 1 << 20;

  /** Columns of the table of trials with results on the test split. */
  private static final Predicate<String> OF_THE_TEST =
      Pattern.compile(
              "(study|tta|true|false|mask|cam|curve)_.*|.*_area|confusion|"
                  + Stream.of(Metric.values()).map(Metric::label).collect(Collectors.joining("|")))
          .asMatchPredicate();

  /** Settings by their column in the table of trials. */
  private static final Map<String, String> CHOICES =
      Map.of(
          "masked_steps", "norms.masked-steps",
          "evaluation_norms", "norms.evaluation",
          "fill", "arms.fill",
          "reward_norms", "arms.apga.reward-norms",
          "reward_of", "arms.apga.reward",
          "sampling", "arms.apga.sampling");

  /** A row of {@code schema} with the trial's cell and seed set. */
  Row.Builder row(TableSchema schema) {
    return cell(trial, schema);
  }

  /** A row of {@code schema} with the cell and seed of {@code trial} set. */
  public static Row.Builder cell(Trial trial, TableSchema schema) {
    Row.Builder row = Row.builder(schema);
    row.set("trial", trial.id().value())
        .set("part", trial.cell().part())
        .set("arm", trial.cell().arm().label())
        .set("shots", trial.cell().shots().label())
        .set("seed", trial.seed());
    if (!schema.equals(Tables.TRIALS)) {
      return row;
    }
    row.set("fold", trial.fold() == 0 ? null : trial.fold());
    return variant(row, trial.cell().variant());
  }

  /** Sets the variant of a row of {@link Tables#TRIALS}. */
  public static Row.Builder variant(Row.Builder row, Variant variant) {
    boolean result = variant.use() == Variant.Use.RESULT;
    ObjectNode settings = JsonFile.object();
    variant.settings().forEach(settings::put);
    return row.set("variant", variant.name().isEmpty() ? null : variant.name())
        .set("variant_settings", variant.name().isEmpty() ? null : settings.toString())
        .set("used_for", result ? null : variant.use().label());
  }

  /**
   * The part of a row that a run publishes for a trial that is not a result of it: nothing about
   * the test split, because no choice may depend on that split.
   */
  public static Optional<Row> withoutTest(Row row) {
    if (row.schema().equals(Tables.TRIALS)) {
      Row.Builder rest = row.toBuilder();
      row.schema().columns().stream()
          .filter(column -> OF_THE_TEST.test(column.name()))
          .forEach(column -> rest.set(column.name(), null));
      return Optional.of(rest.build());
    }
    boolean shown =
        row.schema().equals(Tables.EPOCHS)
            || (row.schema().equals(Tables.PREDICTIONS) && !row.text("split").equals("test"));
    return shown ? Optional.of(row) : Optional.empty();
  }

  /** The row for an epoch. */
  Row epoch(EpochReport report) {
    Evaluation evaluation = report.evaluation();
    ClassificationMetrics images = evaluation.images();
    Row.Builder row = row(Tables.EPOCHS);
    row.set("epoch", report.epoch()).set("steps", report.steps()).set("best", report.best());
    row.set("seconds", report.seconds());
    row.set("learning_rate", report.rate() * config.classifierAdam().learningRate());
    row.set("split", config.selection().split().name().toLowerCase(Locale.ROOT));
    row.set("accuracy", images.accuracy()).set("auroc", images.auroc());
    if (!Double.isNaN(report.runningAccuracy())) {
      row.set("running_accuracy", report.runningAccuracy());
    }
    row.set("study_kappa", evaluation.studies().kappa()).set("loss", images.meanCrossEntropy());
    ClassificationMetrics augmented = evaluation.augmentedImages();
    if (augmented != null) {
      row.set("tta_accuracy", augmented.accuracy()).set("tta_auroc", augmented.auroc());
    }
    row.set("evaluated_mask_share", mean(evaluation.maskShares()));
    report.means().forEach((measure, value) -> row.set(measure.column(), value));
    return row.build();
  }

  /** One row for each image of a split. */
  public List<Row> predictions(
      String split, Evaluation evaluation, @Nullable LesionScores lesions) {
    List<Row> rows = new ArrayList<>();
    List<Probabilities> augmented = evaluation.augmented();
    double[] shares = evaluation.maskShares();
    Classes classes = classes();
    for (int i = 0; i < evaluation.examples().size(); i++) {
      Example example = evaluation.examples().get(i);
      Row.Builder row = row(Tables.PREDICTIONS);
      row.set("split", split).set("path", example.path()).set("patient", example.patient());
      row.set("study", example.study()).set("label", example.label());
      row.set("attributes", attributes(example));
      named(row, example);
      said(row, "", evaluation.probabilities().get(i), example.label(), classes);
      if (augmented != null && shares != null) {
        said(row, "tta_", augmented.get(i), example.label(), classes);
        row.set("mask_share", shares[i]);
      }
      if (lesions != null) {
        lesions.score(i).ifPresent(l -> row.set("mask_iou", l.iou()).set("mask_hit", l.hit()));
      }
      rows.add(row.build());
    }
    return rows;
  }

  /** Sets the columns of a model's prediction for an image; with two classes one has it all. */
  private static void said(
      Row.Builder row, String prefix, Probabilities said, int label, Classes classes) {
    row.set(prefix + "probability", said.shown(label));
    if (classes.size() > 2) {
      row.set(prefix + "probabilities", byName(said, classes));
      row.set(prefix + "called", classes.name(said.called()));
    }
  }

  /** A model's prediction for an image: the probability of each class by its name, as JSON. */
  public static String byName(Probabilities said, Classes classes) {
    ObjectNode all = JsonFile.object();
    for (int c = 0; c < classes.size(); c++) {
      all.put(classes.name(c), said.of(c));
    }
    return all.toString();
  }

  /** Sets the name of an image's class if there are more than two. */
  void named(Row.Builder row, Example example) {
    if (classes().size() > 2) {
      row.set("class", classes().name(example.label()));
    }
  }

  private Classes classes() {
    return config.data().classes().orElse(Classes.TWO);
  }

  private static @Nullable String attributes(Example example) {
    if (example.attributes().isEmpty()) {
      return null;
    }
    ObjectNode json = JsonFile.object();
    example.attributes().forEach(json::put);
    return json.toString();
  }

  /** Sets the test split's figures. */
  public void test(Row.Builder row, Evaluation test, @Nullable LesionScores lesions) {
    ClassificationMetrics images = test.images();
    metrics(row, "", images);
    row.set("test_images", images.n());
    if (!classes().areTwoByNumber()) {
      row.set("classes", JsonFile.listOf(classes().names()));
    }
    if (classes().size() == 2) {
      row.set("test_positives", images.positives());
      row.set("true_positives", images.tp()).set("false_positives", images.fp());
      row.set("true_negatives", images.tn()).set("false_negatives", images.fn());
    } else {
      row.set("confusion", JsonFile.listOf(images.confusion()));
    }
    metrics(row, "study_", test.studies());
    row.set("test_studies", test.studies().n());
    ClassificationMetrics augmented = test.augmentedImages();
    ClassificationMetrics augmentedStudies = test.augmentedStudies();
    if (augmented != null && augmentedStudies != null) {
      metrics(row, "tta_", augmented);
      metrics(row, "tta_study_", augmentedStudies);
    }
    if (lesions != null) {
      lesions.set(row);
    }
  }

  /** Sets the columns of one set of metrics. Whether classes are grades is for reports to know. */
  void metrics(Row.Builder row, String prefix, ClassificationMetrics metrics) {
    for (Metric metric : Metric.of(classes().size(), true)) {
      row.set(prefix + metric.label(), metric.of(metrics));
    }
  }

  /** Sets the columns about the engine. */
  static void engine(Row.Builder row, EngineDescription engine) {
    row.set("engine", engine.engine()).set("device", engine.device());
    row.set("precision", engine.precision().name().toLowerCase(Locale.ROOT));
    row.set("threads", engine.threads()).set("deterministic", engine.deterministic());
    row.set("versions", versions(engine));
  }

  private static String versions(EngineDescription engine) {
    Map<String, String> versions = new TreeMap<>(engine.versions());
    versions.putAll(Machine.versions());
    return versions.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining("; "));
  }

  /** Sets the peak and the free memory of the device; nothing if networks are in host memory. */
  static void memory(Row.Builder row, Engine engine) {
    engine
        .memory()
        .ifPresent(
            memory ->
                row.set("gpu_peak_memory_mb", memory.peak() / BYTES_PER_MIB)
                    .set("gpu_free_memory_mb", memory.free() / BYTES_PER_MIB));
  }

  /** Sets the checkpoint that training resumed from, and the policy's centring. */
  static void start(
      Row.Builder row,
      @Nullable Resumption from,
      EngineDescription engine,
      @Nullable Centring centring) {
    row.set("resumed", from == null ? null : from.told(engine));
    if (centring != null) {
      row.set("policy_centre", centring.subtract()).set("policy_scale", centring.divide());
    }
  }

  /** Sets the results of training. */
  static void training(
      Row.Builder row, Trainer.Result result, GatheredRows rows, GridConfig config) {
    row.set("best_epoch", result.bestEpoch()).set("best_score", result.bestScore());
    row.set("epochs", rows.epochs().size()).set("stop_reason", result.stopReason());
    row.set("train_seconds", rows.epochSeconds());
    row.set("reported_split_selects", config.selection().split() == SelectionSplit.TEST);
  }

  /** Sets the columns about images. */
  static void data(Row.Builder row, TrialData data, GridConfig config) {
    PartImages images = data.images();
    Classes classes = data.dataSet().manifest().classes();
    if (!classes.areTwoByNumber()) {
      row.set(
          "train_classes",
          JsonFile.listOf(
              Arrays.stream(classes.count(data.part().train().examples())).boxed().toList()));
    }
    row.set("train_images", data.part().train().size())
        .set("selection_images", data.part().selection().size())
        .set("unreadable_images", images.unreadable().size())
        .set(
            "unreadable_paths",
            images.unreadable().stream()
                .map(u -> u.example().path() + ": " + Secrets.redact(u.reason()))
                .collect(Collectors.joining("\n")))
        .set("unreadable_test_images", data.part().unreadableTest())
        .set("identical_images", data.part().dropped().size())
        .set("shared_patient_images", data.part().ofSharedPatients().size())
        .set(
            "shared_patients",
            config.data().patientsInTwoSplits() == InTwoSplits.DROP
                ? 0
                : Leakage.patients(data.splits()).size())
        .set(
            "decode_seconds",
            images.origin() == PartImages.Origin.DECODED ? images.decodeSeconds() : 0.0)
        .set("manifest", data.dataSet().manifest().name())
        .set("synthetic", data.dataSet().lesions().synthetic())
        .set("manifest_hash", data.dataSet().manifest().hash())
        .set("split_hash", data.splits().hash());
  }

  /** Sets the start weights, the software and the machine. */
  static void provenance(Row.Builder row, Trial trial, GridConfig config) {
    RunProvenance software = RunProvenance.current();
    row.set("status", "completed");
    row.set("baseline", trial.baseline() == null ? null : trial.baseline().value());
    row.set(
        "classifier_weights",
        StartWeights.told(config.start().classifier(), trial, GridPlanner.CLASSIFIER_WEIGHTS));
    row.set(
        "policy_weights",
        trial.cell().arm().trainsPolicy()
            ? StartWeights.told(config.start().policy(), trial, GridPlanner.POLICY_WEIGHTS)
            : null);
    choices(row, trial, config);
    row.set("profile", config.profile())
        .set("config_hash", new Sha256().lines(config.settings()).hex(8));
    row.set("code_hash", software.codeHash()).set("version", software.version());
    row.set("git_commit", software.gitCommit()).set("git_dirty", software.gitDirty());
    row.set("host", Machine.host()).set("peak_memory_mb", Machine.peakMemoryMib());
  }

  /** Sets the choices beyond the published method, if they affect this trial. */
  private static void choices(Row.Builder row, Trial trial, GridConfig config) {
    CHOICES.forEach(
        (column, setting) -> {
          if (Decisive.decides(setting, trial.cell().arm(), trial.cell().shots())) {
            row.set(column, config.settings().getOrDefault(setting, "").replace("\"", ""));
          }
        });
  }

  private static double mean(double @Nullable [] values) {
    if (values == null || values.length == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
