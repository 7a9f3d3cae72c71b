package org.apga.engine.dl4j.onednn;

import org.apga.engine.dl4j.onednn.Program.Operand;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * A value in a plan, whole or as a run of channels of another.
 *
 * @param root the tensor that contains these channels; null if this tensor is whole
 * @param firstChannel in {@code root}
 * @param gradient whether a gradient with respect to it is needed
 */
record Tensor(
    Shape shape,
    Layout layout,
    Region region,
    @Nullable Tensor root,
    int firstChannel,
    boolean gradient) {

  /** A whole tensor. */
  static Tensor of(Shape shape, Layout layout, Region region, boolean gradient) {
    return new Tensor(shape, layout, region, null, 0, gradient);
  }

  /** The tensor that owns the memory. */
  Tensor whole() {
    return root == null ? this : root;
  }

  /** Channels {@code from} to {@code from + channels} of this tensor in {@link Layout.Order}. */
  Tensor channels(int from, int channels) {
    if (root != null || layout.order() != Layout.Order.CHANNELS || from % layout.block() != 0) {
      throw new IllegalStateException(
          "Cannot take channels of " + this + " from " + from + ": they are not contiguous.");
    }
    return new Tensor(shape.withChannels(channels), layout, region, this, from, gradient);
  }

  memory.desc describe() {
    return layout.describe(shape);
  }

  private long byteOffset() {
    return shape.withChannels(firstChannel).bytes();
  }

  Operand operand() {
    return operand(describe());
  }

  /** The same memory with another description. */
  Operand operand(memory.desc description) {
    return new Operand(description, region, byteOffset());
  }
}
