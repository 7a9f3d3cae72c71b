package org.apga.engine.dl4j;

import java.util.List;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Reinforcement;
import org.apga.engine.UNetSpec;
import org.jspecify.annotations.Nullable;

/**
 * A UNet-11.
 *
 * <p>{@link #masks} keeps its activations, so that a {@link #reinforce} of the same batch needs no
 * second forward pass; the next call releases them. Activations are not kept for a batch that the
 * last step was made on, because no arm makes two steps on one batch.
 */
final class Dl4jPolicy extends TrainedGraph implements MaskPolicy {
  private static final String WEIGHT = UNetGraph.SCORES + ".weight";
  private static final String BIAS = UNetGraph.SCORES + ".bias";

  /** A forward pass with activations for a backward pass. */
  private record Forward(Batch batch, double[] probabilities) {}

  private @Nullable Forward kept;
  private @Nullable Batch steppedOn;

  Dl4jPolicy(Dl4jEngine engine, UNetSpec spec, AdamSpec adam, NetworkState state) {
    super(engine, GraphSpec.of(spec, engine.precision()), ClassifierSteps.plain(adam), state);
  }

  @Override
  public void exchangeAverage() {
    kept = null;
    super.exchangeAverage();
  }

  @Override
  public Masks masks(Batch batch) {
    double[] probabilities =
        batch == steppedOn ? PolicyLoss.sigmoid(scores(batch)) : probabilities(batch).clone();
    return Masks.of(batch.images(), batch.height(), batch.width(), probabilities);
  }

  /**
   * The mask, from a forward pass that a backward pass of {@link #follow} or {@link #reinforce} can
   * use.
   */
  double[] probabilities(Batch batch) {
    return forward(batch).probabilities();
  }

  private Forward forward(Batch batch) {
    if (kept != null && kept.batch() == batch) {
      return kept;
    }
    kept = new Forward(batch, PolicyLoss.sigmoid(passes.forward(batch)));
    return kept;
  }

  private double[] scores(Batch batch) {
    kept = null;
    return passes
        .activations(batch, NormStatistics.RUNNING, List.of(UNetGraph.SCORES))
        .get(0)
        .values();
  }

  @Override
  public double reinforce(Batch batch, Reinforcement along) {
    double[] probabilities = probabilities(batch);
    double loss = PolicyLoss.loss(probabilities, along);
    backward(batch, PolicyLoss.gradient(probabilities, along));
    step(batch, GradientCarry.NONE);
    return loss;
  }

  /**
   * This policy's part of the joint step, after {@link #probabilities} of the same batch.
   *
   * @return zeros BCE(p, 0) + ones BCE(p, 1) before the step
   */
  double follow(Batch batch, double[] lossByProbability, JointStep step) {
    double[] probabilities = probabilities(batch);
    PolicyLossWeights size = new PolicyLossWeights(0, step.zerosWeight(), step.onesWeight());
    double maskSize = PolicyLoss.loss(probabilities, Reinforcement.published(1, size));
    backward(
        batch,
        PolicyLoss.jointGradient(
            probabilities, lossByProbability, step.zerosWeight(), step.onesWeight()));
    addCarried(step.carry());
    step(batch, step.carry());
    return maskSize;
  }

  private void backward(Batch batch, double[] byScore) {
    passes.backward(batch, byScore);
    kept = null;
  }

  private void step(Batch batch, GradientCarry carry) {
    step(carry);
    steppedOn = batch;
  }

  @Override
  public Centring centre(Iterable<Batch> batches) {
    Centring centring = ScoreStatistics.of(batches, this::scores);
    edit(WEIGHT, weight -> weight.divi(centring.divide()));
    edit(BIAS, bias -> bias.subi(centring.subtract()).divi(centring.divide()));
    return centring;
  }
}
