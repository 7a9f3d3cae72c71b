package org.apga.run;

import org.apga.method.Measure;
import org.apga.metrics.ClassificationMetrics;
import org.apga.plan.Trial;
import org.apga.train.EpochReport;
import org.apga.train.TrainListener;

/** Passes on how a training goes. */
final class TrialProgressListener implements TrainListener {
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

  @Override
  public void stepDone(int epoch, int step, int steps) {
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
