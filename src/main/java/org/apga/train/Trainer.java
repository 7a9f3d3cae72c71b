package org.apga.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.data.ImageSet;
import org.apga.engine.Batch;
import org.apga.method.Measure;
import org.apga.method.Method;
import org.apga.method.Step;
import org.apga.train.Networks.Weights;
import org.jspecify.annotations.Nullable;

/** Trains one trial to its end: the loop of every arm. */
public final class Trainer {
  private final GridConfig config;
  private final Networks networks;
  private final Batches batches;
  private final ImageSet deciding;
  private final TrainListener listener;
  private final EarlyStopping stopping;
  private @Nullable Weights best;

  /**
   * @param batches of the training set
   * @param deciding the split that decides which weights are kept
   */
  public Trainer(
      GridConfig config,
      Networks networks,
      Batches batches,
      ImageSet deciding,
      TrainListener listener) {
    this.config = config;
    this.networks = networks;
    this.batches = batches;
    this.deciding = deciding;
    this.listener = listener;
    this.stopping = new EarlyStopping(config.selection());
  }

  /**
   * What came out.
   *
   * @param weights those of the best evaluation
   * @param stopReason a sentence
   */
  public record Result(
      Weights weights,
      int bestEpoch,
      double bestScore,
      String stopReason,
      List<EpochReport> epochs) {}

  /**
   * Trains until patience or epochs run out.
   *
   * @throws DivergedException at the first step or evaluation that is no number
   */
  public Result train(Method method) {
    List<EpochReport> epochs = new ArrayList<>();
    Optional<String> reason = Optional.empty();
    for (int epoch = 1; epoch <= config.training().epochs() && reason.isEmpty(); epoch++) {
      epochs.add(epoch(method, epoch));
      reason = stopping.reason();
    }
    if (best == null) {
      throw new IllegalStateException("A training has at least one evaluation.");
    }
    return new Result(
        best,
        stopping.bestEpoch(),
        stopping.bestScore(),
        reason.orElseGet(() -> stopping.allEpochsDone(config.training().epochs())),
        epochs);
  }

  private EpochReport epoch(Method method, int epoch) {
    long start = System.nanoTime();
    Means means = new Means();
    boolean bestWithin = false;
    int steps = batches.count();
    int step = 0;
    method.startEpoch(epoch);
    for (Batch batch : batches.epoch(epoch)) {
      Step done = method.step(batch);
      step++;
      requireFinite(done, epoch, step);
      means.add(done, batch.images());
      listener.stepDone(epoch, step, steps);
      if (evaluatesAfter(step)) {
        bestWithin |= evaluate(epoch).best;
      }
    }
    Outcome outcome = evaluate(epoch);
    boolean bestAugmented = stopping.offerAugmented(epoch, outcome.evaluation);
    if (bestAugmented) {
      best = networks.weights();
    }
    EpochReport report =
        new EpochReport(
            epoch,
            steps,
            means.means(),
            outcome.evaluation,
            outcome.best || bestWithin || bestAugmented,
            (System.nanoTime() - start) / 1e9);
    listener.epochDone(report);
    return report;
  }

  private record Outcome(Evaluation evaluation, boolean best) {}

  private Outcome evaluate(int epoch) {
    Evaluation evaluation = Evaluator.evaluate(networks, deciding, config.training().batchSize());
    for (double probability : evaluation.probabilities()) {
      if (!Double.isFinite(probability)) {
        throw new DivergedException(
            epoch, batches.count(), batches.count(), "a probability", probability);
      }
    }
    boolean better = stopping.offer(epoch, evaluation);
    if (better) {
      best = networks.weights();
    }
    return new Outcome(evaluation, better);
  }

  // As published: after the 101st batch, the 201st, and so on.
  private boolean evaluatesAfter(int step) {
    int every = config.selection().policyArmsEvery();
    return networks.policy() != null && every > 0 && step > every && (step - 1) % every == 0;
  }

  private void requireFinite(Step done, int epoch, int step) {
    for (Map.Entry<Measure, Double> measure : done.measures().entrySet()) {
      if (!Double.isFinite(measure.getValue())) {
        throw new DivergedException(
            epoch, step, batches.count(), measure.getKey().column(), measure.getValue());
      }
    }
  }
}
