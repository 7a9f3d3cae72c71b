package org.apga.engine.dl4j.onednn;

import java.util.HashMap;
import java.util.Map;
import org.apga.engine.dl4j.onednn.GraphReader.Network;

/** The size of every node's value. */
final class Shapes {
  private final Map<String, Shape> shapes = new HashMap<>();

  private Shapes() {}

  static Map<String, Shape> of(Network network, Shape images) {
    Shapes all = new Shapes();
    all.shapes.put(network.input(), images);
    for (Node node : network.nodes()) {
      all.shapes.put(node.name(), all.of(node));
    }
    return all.shapes;
  }

  private Shape input(Node node) {
    Shape shape = shapes.get(node.inputs().get(0));
    if (shape == null) {
      throw new IllegalStateException("Nothing computes the input of " + node + ".");
    }
    return shape;
  }

  private Shape of(Node node) {
    Shape x = input(node);
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
      int channels = 0;
      for (String part : node.inputs()) {
        Shape shape = shapes.get(part);
        channels += shape == null ? 0 : shape.channels();
      }
      return x.withChannels(channels);
    }
    return x;
  }
}
