package org.apga.engine.dl4j.onednn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * The gradients of a plan's values while its backward calls are recorded, last step first.
 *
 * <p>A value's gradient has the layout of the value. The first contribution writes it, and others
 * add to it; all have been made when the value's own step reads it.
 */
final class Gradients {
  private final Program program;
  private final Map<Region, Tensor> started = new HashMap<>();

  Gradients(Program program) {
    this.program = program;
  }

  /** The gradient of a value. */
  Tensor of(Tensor value) {
    Tensor gradient = started.get(value.region());
    if (gradient == null) {
      throw new IllegalStateException(
          "Cannot find the gradient of " + value + ": no step contributed to it.");
    }
    return like(value, gradient);
  }

  /** Whether anything contributed to the gradient of a value. */
  boolean has(Tensor value) {
    return started.containsKey(value.region());
  }

  private static Tensor like(Tensor value, Tensor gradient) {
    return value.root() == null
        ? gradient
        : gradient.channels(value.firstChannel(), value.shape().channels());
  }

  /**
   * Lets {@code write} record its contribution to the gradient of {@code value}, if that is needed.
   */
  void contribute(Tensor value, Consumer<Tensor> write) {
    if (!value.gradient()) {
      return;
    }
    Tensor whole = value.whole();
    Tensor before = started.get(whole.region());
    if (before == null) {
      Tensor fresh = fresh(whole);
      started.put(whole.region(), fresh);
      if (value.shape().channels() == whole.shape().channels()) {
        write.accept(like(value, fresh));
        return;
      }
      Region region = fresh.region();
      program.host(
          Section.BACKWARD,
          List.of(region),
          () -> Pointer.memset(program.floats(region), 0, region.bytes()));
      before = fresh;
    }
    Tensor addition = fresh(value);
    write.accept(addition);
    add(like(value, before), addition);
  }

  private Tensor fresh(Tensor value) {
    return Tensor.of(value.shape(), value.layout(), program.region(value.shape().bytes()), true);
  }

  private void add(Tensor sum, Tensor addition) {
    memory.desc size = program.own(sum.describe());
    program.call(
        Section.BACKWARD,
        program.describe(new binary.desc(dnnl.dnnl_binary_add, size, size, size), null),
        Map.of(
            dnnl.DNNL_ARG_SRC_0, sum.operand(),
            dnnl.DNNL_ARG_SRC_1, addition.operand(),
            dnnl.DNNL_ARG_DST, sum.operand()));
  }
}
