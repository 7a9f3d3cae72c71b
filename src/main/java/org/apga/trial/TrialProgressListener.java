package org.apga.trial;

import java.util.List;
import org.apga.method.Measure;
import org.apga.metrics.ClassificationMetrics;
import org.apga.plan.Trial;
import org.apga.store.Row;
import org.apga.train.EpochReport;
import org.apga.train.TrainListener;
import org.apga.train.TrainingState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on the progress of a training. */
final class TrialProgressListener implements TrainListener {
  private static final Logger LOG = LoggerFactory.getLogger(TrialProgressListener.class);

  private final Trial trial;
  private final int epochs;
  private final ProgressSink sink;
  private double accuracy = Double.NaN;
  private double loss = Double.NaN;

  TrialProgressListener(Trial trial, int epochs, ProgressSink sink) {
    this.trial = trial;
    this.epochs = epochs;
    this.sink = sink;
  }

  /**
   * Called when training continues from a checkpoint; {@code done} has one row for each finished
   * epoch.
   */
  void resumed(TrainingState from, List<Row> done) {
    if (!done.isEmpty()) {
      Row last = done.get(done.size() - 1);
      accuracy = last.real("accuracy");
      loss = last.real(Measure.CLEAN_LOSS.column());
    }
    report(from.epoch(), from.step(), from.steps());
  }

  @Override
  public void stepDone(int epoch, int step, int steps) {
    LOG.debug("{}: epoch {}, batch {} of {}", trial.title(), epoch, step, steps);
    report(epoch, step, steps);
  }

  @Override
  public void epochDone(EpochReport report) {
    ClassificationMetrics images = report.evaluation().images();
    accuracy = images.accuracy();
    loss = report.means().getOrDefault(Measure.CLEAN_LOSS, Double.NaN);
    report(report.epoch(), report.steps(), report.steps());
  }

  private void report(int epoch, int step, int steps) {
    sink.report(
        new TrialProgress(trial.id(), trial.title(), epoch, epochs, step, steps, accuracy, loss));
  }
}
