package org.apga.engine.dl4j.onednn;

import java.util.Map;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;

/**
 * y = x W' + b with x images x channels (one pixel each) and W units x channels, both plain:
 * Deeplearning4j's weights, in x out column by column, are just that.
 */
final class LinearStep {
  private final Recorder recorder;
  private final Program program;
  private final String name;
  private final Tensor x;
  private final Tensor y;
  private final memory.desc input;
  private final memory.desc output;
  private final memory.desc weights;
  private final memory.desc bias;

  private LinearStep(Recorder recorder, Node.Linear node) {
    this.recorder = recorder;
    this.program = recorder.program;
    this.name = node.name();
    this.x = recorder.in(recorder.value(node.input()), Layout.PLAIN);
    this.y = recorder.fresh(recorder.shape(name), Layout.PLAIN);
    int images = x.shape().images();
    int channels = x.shape().channels();
    this.input = program.own(matrix(images, channels));
    this.output = program.own(matrix(images, node.units()));
    this.weights = program.own(matrix(node.units(), channels));
    this.bias = program.own(Statistics.vector(node.units()));
  }

  static void record(Recorder recorder, Node.Linear node) {
    LinearStep step = new LinearStep(recorder, node);
    step.forward();
    recorder.put(node.name(), step.y);
  }

  private static memory.desc matrix(long rows, long columns) {
    return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, memory.format_tag.ab);
  }

  private void forward() {
    int training = dnnl.dnnl_forward_training;
    primitive_desc description =
        program.describe(
            new inner_product_forward.desc(training, input, weights, bias, output), null);
    FlatVectors vectors = recorder.vectors;
    program.call(
        Section.FORWARD,
        description,
        Map.of(
            dnnl.DNNL_ARG_SRC, x.operand(input),
            dnnl.DNNL_ARG_WEIGHTS, vectors.parameter(name, "W", weights),
            dnnl.DNNL_ARG_BIAS, vectors.parameter(name, "b", bias),
            dnnl.DNNL_ARG_DST, y.operand(output)));
    recorder.backward(() -> backward(description));
  }

  private void backward(primitive_desc forward) {
    FlatVectors vectors = recorder.vectors;
    Tensor dy = recorder.gradients.of(y);
    program.call(
        Section.BACKWARD,
        program.describe(
            new inner_product_backward_weights.desc(input, weights, bias, output), forward),
        Map.of(
            dnnl.DNNL_ARG_SRC, x.operand(input),
            dnnl.DNNL_ARG_DIFF_DST, dy.operand(output),
            dnnl.DNNL_ARG_DIFF_WEIGHTS, vectors.gradient(name, "W", weights),
            dnnl.DNNL_ARG_DIFF_BIAS, vectors.gradient(name, "b", bias)));
    recorder.gradients.contribute(
        x,
        dx ->
            program.call(
                Section.BACKWARD,
                program.describe(
                    new inner_product_backward_data.desc(input, weights, output), forward),
                Map.of(
                    dnnl.DNNL_ARG_DIFF_DST, dy.operand(output),
                    dnnl.DNNL_ARG_WEIGHTS, vectors.parameter(name, "W", weights),
                    dnnl.DNNL_ARG_DIFF_SRC, dx.operand(input))));
  }
}
