package org.apga.engine.dl4j;

import java.util.Map;
import java.util.Objects;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.UNetSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A UNet-11.
 *
 * <p>{@link #masks} keeps its activations, so that a {@link #reinforce} of the same batch needs no
 * second forward pass; they are let go by the next call. The masks of a batch that was just stepped
 * on are not kept: no method steps twice on one batch.
 */
final class Dl4jPolicy implements MaskPolicy {
  private static final String WEIGHT = UNetGraph.SCORES + ".weight";
  private static final String BIAS = UNetGraph.SCORES + ".bias";

  /** A forward pass that a backward pass can follow. */
  private record Forward(Batch batch, double[] probabilities, Map<String, INDArray> activations) {}

  private final Dl4jEngine engine;
  private final TrainedGraph network;
  private @Nullable Forward kept;
  private @Nullable Batch steppedOn;

  Dl4jPolicy(Dl4jEngine engine, UNetSpec spec, AdamSpec adam, NetworkState state) {
    new StateCheck("policy", spec.parameters()).check(state);
    this.engine = engine;
    this.network =
        new TrainedGraph(
            UNetGraph.configuration(spec, adam, engine.precision()),
            spec.parameters(),
            spec.imageSize(),
            engine.precision(),
            state);
  }

  Dl4jEngine engine() {
    return engine;
  }

  @Override
  public Masks masks(Batch batch) {
    double[] probabilities =
        batch == steppedOn ? PolicyLoss.sigmoid(scores(batch)) : probabilities(batch).clone();
    return new Masks(batch.images(), batch.height(), batch.width(), probabilities);
  }

  /**
   * The mask, from a forward pass that {@link #follow} or {@link #reinforce} can go back through.
   */
  double[] probabilities(Batch batch) {
    return forward(batch).probabilities();
  }

  private Forward forward(Batch batch) {
    if (kept != null && kept.batch() == batch) {
      return kept;
    }
    release();
    INDArray x = HostImages.threeChannels(batch, batch.pixels(), engine.precision());
    Map<String, INDArray> activations =
        network.graph().feedForward(new INDArray[] {x}, true, false);
    INDArray scores = Objects.requireNonNull(activations.get(UNetGraph.SCORES));
    kept = new Forward(batch, PolicyLoss.sigmoid(HostImages.drain(scores.dup('c'))), activations);
    return kept;
  }

  private void release() {
    if (kept != null) {
      network.graph().clear();
      kept.activations().values().stream().filter(INDArray::closeable).forEach(INDArray::close);
      kept = null;
    }
  }

  private double[] scores(Batch batch) {
    release();
    INDArray x = HostImages.threeChannels(batch, batch.pixels(), engine.precision());
    double[] scores = HostImages.drain(network.graph().output(false, x)[0]);
    x.close();
    return scores;
  }

  @Override
  public double reinforce(Batch batch, double advantage, PolicyLossWeights weights) {
    double[] probabilities = probabilities(batch);
    double loss = PolicyLoss.loss(probabilities, advantage, weights);
    backward(batch, PolicyLoss.gradient(probabilities, advantage, weights));
    network.forget();
    step(batch);
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
    double maskSize = PolicyLoss.loss(probabilities, 1, size);
    backward(
        batch,
        PolicyLoss.jointGradient(
            probabilities, lossByProbability, step.zerosWeight(), step.onesWeight()));
    if (step.carry() == GradientCarry.ACCUMULATE) {
      network.addCarried(1);
      network.carry(1);
    } else {
      network.forget();
    }
    step(batch);
    return maskSize;
  }

  private void backward(Batch batch, double[] byScore) {
    INDArray epsilon =
        HostImages.array(
            byScore,
            Layers.dataType(engine.precision()),
            batch.images(),
            1,
            batch.height(),
            batch.width());
    network.graph().backpropGradient(epsilon);
    epsilon.close();
    release();
  }

  private void step(Batch batch) {
    network.step(1);
    steppedOn = batch;
  }

  @Override
  public Centring centre(Iterable<Batch> batches) {
    ScoreStatistics statistics = new ScoreStatistics();
    for (Batch batch : batches) {
      statistics.survey(scores(batch));
    }
    statistics.endSurvey();
    for (Batch batch : batches) {
      statistics.measure(scores(batch));
    }
    Centring centring = statistics.centring();
    network.parameter(WEIGHT).divi(centring.divide());
    network.parameter(BIAS).subi(centring.subtract()).divi(centring.divide());
    return centring;
  }

  @Override
  public NetworkState state() {
    return network.state();
  }

  @Override
  public void close() {
    release();
    network.close();
  }
}
