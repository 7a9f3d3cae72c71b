package org.apga.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * A DenseNet (Huang et al. 2017) as torchvision lays it out: 7x7 stride-2 stem, 3x3 stride-2 max
 * pool, dense blocks of bottleneck layers, halving transitions with 2x2 average pool, norm, ReLU,
 * global average pool, linear head {@code classifier.0}.
 *
 * @param imageSize height and width of the input, pixels, a multiple of 32
 * @param blocks layers in each dense block; 169 has 6, 12, 32, 32
 * @param growth channels that each layer adds; published: 32
 * @param stemWidth channels of the stem; published: 64
 * @param bottleneck width of a layer's 1x1 convolution as a multiple of growth; published: 4
 * @param classes scores at the output; published: 2
 */
public record DenseNetSpec(
    int imageSize, List<Integer> blocks, int growth, int stemWidth, int bottleneck, int classes) {

  /** Batch norm's epsilon. */
  public static final double NORM_EPSILON = 1e-5;

  /** The share of a batch's statistics that enters the running ones. */
  public static final double NORM_MOMENTUM = 0.1;

  /** Copies the list. */
  public DenseNetSpec {
    blocks = List.copyOf(blocks);
    if (blocks.size() != 4) {
      throw new IllegalArgumentException(
          "Cannot build a DenseNet of blocks " + blocks + ": it has four dense blocks.");
    }
  }

  /**
   * A DenseNet of a published depth: 121, 169 or 201.
   *
   * @throws IllegalArgumentException for any other depth
   */
  public static DenseNetSpec ofDepth(int depth, int imageSize) {
    List<Integer> blocks =
        switch (depth) {
          case 121 -> List.of(6, 12, 24, 16);
          case 169 -> List.of(6, 12, 32, 32);
          case 201 -> List.of(6, 12, 48, 32);
          default ->
              throw new IllegalArgumentException(
                  "Cannot build a DenseNet-" + depth + ": the depths are 121, 169 and 201.");
        };
    return new DenseNetSpec(imageSize, blocks, 32, 64, 4, 2);
  }

  /** The same network for another number of classes. */
  public DenseNetSpec of(int other) {
    return new DenseNetSpec(imageSize, blocks, growth, stemWidth, bottleneck, other);
  }

  /** Channels of the last feature map. */
  public int features() {
    int channels = stemWidth;
    for (int b = 0; b < blocks.size(); b++) {
      channels += blocks.get(b) * growth;
      if (b < blocks.size() - 1) {
        channels /= 2;
      }
    }
    return channels;
  }

  /** Every tensor, in PyTorch's order. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    all.add(Parameter.convolution("features.conv0", stemWidth, 3, 7));
    norm(all, "features.norm0", stemWidth);
    int channels = stemWidth;
    for (int b = 0; b < blocks.size(); b++) {
      for (int l = 0; l < blocks.get(b); l++) {
        String layer = "features.denseblock" + (b + 1) + ".denselayer" + (l + 1);
        norm(all, layer + ".norm1", channels);
        all.add(Parameter.convolution(layer + ".conv1", bottleneck * growth, channels, 1));
        norm(all, layer + ".norm2", bottleneck * growth);
        all.add(Parameter.convolution(layer + ".conv2", growth, bottleneck * growth, 3));
        channels += growth;
      }
      if (b < blocks.size() - 1) {
        String transition = "features.transition" + (b + 1);
        norm(all, transition + ".norm", channels);
        all.add(Parameter.convolution(transition + ".conv", channels / 2, channels, 1));
        channels /= 2;
      }
    }
    norm(all, "features.norm5", channels);
    all.add(
        new Parameter("classifier.0.weight", new int[] {classes, channels}, Parameter.Kind.LINEAR));
    all.add(Parameter.bias("classifier.0", classes));
    return all;
  }

  private static void norm(List<Parameter> all, String name, int channels) {
    int[] shape = {channels};
    all.add(new Parameter(name + ".weight", shape, Parameter.Kind.NORM_WEIGHT));
    all.add(new Parameter(name + ".bias", shape, Parameter.Kind.NORM_BIAS));
    all.add(new Parameter(name + ".running_mean", shape, Parameter.Kind.RUNNING_MEAN));
    all.add(new Parameter(name + ".running_var", shape, Parameter.Kind.RUNNING_VARIANCE));
  }
}
