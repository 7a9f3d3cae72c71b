package org.apga.engine.dl4j.onednn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Layout.Order;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.primitive_desc;

/**
 * The largest or the mean of each window.
 *
 * <p>In {@link Order#CHANNELS} the images of a batch are stacked, so a window must not reach from
 * one into the next: windows must be adjacent, without padding, and fill the image exactly.
 */
final class PoolStep {
  private PoolStep() {}

  /** Pooling over all pixels of an image. */
  static void record(Recorder recorder, Node.GlobalMean node) {
    Shape shape = recorder.shape(node.input());
    int[] all = {shape.height(), shape.width()};
    record(
        recorder,
        new Node.Pool(node.name(), node.input(), Node.Pooling.MEAN, all, all, new int[2]));
  }

  static void record(Recorder recorder, Node.Pool node) {
    Program program = recorder.program;
    boolean training = recorder.mode == Mode.TRAINING;
    boolean largest = node.kind() == Node.Pooling.LARGEST;
    Tensor value = recorder.value(node.input());
    boolean apart =
        node.kernel()[0] == node.stride()[0]
            && node.padding()[0] == 0
            && value.shape().height() % node.kernel()[0] == 0;
    Layout layout = apart ? value.layout() : new Layout(Order.IMAGES, value.layout().block());
    Tensor x = recorder.in(value, layout);
    Tensor y = recorder.destination(node.name(), layout);
    memory.desc from = program.own(x.describe());
    memory.desc to = program.own(y.describe());
    int kind = training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference;
    int algorithm = largest ? dnnl.dnnl_pooling_max : dnnl.dnnl_pooling_avg_exclude_padding;
    long[] kernel = ConvolutionKind.longs(node.kernel());
    long[] stride = ConvolutionKind.longs(node.stride());
    long[] padding = ConvolutionKind.longs(node.padding());
    primitive_desc forward =
        program.describe(
            new pooling_forward.desc(kind, algorithm, from, to, stride, kernel, padding, padding),
            null);
    Map<Integer, Operand> operands = new LinkedHashMap<>();
    Map<Integer, Operand> backward = new LinkedHashMap<>();
    operands.put(dnnl.DNNL_ARG_SRC, x.operand());
    operands.put(dnnl.DNNL_ARG_DST, y.operand());
    if (training && largest) {
      Operand places = program.operand(program.own(forward.workspace_desc()));
      operands.put(dnnl.DNNL_ARG_WORKSPACE, places);
      backward.put(dnnl.DNNL_ARG_WORKSPACE, places);
    }
    program.call(Section.FORWARD, forward, operands);
    recorder.backward(
        () -> {
          backward.put(dnnl.DNNL_ARG_DIFF_DST, recorder.gradients.of(y).operand());
          recorder.gradients.contribute(
              x,
              dx -> {
                backward.put(dnnl.DNNL_ARG_DIFF_SRC, dx.operand());
                program.call(
                    Section.BACKWARD,
                    program.describe(
                        new pooling_backward.desc(
                            algorithm, from, to, stride, kernel, padding, padding),
                        forward),
                    backward);
              });
        });
    recorder.put(node.name(), y);
  }
}
