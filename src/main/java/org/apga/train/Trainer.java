package org.apga.train;

import java.util.List;
import java.util.Map;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.data.ImageSet;
import org.apga.engine.Batch;
import org.apga.engine.DivergedException;
import org.apga.engine.Network;
import org.apga.method.Measure;
import org.apga.method.Method;
import org.apga.method.Step;
import org.apga.train.Networks.Weights;
import org.jspecify.annotations.Nullable;

/**
 * Trains one trial to its end: the loop of every arm. Use an instance for one training only.
 *
 * <p>After each batch, it checks losses, weights, running statistics and the optimiser, before
 * anything is kept, stored or evaluated; each evaluation checks its scores and the values between
 * the layers. The first value that is not finite ends the training (docs/decisions/0024).
 */
public final class Trainer {
  private final GridConfig config;
  private final Networks networks;
  private final Batches batches;
  private final ImageSet deciding;
  private final List<TrainListener> listeners;
  private final EarlyStopping stopping;
  private final LearningRate rate;
  private @Nullable Weights best;

  /** The last evaluation whose values were all finite; empty before the first of this call. */
  private String sound = "";

  /**
   * @param batches the batches of the training set
   * @param deciding the split that decides which weights are kept
   * @param listeners called in this order
   */
  public Trainer(
      GridConfig config,
      Networks networks,
      Batches batches,
      ImageSet deciding,
      TrainListener... listeners) {
    this.config = config;
    this.networks = networks;
    this.batches = batches;
    this.deciding = deciding;
    this.listeners = List.of(listeners);
    this.stopping = new EarlyStopping(config.selection());
    this.rate = new LearningRate(config.recipe().schedule(), config.training().epochs());
  }

  /**
   * @param weights those of the best evaluation
   * @param stopReason a sentence
   */
  public record Result(Weights weights, int bestEpoch, double bestScore, String stopReason) {}

  /**
   * Trains until patience or epochs run out.
   *
   * @throws DivergedException at the first step or evaluation with a value that is not finite
   */
  public Result train(Method method) {
    return resume(method, TrainingState.START, null);
  }

  /**
   * Goes on from a point of an earlier training of the same networks, which have their states of
   * that point.
   *
   * @param from the state at that point
   * @param bestSoFar the best weights up to there; null before the first evaluation
   * @throws DivergedException at the first step or evaluation with a value that is not finite
   */
  public Result resume(Method method, TrainingState from, @Nullable Weights bestSoFar) {
    stopping.remember(from.stopping());
    rate.remember(from.rate());
    best = bestSoFar;
    if (from.epoch() > 0) {
      method.startEpoch(from.epoch());
      method.remember(from.memory());
    }
    if (!from.epochDone()) {
      finish(method, new RunningEpoch(from));
    }
    int most = config.training().epochs();
    for (int epoch = from.epoch() + 1; epoch <= most && stopping.reason().isEmpty(); epoch++) {
      method.startEpoch(epoch);
      finish(method, new RunningEpoch(epoch, batches.count()));
    }
    if (best == null) {
      throw new IllegalStateException("A training has at least one evaluation.");
    }
    return new Result(
        best,
        stopping.memory().bestEpoch(),
        stopping.memory().bestScore(),
        stopping.reason().orElseGet(() -> stopping.allEpochsDone(most)));
  }

  private void finish(Method method, RunningEpoch epoch) {
    try {
      train(method, epoch);
    } catch (DivergedException e) {
      throw e.seen(epoch.where());
    }
  }

  private void train(Method method, RunningEpoch epoch) {
    double share = rate.share(epoch.number);
    networks.rate(share);
    for (Batch batch : batches.epoch(epoch.number, epoch.step())) {
      epoch.begin();
      Step done = method.step(batch);
      epoch.add(done, batch.images());
      requireNumbers(done);
      listeners.forEach(l -> l.stepDone(epoch.number, epoch.step(), epoch.steps));
      if (evaluatesAfter(epoch.step())) {
        epoch.evaluatedWithin(evaluate(epoch).best);
      }
      if (epoch.step() < epoch.steps) {
        reached(method, epoch);
      }
    }
    Outcome outcome = evaluate(epoch);
    boolean bestAugmented = stopping.offerAugmented(epoch.number, outcome.evaluation);
    if (bestAugmented) {
      best = networks.asEvaluated(networks::weights);
    }
    rate.evaluated(epoch.number, outcome.evaluation.images().meanCrossEntropy());
    EpochReport report =
        epoch.report(outcome.evaluation, outcome.running, share, outcome.best || bestAugmented);
    listeners.forEach(l -> l.epochDone(report));
    reached(method, epoch);
  }

  private void reached(Method method, RunningEpoch epoch) {
    TrainingPoint point = new TrainingPoint(epoch.state(stopping, rate, method), networks, best);
    listeners.forEach(l -> l.reached(point));
  }

  /**
   * @param running accuracy with running statistics; NaN if the evaluation uses these
   */
  private record Outcome(Evaluation evaluation, double running, boolean best) {}

  private Outcome evaluate(RunningEpoch epoch) {
    Evaluation evaluation;
    double running = Double.NaN;
    int batchSize = config.training().batchSize();
    try {
      if (networks.gathering() != null) {
        running =
            networks.averaged(
                () ->
                    Evaluator.evaluate(networks.classifierAlone(), deciding, batchSize)
                        .images()
                        .accuracy());
      }
      evaluation =
          networks.asEvaluated(
              () -> {
                networks.requireNumbers(network -> network.flawOn(deciding.batch(0)));
                return Evaluator.evaluate(networks, deciding, batchSize);
              });
    } catch (DivergedException e) {
      String before = sound.isEmpty() ? "" : ", and was not at that " + sound;
      throw e.seen("at the evaluation " + epoch.where() + before);
    }
    sound = epoch.where();
    boolean better = stopping.offer(epoch.number, evaluation);
    if (better) {
      best = networks.asEvaluated(networks::weights);
    }
    return new Outcome(evaluation, running, better);
  }

  // As published: after the 101st batch, the 201st, and so on.
  private boolean evaluatesAfter(int step) {
    int every = config.selection().policyArmsEvery();
    return networks.policy() != null && every > 0 && step > every && (step - 1) % every == 0;
  }

  private void requireNumbers(Step done) {
    for (Map.Entry<Measure, Double> measure : done.measures().entrySet()) {
      if (!Double.isFinite(measure.getValue())) {
        throw new DivergedException(measure.getKey().column() + " is " + measure.getValue());
      }
    }
    networks.requireNumbers(Network::flaw);
  }
}
