package org.apga.engine;

/**
 * Conversion of a first convolution between one channel and three, with the same result for grey
 * images. An engine repeats a grey level z in three channels, so that three channels give (W[o,0] +
 * W[o,1] + W[o,2]) * z. Both directions are exact up to rounding if all channels get the same
 * {@link Normalisation}.
 */
public final class GreyStem {
  /** What {@link #spread} did to a first convolution, in words, and when that changes nothing. */
  static final String SPREAD =
      " has one channel and is spread over three, a third of it to each; that is exact only if data.normalise treats all channels alike, which imagenet does not";

  private static final int CHANNELS = Normalisation.CHANNELS;

  private GreyStem() {}

  /**
   * W[o,c] = w[o] / 3.
   *
   * @param kernel w, out x 1 x height x width
   * @return W, out x 3 x height x width
   */
  public static Tensor spread(Tensor kernel) {
    int taps = taps(kernel);
    double[] spread = new double[CHANNELS * kernel.size()];
    for (int i = 0; i < spread.length; i++) {
      spread[i] = kernel.at(i / (CHANNELS * taps) * taps + i % taps) / CHANNELS;
    }
    return like(kernel, CHANNELS, spread);
  }

  /**
   * w[o] = W[o,0] + W[o,1] + W[o,2].
   *
   * @param kernel W, out x 3 x height x width
   * @return w, out x 1 x height x width
   */
  public static Tensor summed(Tensor kernel) {
    int taps = taps(kernel);
    double[] summed = new double[kernel.size() / CHANNELS];
    for (int i = 0; i < kernel.size(); i++) {
      summed[i / (CHANNELS * taps) * taps + i % taps] += kernel.at(i);
    }
    return like(kernel, 1, summed);
  }

  private static int taps(Tensor kernel) {
    return kernel.shape()[2] * kernel.shape()[3];
  }

  private static Tensor like(Tensor kernel, int channels, double[] values) {
    int[] shape = kernel.shape().clone();
    shape[1] = channels;
    if (kernel instanceof Tensor.Doubles) {
      return new Tensor.Doubles(shape, values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new Tensor.Floats(shape, floats);
  }
}
