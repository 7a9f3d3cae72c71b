package org.apga.engine.dl4j.onednn;

import java.util.List;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.ChannelGroups.Group;
import org.apga.engine.dl4j.onednn.Layout.Order;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * Concatenation of channels: nothing to compute for a prefix of a shared buffer, otherwise a copy
 * of each part in {@link Order#IMAGES}.
 */
final class ConcatenationStep {
  private ConcatenationStep() {}

  static void record(Recorder recorder, Node.Concatenation node, @Nullable Group group) {
    Shape shape = recorder.shape(node.name());
    if (group != null) {
      recorder.put(node.name(), recorder.prefix(group, shape.channels()));
      return;
    }
    List<Tensor> parts = node.inputs().stream().map(recorder::value).toList();
    int block = parts.stream().mapToInt(p -> p.layout().block()).min().orElse(1);
    // A part can only begin at a whole block.
    int common = Layout.block(block, parts.stream().mapToInt(p -> p.shape().channels()).toArray());
    Layout layout = new Layout(Order.IMAGES, common);
    Tensor y = recorder.destination(node.name(), layout);
    int from = 0;
    for (Tensor value : parts) {
      Tensor part = recorder.in(value, new Layout(Order.IMAGES, value.layout().block()));
      copy(recorder, part, y, from);
      from += part.shape().channels();
    }
    recorder.put(node.name(), y);
  }

  private static void copy(Recorder recorder, Tensor part, Tensor y, int from) {
    Program program = recorder.program;
    program.reorder(Section.FORWARD, part.operand(), inside(program, y, part, from));
    recorder.backward(
        () -> {
          Tensor dy = recorder.gradients.of(y);
          recorder.gradients.contribute(
              part,
              dx ->
                  program.reorder(Section.BACKWARD, inside(program, dy, part, from), dx.operand()));
        });
  }

  /** The channels of {@code whole} that belong to {@code part}. */
  private static Operand inside(Program program, Tensor whole, Tensor part, int from) {
    memory.desc all = program.own(whole.describe());
    Shape shape = part.shape();
    long[] size = {shape.images(), shape.channels(), shape.height(), shape.width()};
    return whole.operand(all.submemory_desc(size, new long[] {0, from, 0, 0}));
  }
}
