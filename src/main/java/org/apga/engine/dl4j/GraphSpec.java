package org.apga.engine.dl4j;

import java.util.List;
import java.util.Set;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Parameter;
import org.apga.engine.Precision;
import org.apga.engine.UNetSpec;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * A network as a graph of Deeplearning4j, with its properties.
 *
 * @param name the name of the network in messages
 * @param parameters every tensor, in PyTorch's order
 * @param identities vertices that return their input
 * @param visible inner vertices whose activations can be requested
 * @param imageSize height and width, pixels
 */
record GraphSpec(
    String name,
    ComputationGraphConfiguration configuration,
    List<Parameter> parameters,
    Set<String> identities,
    Set<String> visible,
    int imageSize) {
  static GraphSpec of(DenseNetSpec spec, CrossEntropy loss, Precision precision) {
    return new GraphSpec(
        "classifier",
        DenseNetGraph.configuration(spec, loss, precision),
        spec.parameters(),
        Set.of(DenseNetGraph.IMAGE),
        Set.of(DenseNetGraph.FEATURES, DenseNetGraph.HEAD),
        spec.imageSize());
  }

  static GraphSpec of(UNetSpec spec, Precision precision) {
    return new GraphSpec(
        "policy",
        UNetGraph.configuration(spec, precision),
        spec.parameters(),
        Set.of(),
        Set.of(),
        spec.imageSize());
  }

  /** Whether it has batch norms. */
  boolean norms() {
    return !parameters.stream().allMatch(Parameter::trained);
  }
}
