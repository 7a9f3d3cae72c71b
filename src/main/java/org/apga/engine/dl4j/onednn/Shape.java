package org.apga.engine.dl4j.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apga.engine.dl4j.nodes.GraphReader.Network;
import org.apga.engine.dl4j.nodes.Node;

/**
 * The size of a value on an edge of the graph.
 *
 * @param images n
 * @param channels c
 * @param height pixels
 * @param width pixels
 */
record Shape(int images, int channels, int height, int width) {
  long elements() {
    return (long) images * channels * height * width;
  }

  long bytes() {
    return elements() * Float.BYTES;
  }

  Shape withImages(int others) {
    return new Shape(others, channels, height, width);
  }

  Shape withChannels(int others) {
    return new Shape(images, others, height, width);
  }

  /** The size of every node's value, by name; {@code batch} is that of the images. */
  static Map<String, Shape> ofAll(Network network, Shape batch) {
    Map<String, Shape> shapes = new HashMap<>();
    shapes.put(network.input(), batch);
    for (Node node : network.nodes()) {
      List<Shape> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        Shape shape = shapes.get(input);
        if (shape == null) {
          throw new IllegalStateException(
              "Cannot size " + node + ": its input " + input + " is not computed.");
        }
        inputs.add(shape);
      }
      shapes.put(node.name(), of(node, inputs));
    }
    return shapes;
  }

  private static Shape of(Node node, List<Shape> inputs) {
    Shape x = inputs.get(0);
    if (node instanceof Node.Convolution c) {
      return c.transposed()
          ? new Shape(
              x.images(),
              c.channels(),
              (x.height() - 1) * c.stride()[0] + c.kernel()[0] - c.before()[0] - c.after()[0],
              (x.width() - 1) * c.stride()[1] + c.kernel()[1] - c.before()[1] - c.after()[1])
          : new Shape(
              x.images(),
              c.channels(),
              (x.height() + c.before()[0] + c.after()[0] - c.kernel()[0]) / c.stride()[0] + 1,
              (x.width() + c.before()[1] + c.after()[1] - c.kernel()[1]) / c.stride()[1] + 1);
    } else if (node instanceof Node.Pool p) {
      return new Shape(
          x.images(),
          x.channels(),
          (x.height() + 2 * p.padding()[0] - p.kernel()[0]) / p.stride()[0] + 1,
          (x.width() + 2 * p.padding()[1] - p.kernel()[1]) / p.stride()[1] + 1);
    } else if (node instanceof Node.GlobalMean) {
      return new Shape(x.images(), x.channels(), 1, 1);
    } else if (node instanceof Node.Linear linear) {
      return new Shape(x.images(), linear.units(), 1, 1);
    } else if (node instanceof Node.Concatenation) {
      return x.withChannels(inputs.stream().mapToInt(Shape::channels).sum());
    }
    return x;
  }
}
