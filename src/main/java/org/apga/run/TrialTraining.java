package org.apga.run;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.data.Batches;
import org.apga.data.Decoding;
import org.apga.data.ImageCache;
import org.apga.data.ImageSet;
import org.apga.data.Leakage;
import org.apga.data.PartData;
import org.apga.data.PartImages;
import org.apga.engine.Engine;
import org.apga.plan.GridPlanner;
import org.apga.plan.Trial;
import org.apga.provenance.Hashes;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.apga.secrets.Secrets;
import org.apga.store.Attempt;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.train.Evaluation;
import org.apga.train.Evaluator;
import org.apga.train.Networks;
import org.apga.train.Trainer;

/**
 * What an executor does for one trial: images, networks, training, the test split, rows, weights
 * and, as the last write, the commit.
 */
public final class TrialTraining {
  private final Trial trial;
  private final TrialRequest request;
  private final GridConfig config;
  private final Configuration hadoop;
  private final ProgressSink progress;
  private final ResultStore store;
  private final TrialRows rows;
  private final Instant started = Instant.now();

  private TrialTraining(TrialRequest request, Configuration hadoop, ProgressSink progress) {
    this.request = request;
    this.trial = request.trial();
    this.config = ConfigReader.read(request.settings());
    this.hadoop = hadoop;
    this.progress = progress;
    this.store = ResultStore.open(config.resultsRoot(), hadoop);
    this.rows = new TrialRows(trial, config);
  }

  /**
   * Trains and commits a trial, unless another run has committed it meanwhile.
   *
   * @return what became of it; every failure that trying elsewhere would not mend, as a value
   * @throws Exception where {@link FailureCause#of} says INFRASTRUCTURE
   */
  public static TrialOutcome run(TrialRequest request, Configuration hadoop, ProgressSink progress)
      throws Exception {
    return new TrialTraining(request, hadoop, progress).run();
  }

  private TrialOutcome run() throws Exception {
    var already = store.commit(trial.id().value());
    if (already.isPresent()) {
      return completed(already.get(), "Committed by another run.");
    }
    Attempt attempt = store.begin(trial.id().value());
    try {
      return train(attempt);
    } catch (Exception | OutOfMemoryError | LinkageError | AssertionError e) {
      FailureCause cause = FailureCause.of(e);
      if (cause == FailureCause.INFRASTRUCTURE) {
        throw e;
      }
      String log = attempt.writeLog(trial.title() + "\n" + Secrets.trace(e)).toString();
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      return new TrialOutcome.Failed(trial.id(), cause, message, log);
    }
  }

  private TrialOutcome train(Attempt attempt) throws Exception {
    DataSet dataSet = DataSet.planned(config, request.manifestHash(), hadoop);
    PartImages images = images(dataSet);
    PartData data = part(dataSet, images);
    Batches batches = new Batches(data.train(), config.training().batchSize(), trial.seed());
    Row.Builder row = rows.row(Tables.TRIALS);
    SortedMap<String, Double> figures = new TreeMap<>();
    Trainer.Result result;
    try (Engine engine = Engines.open(config)) {
      TrialRows.engine(row, engine.description());
      Arms arms = new Arms(config, engine, store, new StartWeights(config, hadoop));
      try (Arms.Opened arm = arms.open(trial, batches)) {
        result = train(arm, batches, data);
        if (arm.centring() != null) {
          row.set("policy_centre", arm.centring().subtract())
              .set("policy_scale", arm.centring().divide());
        }
      }
      try (Networks best = arms.withWeights(result.weights())) {
        attempt.write(Tables.PREDICTIONS, evaluate(best, data, dataSet, row, figures));
      }
    }
    attempt.write(Tables.EPOCHS, rows.epochs(result.epochs()));
    write(attempt, result);
    training(row, result, data, images, dataSet);
    provenance(row, attempt, dataSet);
    row.set("finished", Instant.now())
        .set("seconds", seconds())
        .set("peak_memory_mb", Machine.peakMemoryMib());
    attempt.write(Tables.TRIALS, List.of(row.build()));
    Commit commit =
        store.commit(
            new Commit(
                trial.id().value(),
                attempt.number(),
                request.part(),
                request.arm(),
                request.shots(),
                trial.seed(),
                trial.identity(),
                figures));
    return completed(commit, result.stopReason());
  }

  private TrialOutcome completed(Commit commit, String stopReason) {
    return new TrialOutcome.Completed(trial.id(), commit.figures(), seconds(), stopReason);
  }

  private double seconds() {
    return (Instant.now().toEpochMilli() - started.toEpochMilli()) / 1e3;
  }

  private PartImages images(DataSet dataSet) throws InterruptedException {
    GridConfig.Data data = config.data();
    PartImages images =
        ImageCache.ofJvm(data.cacheBytes())
            .load(
                dataSet.manifest(),
                trial.cell().part(),
                new Decoding(
                    config.training().imageSize(),
                    data.channel(),
                    data.maxPixels(),
                    data.decodeThreads()),
                hadoop);
    images.requireReadable(data.maxUnreadableShare());
    return images;
  }

  private PartData part(DataSet dataSet, PartImages images) {
    PartData data = PartData.of(images, dataSet.splits(), config.data().identicalImages());
    return trial.cell().shots().isFull()
        ? data
        : data.withShots(trial.cell().shots().perClass(), config.data().shotsBy(), trial.seed());
  }

  private ImageSet deciding(PartData data) {
    return config.selection().split() == SelectionSplit.TEST ? data.test() : data.selection();
  }

  private Trainer.Result train(Arms.Opened arm, Batches batches, PartData data) {
    TrialProgressListener listener =
        new TrialProgressListener(trial, config.training().epochs(), progress);
    return new Trainer(config, arm.networks(), batches, deciding(data), listener)
        .train(arm.method());
  }

  private List<Row> evaluate(
      Networks best,
      PartData data,
      DataSet dataSet,
      Row.Builder row,
      SortedMap<String, Double> figures) {
    int batchSize = config.training().batchSize();
    LesionScores lesions = new LesionScores(data.test().examples(), dataSet.lesions());
    Evaluation test = Evaluator.evaluate(best, data.test(), batchSize, lesions);
    TrialRows.test(row, test, lesions);
    figures.put("accuracy", test.images().accuracy());
    figures.put("auroc", test.images().auroc());
    figures.put("study_kappa", test.studies().kappa());
    List<Row> predictions = rows.predictions("test", test, lesions);
    if (data.selection().size() > 0) {
      Evaluation selection = Evaluator.evaluate(best, data.selection(), batchSize);
      TrialRows.metrics(row, "selection_", selection.images());
      row.set("selection_study_kappa", selection.studies().kappa());
      predictions =
          List.copyOf(
              java.util.stream.Stream.concat(
                      predictions.stream(), rows.predictions("selection", selection, null).stream())
                  .toList());
    }
    return predictions;
  }

  private static void write(Attempt attempt, Trainer.Result result) throws IOException {
    attempt.write(ResultFiles.CLASSIFIER, result.weights().classifier());
    if (result.weights().policy() != null) {
      attempt.write(ResultFiles.POLICY, result.weights().policy());
    }
  }

  private void training(
      Row.Builder row, Trainer.Result result, PartData data, PartImages images, DataSet dataSet) {
    row.set("best_epoch", result.bestEpoch())
        .set("best_score", result.bestScore())
        .set("epochs", result.epochs().size())
        .set("stop_reason", result.stopReason())
        .set("train_seconds", result.epochs().stream().mapToDouble(e -> e.seconds()).sum())
        .set(
            "decode_seconds",
            images.origin() == PartImages.Origin.DECODED ? images.decodeSeconds() : 0.0)
        .set("reported_split_selects", config.selection().split() == SelectionSplit.TEST)
        .set("train_images", data.train().size())
        .set("selection_images", data.selection().size())
        .set("unreadable_images", images.unreadable().size())
        .set(
            "unreadable_paths",
            images.unreadable().stream()
                .map(u -> u.example().path() + ": " + Secrets.redact(u.reason()))
                .collect(Collectors.joining("\n")))
        .set("identical_images", data.dropped().size())
        .set("shared_patients", Leakage.patients(dataSet.splits()).size());
  }

  private void provenance(Row.Builder row, Attempt attempt, DataSet dataSet) {
    RunProvenance software = RunProvenance.current();
    row.set("status", "completed")
        .set("attempt", attempt.number())
        .set("baseline", request.baseline())
        .set(
            "classifier_weights",
            StartWeights.told(config.start().classifier(), trial, GridPlanner.CLASSIFIER_WEIGHTS))
        .set(
            "policy_weights",
            trial.cell().arm().trainsPolicy()
                ? StartWeights.told(config.start().policy(), trial, GridPlanner.POLICY_WEIGHTS)
                : null)
        .set("profile", config.profile())
        .set("config_hash", Hashes.of(config.settings()))
        .set("manifest", dataSet.manifest().name())
        .set("manifest_hash", dataSet.manifest().hash())
        .set("split_hash", dataSet.splits().hash())
        .set("code_hash", software.codeHash())
        .set("version", software.version())
        .set("git_commit", software.gitCommit())
        .set("git_dirty", software.gitDirty())
        .set("host", Machine.host())
        .set("started", started);
  }
}
