package org.apga.engine.dl4j.torch;

import org.apga.engine.dl4j.nodes.Node;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Nodes that work on windows of pixels, as calls of ATen. */
final class TorchCalls {
  private static final long[] ONE = {1, 1};

  private TorchCalls() {}

  /** A convolution, without the rectifier after it. */
  static Tensor convolution(Node.Convolution node, Tensor in, Tensor weights, TensorOptional bias) {
    long[] stride = longs(node.stride());
    long[] before = longs(node.before());
    if (!node.transposed()) {
      return torch.conv2d(in, weights, bias, stride, before, ONE, 1);
    }
    // If less is cropped at the end than at the beginning, the difference is output padding.
    long[] more = {
      node.before()[0] - (long) node.after()[0], node.before()[1] - (long) node.after()[1]
    };
    return torch.conv_transpose2d(in, weights, bias, stride, before, more, 1, ONE);
  }

  /** The largest or the mean of each window. */
  static Tensor pool(Node.Pool node, Tensor in) {
    long[] kernel = longs(node.kernel());
    long[] stride = longs(node.stride());
    long[] padding = longs(node.padding());
    return node.kind() == Node.Pooling.LARGEST
        ? torch.max_pool2d(in, kernel, stride, padding, ONE, false)
        : torch.avg_pool2d(in, kernel, stride, padding, false, true, new LongOptional());
  }

  /** In place, because nothing else reads the output of the convolution or batch norm. */
  static Tensor rectified(Tensor tensor, boolean rectified) {
    return rectified ? torch.relu_(tensor) : tensor;
  }

  private static long[] longs(int[] pair) {
    return new long[] {pair[0], pair[1]};
  }
}
