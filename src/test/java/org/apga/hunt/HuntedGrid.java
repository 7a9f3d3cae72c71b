package org.apga.hunt;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apga.cli.HuntedPublication;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.files.Patience;
import org.apga.files.QuickPatience;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.run.DirectRunner;
import org.apga.run.GridListener;
import org.apga.run.GridRunner;
import org.apga.run.QualifiedPaths;
import org.apga.run.RunTables;
import org.apga.run.Runs;
import org.apga.store.ResultStore;
import org.apga.trial.DataSet;
import org.apga.trial.FailureCause;
import org.apga.trial.HuntedTrial;
import org.apga.trial.Identities;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRequest;
import org.apga.trouble.Trouble;
import org.apga.trouble.TroubleFileSystem;

/**
 * One driver's view of a grid of four trials: what {@code run} does, with an engine that computes
 * next to nothing, and each trial in the thread that hands it over.
 */
final class HuntedGrid {
  private static final int TRIES = 3;

  /** So many pauses are an endless wait. */
  private static final int MOST_PAUSES = 1000;

  private final Configuration hadoop;
  private final GridConfig config;
  private final Instant now;
  private final List<TrialOutcome> outcomes = new CopyOnWriteArrayList<>();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger pauses = new AtomicInteger();

  /**
   * @param driver a name that no other driver of this process has, nor had: what is kept from call
   *     to call goes by the address of the data
   * @param now when it was started
   * @param patience minutes
   */
  HuntedGrid(
      StoreKind kind,
      Path data,
      Path results,
      String driver,
      Trouble trouble,
      Instant now,
      int patience) {
    this.hadoop = TroubleFileSystem.configuration(kind.scheme(), kind.manners(), trouble);
    this.now = now;
    String place = kind.scheme() + "://" + driver;
    Map<String, String> settings = new TreeMap<>();
    for (String setting :
        List.of(
            "grid.parts=[elbow]",
            "grid.seeds=[0]",
            "grid.arms=[baseline,continue,cutout,apga]",
            "data.root=\"" + place + data + "\"",
            "data.selection-share=0.25",
            "data.decode-threads=1",
            "results.root=\"" + place + results + "\"",
            "results.patience-minutes=" + patience,
            "checkpoint.every-epochs=0",
            "checkpoint.every-minutes=0",
            "checkpoint.every-batches=2",
            "classifier.depth=custom",
            "classifier.blocks=[1,1,1,1]",
            "classifier.growth=1",
            "classifier.stem-width=1",
            "policy.base-width=1",
            "policy.centre-images=8",
            "masks.images=1",
            "masks.curve-images=1",
            "train.image-size=32",
            "train.batch-size=8",
            "train.epochs=2",
            "train.learning-rate=2e-3")) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    this.config = ConfigReader.read(settings);
  }

  ResultStore store() {
    return ResultStore.open(config.resultsRoot(), hadoop);
  }

  GridPlan plan() {
    ResultStore store = store();
    return GridPlanner.plan(
        config,
        Identities.of(DataSet.open(config, hadoop)),
        new TreeMap<>(Map.of("code", "code")),
        StartHashes.NO_FILES,
        Runs.committed(store),
        Runs.begun(store));
  }

  /** How far a driver comes. */
  enum End {
    /** As {@code run} ends. */
    PAGE,
    /** It is gone when it has published its tables, which takes a tenth of the time. */
    TABLES
  }

  /** What {@code run} does. */
  void call(End end) throws IOException, InterruptedException {
    GridPlan plan = plan();
    ResultStore store = store();
    store.requireWritable();
    String run = Runs.name(store, plan, now);
    Runs.freeze(store, run, plan, now);
    if (!plan.toTrain().isEmpty()) {
      outcomes.addAll(
          new GridRunner(
                  new DirectRunner((trial, progress) -> outcome(plan, trial)),
                  new GridListener() {},
                  trial -> 1,
                  0)
              .run(plan));
    }
    RunTables tables = new RunTables(store, plan, outcomes);
    patience(config.recovery().patience(), line -> {})
        .obtain(
            "publish",
            () -> {
              if (end == End.PAGE) {
                HuntedPublication.publish(store, run, tables);
              } else {
                tables.publish(run);
              }
              return end;
            });
  }

  private Patience patience(Duration most, Consumer<String> tell) {
    return QuickPatience.of(
        most,
        tell,
        pause -> {
          if (pauses.incrementAndGet() > MOST_PAUSES) {
            throw new IllegalStateException("It waits for ever.");
          }
        });
  }

  /** What became of the trials. */
  List<TrialOutcome> outcomes() {
    return outcomes;
  }

  /** What a person was told of the trials. */
  List<String> notes() {
    return notes;
  }

  /** At trials. */
  int attempts() {
    return attempts.get();
  }

  /** How often somebody waited. */
  int pauses() {
    return pauses.get();
  }

  /** Tries a trial again as Spark does. */
  private TrialOutcome outcome(GridPlan plan, Trial trial) {
    String request = TrialJson.write(TrialRequest.of(trial, plan, QualifiedPaths.of(hadoop)));
    Exception last = new IllegalStateException("It was not tried.");
    for (int i = 0; i < TRIES; i++) {
      attempts.incrementAndGet();
      try {
        return HuntedTrial.attempt(
            TrialJson.read(request, TrialRequest.class), hadoop, notes::add, this::patience);
      } catch (Exception e) {
        last = e;
      }
    }
    return new TrialOutcome.Failed(trial.id(), FailureCause.of(last), String.valueOf(last), "");
  }

  /** All that is stored of the committed trials, by trial. */
  Map<String, Map<String, Object>> committed() {
    return new Stored(store(), plan()).committed();
  }

  /** All that is published, by table. */
  Map<String, Object> published() {
    return new Stored(store(), plan()).published();
  }
}
