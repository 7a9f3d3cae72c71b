package org.apga.engine.dl4j.onednn;

import java.util.Map;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;

/** max(x, 0) as a step of its own, and the backward half of one that another primitive includes. */
final class RectifierStep {
  private static final int RELU = dnnl.dnnl_eltwise_relu_use_dst_for_bwd;

  private RectifierStep() {}

  static void record(Recorder recorder, Node.Rectifier node) {
    Program program = recorder.program;
    Tensor x = recorder.value(node.input());
    Tensor y = recorder.destination(node.name(), x.layout());
    program.call(
        Section.FORWARD,
        forward(program, program.own(y.describe())),
        Map.of(dnnl.DNNL_ARG_SRC, x.operand(), dnnl.DNNL_ARG_DST, y.operand()));
    recorder.put(node.name(), y);
    recorder.backward(
        () ->
            recorder.gradients.contribute(
                x, dx -> backward(program, y, recorder.gradients.of(y), dx)));
  }

  private static primitive_desc forward(Program program, memory.desc size) {
    return program.describe(
        new eltwise_forward.desc(dnnl.dnnl_forward_training, RELU, size, 0, 0), null);
  }

  /**
   * Records the gradient before a rectifier from the one after it.
   *
   * @param y the output of the rectifier
   * @param dx may be {@code dy}
   */
  static void backward(Program program, Tensor y, Tensor dy, Tensor dx) {
    memory.desc size = program.own(y.describe());
    program.call(
        Section.BACKWARD,
        program.describe(new eltwise_backward.desc(RELU, size, size, 0, 0), forward(program, size)),
        Map.of(
            dnnl.DNNL_ARG_DST, y.operand(),
            dnnl.DNNL_ARG_DIFF_DST, dy.operand(),
            dnnl.DNNL_ARG_DIFF_SRC, dx.operand()));
  }
}
