package org.apga.engine.dl4j.onednn;

import java.util.Collections;
import java.util.List;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.Net.With;

/** A program that says what becomes of networks under the instructions that oneDNN may use. */
public final class InstructionSetProbe {
  private InstructionSetProbe() {}

  /** Prints a line for each finding. */
  public static void main(String[] arguments) throws UnknownVertexException {
    try (LogLines log = new LogLines(OneDnn.class, CompiledGraph.class)) {
      double planned = loss(EngineChoice.FITTING);
      double graph = loss(EngineChoice.GRAPH);
      System.out.println("plans are the graph: " + (planned == graph));
      System.out.println("plans agree: " + (Math.abs(planned - graph) < 1e-5));
      OneDnn library = OneDnn.library();
      if (library != null) {
        System.out.println("block: " + library.block());
        Twins twins = new Twins(new Shape(3, 3, 9, 8), 1, InstructionSetProbe::body);
        double worst =
            Collections.max(twins.differences(library.block(), InputGradient.WANTED).values());
        System.out.println("primitives agree: " + (worst < 1e-4));
      }
      log.lines().forEach(line -> System.out.println("log: " + line));
    }
    System.exit(0);
  }

  private static String body(Net net, String image) {
    String x = net.convolution(image, 16, 3, 1, 1, With.BIAS, With.RELU);
    for (int i = 0; i < 2; i++) {
      x = net.concat(x, net.convolution(net.relu(net.norm(x)), 16, 3, 1, 1));
    }
    x = net.largest(net.relu(net.norm(x)), 2, 2, 0);
    x = net.convolution(net.transposed(x, 8, With.BIAS, With.RELU), 5, 1, 1, 0);
    return net.head(net.mean(x, 2, 2), 2);
  }

  /** The loss of a classifier after a step. */
  private static double loss(String name) {
    DenseNetSpec spec = new DenseNetSpec(32, List.of(1, 1, 1, 1), 8, 16, 2, 2);
    double[] pixels = new double[2 * 32 * 32];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 37 % 101 / 101.0;
    }
    Batch batch = new Batch(2, 32, 32, pixels, new int[] {0, 1});
    try (Engine engine = new Dl4jEngine(new EngineChoice(name, Device.CPU, Precision.FLOAT, 1), 0);
        Classifier classifier = engine.classifier(spec, AdamSpec.of(1e-3), 1L)) {
      classifier.fit(batch);
      return classifier.loss(batch);
    }
  }
}
