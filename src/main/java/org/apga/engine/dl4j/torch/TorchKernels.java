package org.apga.engine.dl4j.torch;

import java.util.Arrays;
import org.apga.engine.dl4j.GraphLayout;
import org.bytedeco.pytorch.Tensor;

/**
 * The order of kernels in a network's vectors: outputs x inputs x height x width on the host, and
 * outputs x height x width x inputs on a device with channels last.
 */
record TorchKernels(GraphLayout layout, boolean channelsLast) {
  /** Axes of a convolution's weights. */
  private static final int KERNEL = 4;

  private static final long[] CHANNELS_TO_END = {0, 2, 3, 1};
  private static final long[] CHANNELS_FROM_END = {0, 3, 1, 2};

  /** Rearranges the kernels of a vector in place, from the host's order to the device's. */
  Tensor toDevice(Tensor vector) {
    return arranged(vector, true);
  }

  /** A vector in the host's order; a copy if the device's order differs. */
  Tensor fromDevice(Tensor vector) {
    return channelsLast ? arranged(vector.clone(), false) : vector;
  }

  private Tensor arranged(Tensor vector, boolean forDevice) {
    if (channelsLast) {
      for (GraphLayout.View view : layout.views().values()) {
        if (view.shape().length == KERNEL) {
          Tensor kernel = vector.narrow(0, view.offset(), elements(view));
          kernel.copy_(
              (forDevice
                      ? kernel.view(view.shape()).permute(CHANNELS_TO_END)
                      : kernel.view(channelsAtEnd(view)).permute(CHANNELS_FROM_END))
                  .reshape(-1));
        }
      }
    }
    return vector;
  }

  private static long elements(GraphLayout.View view) {
    return Arrays.stream(view.shape()).reduce(1, (product, length) -> product * length);
  }

  private static long[] channelsAtEnd(GraphLayout.View view) {
    long[] shape = view.shape();
    return new long[] {shape[0], shape[2], shape[3], shape[1]};
  }

  /** A tensor of a vector on the device, in the shape that calls expect. */
  Tensor of(Tensor vector, GraphLayout.View view) {
    Tensor part = vector.narrow(0, view.offset(), elements(view));
    return channelsLast && view.shape().length == KERNEL
        ? part.view(channelsAtEnd(view)).permute(CHANNELS_FROM_END)
        : part.view(view.shape());
  }
}
