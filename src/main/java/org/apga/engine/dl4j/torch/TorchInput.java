package org.apga.engine.dl4j.torch;

import static org.apga.engine.dl4j.torch.TorchDevice.keep;

import java.util.List;
import org.apga.engine.Normalisation;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The normalisation of grey levels on the device.
 *
 * @param mean 1 x 3 x 1 x 1; null if levels stay unchanged
 * @param deviation 1 x 3 x 1 x 1; null if levels stay unchanged
 */
record TorchInput(Normalisation of, @Nullable Tensor mean, @Nullable Tensor deviation)
    implements AutoCloseable {
  static TorchInput on(TorchDevice device, Normalisation of) {
    return of.isNone()
        ? new TorchInput(of, null, null)
        : new TorchInput(of, channels(device, of.mean()), channels(device, of.deviation()));
  }

  private static Tensor channels(TorchDevice device, List<Double> numbers) {
    double[] values = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    return keep(device.upload(values, 1, values.length, 1, 1));
  }

  /**
   * The channels of images.
   *
   * @param images n x 1 x h x w
   * @return n x 3 x h x w, within the caller's scope
   */
  Tensor channels(Tensor images) {
    Tensor three =
        images.expand(images.size(0), Normalisation.CHANNELS, images.size(2), images.size(3));
    return mean == null || deviation == null ? three : three.sub(mean).div(deviation);
  }

  @Override
  public void close() {
    if (mean != null && deviation != null) {
      mean.close();
      deviation.close();
    }
  }
}
