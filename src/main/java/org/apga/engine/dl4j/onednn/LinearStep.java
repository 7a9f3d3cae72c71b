package org.apga.engine.dl4j.onednn;

import java.util.Map;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;

/**
 * y = x W' + b with x images x channels (one pixel each) and W units x channels, both plain.
 * Deeplearning4j stores its weights in x out column by column, which is the same.
 */
final class LinearStep {
  private LinearStep() {}

  static void record(Recorder recorder, Node.Linear node) {
    Program program = recorder.program;
    FlatVectors vectors = recorder.vectors;
    String name = node.name();
    Tensor x = recorder.in(recorder.value(node.input()), Layout.PLAIN);
    Tensor y = recorder.fresh(recorder.shape(name), Layout.PLAIN);
    int images = x.shape().images();
    int channels = x.shape().channels();
    memory.desc input = program.own(matrix(images, channels));
    memory.desc output = program.own(matrix(images, node.units()));
    memory.desc matrix = program.own(matrix(node.units(), channels));
    memory.desc vector = program.own(Statistics.vector(node.units()));
    Operand weights = vectors.parameter(name, "W", matrix);
    int training = dnnl.dnnl_forward_training;
    primitive_desc forward =
        program.describe(
            new inner_product_forward.desc(training, input, matrix, vector, output), null);
    program.call(
        Section.FORWARD,
        forward,
        Map.of(
            dnnl.DNNL_ARG_SRC, x.operand(input),
            dnnl.DNNL_ARG_WEIGHTS, weights,
            dnnl.DNNL_ARG_BIAS, vectors.parameter(name, "b", vector),
            dnnl.DNNL_ARG_DST, y.operand(output)));
    recorder.backward(
        () -> {
          Tensor dy = recorder.gradients.of(y);
          program.call(
              Section.BACKWARD,
              program.describe(
                  new inner_product_backward_weights.desc(input, matrix, vector, output), forward),
              Map.of(
                  dnnl.DNNL_ARG_SRC, x.operand(input),
                  dnnl.DNNL_ARG_DIFF_DST, dy.operand(output),
                  dnnl.DNNL_ARG_DIFF_WEIGHTS, vectors.gradient(name, "W", matrix),
                  dnnl.DNNL_ARG_DIFF_BIAS, vectors.gradient(name, "b", vector)));
          primitive_desc data =
              program.describe(
                  new inner_product_backward_data.desc(input, matrix, output), forward);
          recorder.gradients.contribute(
              x,
              dx ->
                  program.call(
                      Section.BACKWARD,
                      data,
                      Map.of(
                          dnnl.DNNL_ARG_DIFF_DST, dy.operand(output),
                          dnnl.DNNL_ARG_WEIGHTS, weights,
                          dnnl.DNNL_ARG_DIFF_SRC, dx.operand(input))));
        });
    recorder.put(name, y);
  }

  private static memory.desc matrix(long rows, long columns) {
    return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, memory.format_tag.ab);
  }
}
