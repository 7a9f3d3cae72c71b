package org.apga.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Weights of an untrained network: He normal (fan in, gain of ReLU) for convolutions, as
 * torchvision initialises its DenseNets; uniform in +-1/sqrt(in) for the linear head; biases 0;
 * batch norm 1 and 0.
 *
 * <p>An untrained policy is drawn the same way (the published one starts from Carvana weights); its
 * scores are centred before training, see {@link MaskPolicy#centre}.
 */
public final class InitialWeights {
  private InitialWeights() {}

  /** Fresh weights of a classifier, drawn for {@code seed}. */
  public static NetworkState draw(DenseNetSpec spec, long seed) {
    return draw(spec.parameters(), RandomStream.of(seed, Purpose.CLASSIFIER_WEIGHTS));
  }

  /** Fresh weights of a masking policy, drawn for {@code seed}. */
  public static NetworkState draw(UNetSpec spec, long seed) {
    return draw(spec.parameters(), RandomStream.of(seed, Purpose.POLICY_WEIGHTS));
  }

  /** Fresh weights of a network with these tensors. */
  public static NetworkState draw(List<Parameter> parameters, RandomStream random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      float[] values = new float[parameter.size()];
      int[] shape = parameter.shape();
      switch (parameter.kind()) {
        case CONVOLUTION -> normal(values, shape[1] * shape[2] * shape[3], random);
        // With stride 2, an output pixel depends on a quarter of the kernel's taps.
        case TRANSPOSED_CONVOLUTION -> normal(values, shape[0] * shape[2] * shape[3] / 4.0, random);
        case LINEAR -> {
          double bound = 1 / Math.sqrt(shape[1]);
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
          }
        }
        case NORM_WEIGHT, RUNNING_VARIANCE -> Arrays.fill(values, 1f);
        case BIAS, NORM_BIAS, RUNNING_MEAN -> {}
      }
      tensors.put(parameter.name(), new Tensor.Floats(shape, values));
    }
    return new NetworkState(tensors);
  }

  private static void normal(float[] values, double fanIn, RandomStream random) {
    double deviation = Math.sqrt(2 / fanIn);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
  }
}
