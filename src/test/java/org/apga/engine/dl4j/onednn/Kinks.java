package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a gradient jumps: at a rectifier's 0, and where two pixels of a window are the largest.
 * There rounding decides which way the gradient goes, and no two precisions agree.
 */
final class Kinks {
  private Kinks() {}

  /**
   * How near to such a point a pass comes.
   *
   * @param activations of all vertices, by name
   * @return a distance as a share of the activations' size (root of the mean square)
   */
  static double distance(
      ComputationGraphConfiguration configuration, Map<String, INDArray> activations) {
    double least = Double.POSITIVE_INFINITY;
    for (String vertex : configuration.getVertices().keySet()) {
      if (configuration.getVertices().get(vertex) instanceof LayerVertex layer) {
        String input = Objects.requireNonNull(configuration.getVertexInputs().get(vertex)).get(0);
        INDArray x = Objects.requireNonNull(activations.get(input));
        least = Math.min(least, distance(layer.getLayerConf().getLayer(), x));
      }
    }
    return least;
  }

  private static double distance(Layer layer, INDArray x) {
    if (layer instanceof ActivationLayer) {
      return least(x.dup('c').data().asDouble()) / size(x);
    } else if (layer instanceof SubsamplingLayer pool
        && pool.getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.MAX) {
      return leastGap(pool, x) / size(x);
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double size(INDArray x) {
    return x.norm2Number().doubleValue() / Math.sqrt(x.length());
  }

  private static double least(double[] values) {
    double least = Double.POSITIVE_INFINITY;
    for (double value : values) {
      // A sum of nothing but zeros is 0 in any precision.
      least = value == 0 ? least : Math.min(least, Math.abs(value));
    }
    return least;
  }

  private static double leastGap(SubsamplingLayer pool, INDArray x) {
    double[] values = x.dup('c').data().asDouble();
    int height = (int) x.size(2);
    int width = (int) x.size(3);
    double least = Double.POSITIVE_INFINITY;
    for (int plane = 0; plane < values.length; plane += height * width) {
      for (int[] rows : windows(pool, 0, height)) {
        for (int[] columns : windows(pool, 1, width)) {
          double[] window = new double[(rows[1] - rows[0]) * (columns[1] - columns[0])];
          int at = 0;
          for (int i = rows[0]; i < rows[1]; i++) {
            for (int j = columns[0]; j < columns[1]; j++) {
              window[at++] = values[plane + i * width + j];
            }
          }
          Arrays.sort(window);
          double largest = window[at - 1];
          // 0 is what a rectifier gave, and lets no gradient through.
          if (largest != 0 && at > 1) {
            least = Math.min(least, largest - window[at - 2]);
          }
        }
      }
    }
    return least;
  }

  /** Where the windows of a pool begin and end, within the image, along one of its sides. */
  private static List<int[]> windows(SubsamplingLayer pool, int side, int size) {
    int kernel = pool.getKernelSize()[side];
    int padding = pool.getPadding()[side];
    List<int[]> all = new ArrayList<>();
    for (int at = -padding; at + kernel <= size + padding; at += pool.getStride()[side]) {
      all.add(new int[] {Math.max(at, 0), Math.min(at + kernel, size)});
    }
    return all;
  }
}
