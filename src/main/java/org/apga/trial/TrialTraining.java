package org.apga.trial;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.NarrowLevels;
import org.apga.data.PartImages;
import org.apga.engine.DivergedException;
import org.apga.engine.Engine;
import org.apga.engine.EngineDescription;
import org.apga.files.FileErrors;
import org.apga.files.Patience;
import org.apga.plan.Cell;
import org.apga.plan.Trial;
import org.apga.store.Attempt;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.train.Networks;
import org.apga.train.Trainer;
import org.apga.train.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * What an executor does for one trial: images, networks, training (from the newest checkpoint if
 * there is one), the final test, rows, weights and, as the last write, the commit.
 */
public final class TrialTraining {
  private static final double MILLIS = 1e3;

  private final Trial trial;
  private final TrialRequest request;
  private final GridConfig config;
  private final Configuration hadoop;
  private final ProgressSink progress;
  private final ResultStore store;
  private final TrialRows rows;
  private final TrialLog log;
  private final Patience patience;
  private final Means means;
  private final Instant started = Instant.now();

  /** What a trial computes with, and how it waits for files. Tests replace the real ones. */
  record Means(
      Function<GridConfig, Engine> engines,
      BiFunction<Duration, Consumer<String>, Patience> patience) {
    static final Means REAL = new Means(Engines::open, Patience::new);
  }

  private TrialTraining(
      TrialRequest request,
      Configuration hadoop,
      ProgressSink progress,
      String process,
      Means means) {
    this.request = request;
    this.trial = request.trial();
    this.config = ConfigReader.read(request.settings());
    this.hadoop = hadoop;
    this.progress = progress;
    this.store = ResultStore.open(config.resultsRoot(), hadoop);
    this.rows = new TrialRows(trial, config);
    this.log = new TrialLog(trial, progress, process);
    this.patience = means.patience().apply(config.recovery().patience(), log::warn);
    this.means = means;
  }

  /**
   * Trains and commits a trial, unless another run has committed it meanwhile.
   *
   * @param process where this process logs, in words
   * @return the outcome, including every failure that trying elsewhere would not fix
   * @throws Exception if {@link FailureCause#of} returns INFRASTRUCTURE
   */
  public static TrialOutcome run(
      TrialRequest request, Configuration hadoop, ProgressSink progress, String process)
      throws Exception {
    return run(request, hadoop, progress, process, Means.REAL);
  }

  static TrialOutcome run(
      TrialRequest request,
      Configuration hadoop,
      ProgressSink progress,
      String process,
      Means means)
      throws Exception {
    return new TrialTraining(request, hadoop, progress, process, means).run();
  }

  private TrialOutcome run() throws Exception {
    String id = trial.id().value();
    Optional<Commit> already =
        patience.obtain("read whether it is committed", () -> store.commit(id));
    if (already.isPresent()) {
      dropCheckpoints();
      return completed(already.get(), "Committed by another run.");
    }
    Attempt attempt = patience.obtain("begin an attempt", () -> store.begin(id));
    try {
      return train(attempt);
    } catch (CheckpointWriter.HaltedException e) {
      return new TrialOutcome.Halted(trial.id(), e.epochs);
    } catch (Exception | OutOfMemoryError | LinkageError | AssertionError e) {
      FailureCause cause = FailureCause.of(e);
      String story = isStop(e) ? "" : log.failure(attempt, e);
      if (cause == FailureCause.INFRASTRUCTURE) {
        throw e;
      }
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      return new TrialOutcome.Failed(trial.id(), cause, message, story);
    }
  }

  private static boolean isStop(Throwable thrown) {
    return thrown instanceof CancellationException || thrown instanceof InterruptedException;
  }

  /**
   * An arm ready to train.
   *
   * @param from the checkpoint it continues from; null if there is none
   * @param best weights of the best evaluation so far
   */
  private record Start(
      TrialNetworks.Opened arm, @Nullable Resumption from, Optional<Networks.Weights> best)
      implements AutoCloseable {
    GatheredRows gathered(TrialRows rows, MaskSubjects subjects) {
      List<Row> epochs = from == null ? List.of() : from.document().epochs();
      List<Row> masks = from == null ? List.of() : from.document().masks();
      return new GatheredRows(rows, epochs, new MaskHistory(rows, subjects, masks));
    }

    @Override
    public void close() {
      arm.close();
    }
  }

  private TrialOutcome train(Attempt attempt) throws Exception {
    TrialData data = TrialData.load(trial, config, request.manifestHash(), hadoop, patience);
    if (data.images().origin() == PartImages.Origin.DECODED) {
      NarrowLevels.warning(trial.cell().part(), data.images()).ifPresent(log::warnOfPart);
    }
    MaskSubjects subjects = MaskSubjects.of(data, config.masks());
    String images = data.hash();
    double earlier =
        patience.obtain(
            "list its checkpoints", () -> store.checkpoints().secondsSpent(trial.id().value()));
    Row.Builder row = rows.row(Tables.TRIALS).set("earlier_seconds", earlier);
    GatheredRows gathered;
    Trainer.Result result;
    TrialEvaluation evaluation;
    MaskStudy.Result looks;
    try (Engine engine = means.engines().apply(config)) {
      EngineDescription computing = engine.description();
      TrialRows.engine(row, computing);
      TrialNetworks arms =
          new TrialNetworks(config, engine, store, new StartWeights(config, hadoop));
      try (Start start =
          patience.obtain("read what it starts from", () -> start(arms, data, images, computing))) {
        gathered = start.gathered(rows, subjects);
        CheckpointWriter checkpoints =
            new CheckpointWriter(
                store.checkpoints(),
                new CheckpointWriter.Source(
                    trial.id().value(),
                    attempt.name(),
                    images,
                    computing.place(),
                    start.arm().centring()),
                config.recovery().checkpoints(),
                gathered,
                log,
                () -> earlier + seconds(),
                request.rungs(),
                progress::endsHere);
        result = train(start, data, gathered, checkpoints);
        row.set("checkpoint_seconds", checkpoints.secondsSpentStoring());
        TrialRows.start(row, start.from(), computing, start.arm().centring());
      }
      try (Networks best = arms.withWeights(result.weights())) {
        int batchSize = config.training().batchSize();
        evaluation = TrialEvaluation.of(best, data, subjects.boxes(), batchSize, rows, row);
        looks = MaskStudy.of(best, subjects, rows, evaluation.predictions(), batchSize, row);
      } catch (DivergedException e) {
        throw e.seen("when the weights of epoch " + result.bestEpoch() + ", the best, were tested");
      }
      TrialRows.memory(row, engine);
    }
    TrialRows.training(row, result, gathered, config);
    TrialRows.data(row, data, config);
    TrialRows.provenance(row, trial, config);
    row.set("attempt", attempt.name().number()).set("started", started);
    // Computed once, so that a repeated write after a failure has the same bits.
    double seconds = earlier + seconds();
    row.set("finished", Instant.now()).set(ResultFiles.SECONDS, seconds);
    patience.obtain(
        "store its results",
        () -> {
          attempt.write(Tables.PREDICTIONS, looks.predictions());
          attempt.write(Tables.EPOCHS, gathered.epochs());
          attempt.writeAny(Tables.MASKS, looks.sheet());
          attempt.writeAny(Tables.MASK_HISTORY, gathered.masks().all());
          attempt.writeAny(Tables.CURVES, looks.curves());
          write(attempt, result.weights());
          attempt.write(Tables.TRIALS, List.of(row.build()));
          return attempt;
        });
    Commit commit = commit(offer(attempt, evaluation, seconds));
    dropCheckpoints();
    return completed(commit, result.stopReason());
  }

  /**
   * Retries only the commit, never the writes before it: a try whose reply was lost may have
   * committed the attempt. If all tries fail, the next attempt, which has its own folder, checks
   * whether one succeeded.
   */
  private Commit commit(Commit offered) throws IOException, InterruptedException {
    return patience.obtain("commit its results", () -> store.commit(offered));
  }

  /**
   * Searches for a checkpoint on each try: another attempt may have removed the one found before.
   */
  private Start start(
      TrialNetworks arms, TrialData data, String images, EngineDescription computing)
      throws IOException {
    Optional<Resumption> found = Resumption.newest(store.checkpoints(), trial, images, log);
    if (found.isEmpty()) {
      return new Start(arms.open(trial, data.batches()), null, Optional.empty());
    }
    Resumption from = found.get();
    Optional<Networks.Weights> best = from.best();
    Start start = new Start(arms.open(trial, data.batches(), from), from, best);
    log.note(from.told(computing));
    return start;
  }

  private Trainer.Result train(
      Start start, TrialData data, GatheredRows gathered, CheckpointWriter checkpoints) {
    TrialProgressListener shown =
        new TrialProgressListener(trial, config.training().epochs(), progress);
    Trainer trainer =
        new Trainer(
            config,
            start.arm().networks(),
            data.batches(),
            DataSet.deciding(data.part(), config),
            shown,
            gathered,
            gathered.masks(),
            checkpoints);
    if (start.from() == null) {
      try {
        gathered.masks().begins(start.arm().networks());
      } catch (DivergedException e) {
        throw e.atStart();
      }
      return trainer.train(start.arm().method());
    }
    TrainingState state = start.from().document().state();
    shown.resumed(state, gathered.epochs());
    return trainer.resume(start.arm().method(), state, start.best().orElse(null));
  }

  private static void write(Attempt attempt, Networks.Weights weights) throws IOException {
    attempt.write(ResultFiles.CLASSIFIER, weights.classifier());
    if (weights.policy() != null) {
      attempt.write(ResultFiles.POLICY, weights.policy());
    }
  }

  private Commit offer(Attempt attempt, TrialEvaluation evaluation, double seconds) {
    SortedMap<String, Double> figures = new TreeMap<>(evaluation.figures());
    figures.put(ResultFiles.SECONDS, seconds);
    Cell cell = trial.cell();
    return attempt.offer(
        cell.part(),
        cell.arm().label(),
        cell.shots().label(),
        trial.seed(),
        trial.identity(),
        figures);
  }

  private TrialOutcome completed(Commit commit, String stopReason) {
    SortedMap<String, Double> figures = new TreeMap<>(commit.figures());
    figures.remove(ResultFiles.SECONDS);
    return new TrialOutcome.Completed(trial.id(), figures, seconds(), stopReason);
  }

  /** No attempt needs them any more. Those that cannot be removed now are left for later. */
  private void dropCheckpoints() {
    try {
      store.checkpoints().delete(trial.id().value());
    } catch (IOException | RuntimeException e) {
      log.info("Cannot remove its checkpoints yet: " + FileErrors.reason(e));
    }
  }

  private double seconds() {
    return (Instant.now().toEpochMilli() - started.toEpochMilli()) / MILLIS;
  }
}
