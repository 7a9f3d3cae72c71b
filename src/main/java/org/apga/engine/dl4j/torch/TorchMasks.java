package org.apga.engine.dl4j.torch;

import org.apga.engine.Masks;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A policy's masks. They are on its device until the policy releases them; probabilities that were
 * read before remain available.
 */
final class TorchMasks extends Masks {
  private final TorchDevice device;
  private @Nullable Tensor onDevice;
  private double @Nullable [] probabilities;

  /**
   * @param onDevice n x 1 x h x w, double; closed by these masks
   */
  TorchMasks(TorchDevice device, Tensor onDevice) {
    super((int) onDevice.size(0), (int) onDevice.size(2), (int) onDevice.size(3));
    this.device = device;
    this.onDevice = onDevice;
  }

  boolean isOn(TorchDevice other) {
    return onDevice != null && device == other;
  }

  private Tensor onDevice() {
    Tensor there = onDevice;
    if (there == null) {
      throw new IllegalStateException(
          "Cannot read these masks: their policy has computed others since. Read them earlier.");
    }
    return there;
  }

  /** True where p &gt; 0.5; n x 1 x h x w. */
  Tensor overHalf() {
    return onDevice().gt(new Scalar(0.5));
  }

  /** True where p &lt; 0.5; n x 1 x h x w. */
  Tensor underHalf() {
    return onDevice().lt(new Scalar(0.5));
  }

  @Override
  public double[] probabilities() {
    double[] known = probabilities;
    if (known == null) {
      try (PointerScope scope = new PointerScope()) {
        known = device.download(onDevice());
      }
      probabilities = known;
    }
    return known;
  }

  @Override
  public long[] count(Pointed pointed) {
    if (onDevice == null) {
      return super.count(pointed);
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor there = onDevice();
      Tensor points = pointed == Pointed.OVER_HALF ? overHalf() : there.ge(new Scalar(0.5));
      double[] counts = device.download(points.flatten(1, -1).sum(1));
      long[] whole = new long[counts.length];
      for (int i = 0; i < whole.length; i++) {
        whole[i] = (long) counts[i];
      }
      return whole;
    }
  }

  /** Frees the device's memory. */
  void letGo() {
    if (onDevice != null) {
      onDevice.close();
      onDevice = null;
    }
  }
}
