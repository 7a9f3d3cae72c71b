package org.apga.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.apga.config.GridConfig.Checkpoints;
import org.apga.engine.Centring;
import org.apga.files.FileErrors;
import org.apga.store.AttemptName;
import org.apga.store.CheckpointDraft;
import org.apga.store.CheckpointName;
import org.apga.store.CheckpointStore;
import org.apga.train.Networks.Weights;
import org.apga.train.TrainListener;
import org.apga.train.TrainingPoint;
import org.apga.train.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * Stores the state of a training when a checkpoint is due, and at once when the training has to
 * end. If a checkpoint cannot be stored, this is logged and training goes on: the next one is tried
 * an interval later.
 */
final class CheckpointWriter implements TrainListener {
  static final String BEST = "best-";
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final CheckpointStore store;
  private final Source source;
  private final GatheredRows rows;
  private final TrialLog log;
  private final DoubleSupplier secondsSpent;
  private final Rungs rungs;
  private final BooleanSupplier endsHere;
  private final CheckpointSchedule schedule;
  private long nanosSpentStoring;
  private boolean failing;

  /**
   * The attempt that the checkpoints belong to.
   *
   * @param trial its id
   * @param attempt the attempt at the trial
   * @param images {@link TrialData#hash}
   * @param engine the engine and its device: {@link org.apga.engine.EngineDescription#place}
   * @param centring how the untrained policy was centred; null if it was not
   */
  record Source(
      String trial,
      AttemptName attempt,
      String images,
      String engine,
      @Nullable Centring centring) {}

  /**
   * @param secondsSpent seconds that all attempts at the trial have taken up to now
   * @param rungs where a checkpoint is due regardless of {@code when}
   * @param endsHere whether the training has to end now: {@link ProgressSink#endsHere}
   */
  CheckpointWriter(
      CheckpointStore store,
      Source source,
      Checkpoints when,
      GatheredRows rows,
      TrialLog log,
      DoubleSupplier secondsSpent,
      Rungs rungs,
      BooleanSupplier endsHere) {
    this.store = store;
    this.source = source;
    this.rows = rows;
    this.log = log;
    this.secondsSpent = secondsSpent;
    this.rungs = rungs;
    this.endsHere = endsHere;
    this.schedule = new CheckpointSchedule(when, System.nanoTime());
  }

  /** Ends a training that reached its last rung and is stored. */
  static final class HaltedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Number of epochs that are done. */
    final int epochs;

    HaltedException(int epochs, String stored) {
      super(stored);
      this.epochs = epochs;
    }
  }

  /**
   * @throws HaltedException if the training reached its last rung and its state is stored
   * @throws CancellationException if it has to end before that and its state is stored
   */
  @Override
  public void reached(TrainingPoint point) {
    int epochs = rows.epochs().size();
    boolean halts = epochs >= rungs.until();
    boolean rung = point.state().epochDone() && rungs.epochs().contains(epochs);
    boolean ends = halts || endsHere.getAsBoolean();
    if (!ends && !rung && !schedule.due(point.state().epochDone(), System.nanoTime())) {
      return;
    }
    long began = System.nanoTime();
    String where = where(point.state());
    try {
      write(point);
      failing = false;
      log.info(
          String.format(
              Locale.ROOT,
              "checkpoint at %s in %.3f s",
              where,
              (System.nanoTime() - began) / NANOS_PER_SECOND));
    } catch (IOException | UncheckedIOException e) {
      told(
          String.format(
              "Cannot store a checkpoint at %s: %s. Training goes on; the next one is tried an"
                  + " interval later.",
              where, FileErrors.reason(e).replaceFirst("\\.$", "")));
    }
    long now = System.nanoTime();
    nanosSpentStoring += now - began;
    schedule.done(began, now);
    if (ends && !failing) {
      String stored = "stops at " + where + ", where its checkpoint is";
      log.note(stored);
      throw halts ? new HaltedException(epochs, stored) : new CancellationException(stored);
    }
  }

  private void told(String failure) {
    if (failing) {
      log.info(failure);
    } else {
      log.warn(failure);
    }
    failing = true;
  }

  private void write(TrainingPoint point) throws IOException {
    TrainingState state = point.state();
    try (CheckpointDraft draft = store.draft(source.trial(), name(state))) {
      // One network after the other, so that only one of them is in the heap a second time.
      draft.write(ResultFiles.CLASSIFIER, point.networks().classifier().state());
      if (point.networks().policy() != null) {
        draft.write(ResultFiles.POLICY, point.networks().policy().state());
      }
      Weights best = point.best();
      if (best != null) {
        draft.write(BEST + ResultFiles.CLASSIFIER, best.classifier());
        if (best.policy() != null) {
          draft.write(BEST + ResultFiles.POLICY, best.policy());
        }
      }
      TrainingDocument document =
          new TrainingDocument(
              source.images(),
              source.engine(),
              source.centring(),
              state,
              rows.epochs(),
              rows.masks().all());
      draft.write(TrainingDocument.PART, document.json());
      draft.commit(secondsSpent.getAsDouble());
    }
    try {
      store.prune(source.trial(), source.attempt());
    } catch (IOException e) {
      log.info("Cannot remove older checkpoints yet: " + FileErrors.reason(e));
    }
  }

  private CheckpointName name(TrainingState state) {
    return state.epochDone()
        ? new CheckpointName(state.epoch() + 1, 0, source.attempt())
        : new CheckpointName(state.epoch(), state.step(), source.attempt());
  }

  /** The position in words. */
  static String where(TrainingState state) {
    return state.epochDone()
        ? "the end of epoch " + state.epoch()
        : "epoch " + state.epoch() + ", batch " + state.step() + " of " + state.steps();
  }

  /** Seconds that storing checkpoints took. */
  double secondsSpentStoring() {
    return nanosSpentStoring / NANOS_PER_SECOND;
  }
}
