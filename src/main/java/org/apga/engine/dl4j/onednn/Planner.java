package org.apga.engine.dl4j.onednn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.engine.dl4j.nodes.GraphReader.Network;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Program.Section;

/**
 * Makes the oneDNN plans of one network.
 *
 * @param image the shape of one image
 */
record Planner(OneDnn library, Network network, FlatVectors vectors, Arena arena, Shape image) {

  /**
   * The purpose of a plan.
   *
   * @param outputs vertices whose activations can be read
   */
  record Purpose(int images, Mode mode, InputGradient inputGradient, Set<String> outputs) {}

  Plan plan(Purpose purpose) {
    Program program = new Program(library.engine(), arena);
    try {
      return record(program, purpose);
    } catch (RuntimeException | Error e) {
      program.close();
      throw e;
    }
  }

  private Plan record(Program program, Purpose purpose) {
    Map<String, Shape> shapes = Shape.ofAll(network, image.withImages(purpose.images()));
    ChannelGroups groups = new ChannelGroups(network.nodes());
    Recorder recorder =
        new Recorder(program, vectors, purpose.mode(), library.block(), groups, shapes);
    boolean wanted = purpose.inputGradient() == InputGradient.WANTED;
    Shape batch = recorder.shape(network.input());
    Tensor input = Tensor.of(batch, Layout.PLAIN, program.pinnedRegion(batch.bytes()), wanted);
    recorder.put(network.input(), input);
    recordForward(recorder, purpose);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    Set<String> asked = new HashSet<>(purpose.outputs());
    asked.add(network.output());
    for (String vertex : asked) {
      outputs.put(
          vertex, output(recorder, Section.FORWARD, recorder.value(network.source(vertex))));
    }
    Tensor error = null;
    Tensor inputGradient = null;
    if (purpose.mode() == Mode.TRAINING) {
      error = error(recorder, recorder.value(network.output()));
      recorder.rewind();
      inputGradient =
          wanted ? output(recorder, Section.BACKWARD, recorder.gradients.of(input)) : null;
    }
    program.freeze();
    return new Plan(program, input, outputs, error, inputGradient);
  }

  private void recordForward(Recorder recorder, Purpose purpose) {
    Map<String, Node.Norm> folded =
        purpose.mode() == Mode.EVALUATING ? foldable(purpose.outputs()) : Map.of();
    for (Node node : network.nodes()) {
      if (node instanceof Node.Convolution convolution) {
        Node.Norm behind = folded.get(convolution.name());
        ConvolutionStep.record(
            recorder,
            convolution,
            behind == null ? null : FoldedNorm.of(recorder, convolution, behind));
      } else if (node instanceof Node.Norm norm) {
        if (!folded.containsValue(norm)) {
          NormStep.record(recorder, norm);
        }
      } else if (node instanceof Node.Rectifier rectifier) {
        RectifierStep.record(recorder, rectifier);
      } else if (node instanceof Node.Pool pool) {
        PoolStep.record(recorder, pool);
      } else if (node instanceof Node.GlobalMean mean) {
        PoolStep.record(recorder, mean);
      } else if (node instanceof Node.Linear linear) {
        LinearStep.record(recorder, linear);
      } else if (node instanceof Node.Concatenation concatenation) {
        ConcatenationStep.record(
            recorder, concatenation, recorder.groups.ofLink(concatenation.name()));
      }
    }
  }

  /** Norms that can be folded into the convolution before them, by the convolution's name. */
  private Map<String, Node.Norm> foldable(Set<String> outputs) {
    Map<String, Long> uses =
        network.nodes().stream()
            .flatMap(n -> n.inputs().stream())
            .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    Set<String> read = outputs.stream().map(network::source).collect(Collectors.toSet());
    Map<String, Node> byName = new HashMap<>();
    network.nodes().forEach(node -> byName.put(node.name(), node));
    Map<String, Node.Norm> folded = new HashMap<>();
    for (Node node : network.nodes()) {
      if (node instanceof Node.Norm norm
          && byName.get(norm.input()) instanceof Node.Convolution convolution
          && !convolution.rectified()
          && !convolution.transposed()
          && uses.getOrDefault(convolution.name(), 0L) == 1
          && !read.contains(convolution.name())) {
        folded.put(convolution.name(), norm);
      }
    }
    return folded;
  }

  private static Tensor output(Recorder recorder, Section section, Tensor value) {
    Tensor copy = plain(recorder, value.shape());
    recorder.copy(section, value, copy);
    return copy;
  }

  private static Tensor error(Recorder recorder, Tensor output) {
    Tensor error = plain(recorder, output.shape());
    recorder.gradients.contribute(
        output, gradient -> recorder.copy(Section.BACKWARD, error, gradient));
    return error;
  }

  private static Tensor plain(Recorder recorder, Shape shape) {
    Region region = recorder.program.pinnedRegion(shape.bytes());
    return Tensor.of(shape, Layout.PLAIN, region, false);
  }
}
