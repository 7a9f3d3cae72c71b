package org.apga.engine.dl4j;

import java.util.Map;
import org.apga.engine.AdamSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam as PyTorch computes it, with epsilon added after bias correction:
 *
 * <pre>step = rate / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon)</pre>
 *
 * Deeplearning4j adds epsilon to sqrt(v) before the correction; its formula with epsilon * sqrt(1 -
 * beta2^t) in place of epsilon is this one.
 */
public final class TorchAdam extends Adam {
  private static final long serialVersionUID = 1L;

  /** For deserialisation. */
  public TorchAdam() {}

  /** With the given constants. */
  public TorchAdam(AdamSpec spec) {
    super(spec.learningRate(), spec.beta1(), spec.beta2(), spec.epsilon());
  }

  @Override
  public TorchAdam clone() {
    return new TorchAdam(new AdamSpec(getLearningRate(), getBeta1(), getBeta2(), getEpsilon()));
  }

  @Override
  public GradientUpdater<Adam> instantiate(INDArray viewArray, boolean initializeViewArray) {
    Updater updater = new Updater(this);
    updater.setStateViewArray(
        viewArray, new long[] {1, viewArray.length() / 2}, 'c', initializeViewArray);
    return updater;
  }

  @Override
  public GradientUpdater<Adam> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    Updater updater = new Updater(this);
    updater.setState(updaterState, initializeStateArrays);
    return updater;
  }

  /**
   * An updater with moments of the caller's.
   *
   * @param first moments, a vector
   * @param second moments, a vector of the same length
   */
  GradientUpdater<Adam> instantiate(INDArray first, INDArray second) {
    return instantiate(Map.of(AdamUpdater.M_STATE, first, AdamUpdater.V_STATE, second), false);
  }

  private static final class Updater extends AdamUpdater {
    Updater(TorchAdam config) {
      super(config);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      Adam adam = getConfig();
      double epsilon = adam.getEpsilon() * Math.sqrt(1 - Math.pow(adam.getBeta2(), iteration + 1));
      Nd4j.exec(
          new org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater(
              gradient.reshape(getV().shape()),
              getV(),
              getM(),
              adam.getLearningRate(iteration, epoch),
              adam.getBeta1(),
              adam.getBeta2(),
              epsilon,
              iteration));
    }
  }
}
