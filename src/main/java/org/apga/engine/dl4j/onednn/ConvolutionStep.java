package org.apga.engine.dl4j.onednn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.ConvolutionKind.Sizes;
import org.apga.engine.dl4j.onednn.Layout.Order;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or its transpose, with bias and rectifier.
 *
 * <p>A pointwise one works in any layout; others need {@link Order#IMAGES}. The weights are plain
 * in the flat vector, out x in x kh x kw (transposed: in x out x kh x kw), and are copied into the
 * layout that oneDNN requires; in evaluation only when they have changed.
 */
final class ConvolutionStep {
  private final Recorder recorder;
  private final Program program;
  private final Node.Convolution node;
  private final @Nullable FoldedNorm norm;
  private final ConvolutionKind kind;
  private final Tensor x;
  private final Tensor y;
  private final memory.desc weights;
  private final boolean biased;
  private final memory.desc bias;

  private ConvolutionStep(Recorder recorder, Node.Convolution node, @Nullable FoldedNorm norm) {
    this.recorder = recorder;
    this.program = recorder.program;
    this.node = node;
    this.norm = norm;
    this.kind = ConvolutionKind.of(node);
    Tensor value = recorder.value(node.input());
    boolean anywhere = node.pointwise() && !node.transposed();
    this.x =
        anywhere ? value : recorder.in(value, new Layout(Order.IMAGES, value.layout().block()));
    int block = recorder.block(node.channels(), x.layout());
    this.y = recorder.destination(name(), new Layout(x.layout().order(), block));
    this.weights = program.own(weights(node, x.shape().channels()));
    // In a transposed convolution, a fused bias makes oneDNN 4 to 15 times slower.
    this.biased = norm != null || (node.bias() == Node.Bias.TRAINED && !node.transposed());
    this.bias = bias(biased);
  }

  /**
   * Records a convolution, in evaluation together with the batch norm after it, if there is one.
   */
  static void record(Recorder recorder, Node.Convolution node, @Nullable FoldedNorm norm) {
    ConvolutionStep step = new ConvolutionStep(recorder, node, norm);
    step.forward();
    recorder.put(step.name(), step.y);
  }

  private String name() {
    return norm == null ? node.name() : norm.norm().name();
  }

  private memory.desc bias(boolean present) {
    return program.own(present ? Statistics.vector(node.channels()) : new memory.desc());
  }

  /** Logically out x in x kh x kw, with the strides of the flat vector. */
  static memory.desc weights(Node.Convolution node, int inputs) {
    long height = node.kernel()[0];
    long width = node.kernel()[1];
    long outputs = node.channels();
    long[] size = {outputs, inputs, height, width};
    return node.transposed()
        ? new memory.desc(
            size,
            memory.data_type.f32,
            new long[] {height * width, outputs * height * width, width, 1})
        : new memory.desc(size, memory.data_type.f32, memory.format_tag.abcd);
  }

  private Sizes sizes(boolean choose) {
    return new Sizes(
        choose ? any(x.layout().dimensions(x.shape())) : x.describe(),
        any(new long[] {node.channels(), x.shape().channels(), node.kernel()[0], node.kernel()[1]}),
        bias,
        choose ? any(y.layout().dimensions(y.shape())) : y.describe());
  }

  private static memory.desc any(long[] dimensions) {
    return new memory.desc(dimensions, memory.data_type.f32, memory.format_tag.any);
  }

  /**
   * A description for our layouts or, if oneDNN has no specialised kernel for them, for the layouts
   * that it prefers.
   */
  private primitive_desc describe(
      Function<Sizes, Pointer> operation,
      primitive_attr attributes,
      @Nullable primitive_desc forward) {
    try {
      primitive_desc ours = program.describe(operation.apply(sizes(false)), attributes, forward);
      String kernel = ours.impl_info_str().getString();
      // A pointwise convolution is a matrix product; for others GEMM would first copy the windows.
      boolean gemm = kernel.contains("gemm") && !node.pointwise();
      if (!kernel.contains("ref") && !gemm) {
        return ours;
      }
    } catch (RuntimeException notImplemented) {
      // Another layout may be implemented.
    }
    return program.describe(operation.apply(sizes(true)), attributes, forward);
  }

  /** The operand as {@code wanted}, copied if its layout differs. */
  private Operand fit(Section section, Operand operand, memory.desc wanted) {
    program.own(wanted);
    if (wanted.equals(operand.description())) {
      return operand;
    }
    Operand copy = program.operand(wanted);
    program.reorder(section, operand, copy);
    return copy;
  }

  /**
   * The target of a primitive that produces {@code wanted}: the operand itself if its layout
   * matches.
   */
  private Operand target(Operand operand, memory.desc wanted) {
    program.own(wanted);
    return wanted.equals(operand.description()) ? operand : program.operand(wanted);
  }

  /** Copies a result to the operand if it was written elsewhere. */
  private void deliver(Section section, Operand written, Operand operand) {
    if (written != operand) {
      program.reorder(section, written, operand);
    }
  }

  private void forward() {
    boolean training = recorder.mode == Mode.TRAINING;
    boolean relu = norm == null ? node.rectified() : norm.norm().rectified();
    int propagation = training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference;
    primitive_attr attributes = program.attributes();
    if (relu && !node.transposed()) {
      post_ops after = program.own(new post_ops());
      after.append_eltwise(1, dnnl.dnnl_eltwise_relu, 0, 0);
      attributes.set_post_ops(after);
    }
    primitive_desc description = describe(s -> kind.forward(propagation, s), attributes, null);
    Operand to = y.operand();
    Operand result = target(to, description.dst_desc());
    Map<Integer, Operand> operands = new HashMap<>();
    operands.put(dnnl.DNNL_ARG_SRC, fit(Section.FORWARD, x.operand(), description.src_desc()));
    operands.put(dnnl.DNNL_ARG_WEIGHTS, forwardWeights(description.weights_desc()));
    if (biased) {
      operands.put(dnnl.DNNL_ARG_BIAS, norm == null ? parameter("b", bias) : norm.bias());
    }
    operands.put(dnnl.DNNL_ARG_DST, result);
    program.call(Section.FORWARD, description, operands);
    deliver(Section.FORWARD, result, to);
    if (node.transposed()) {
      finishTransposed(relu);
    }
    recorder.backward(() -> backward(description));
  }

  private Operand parameter(String name, memory.desc description) {
    return recorder.vectors.parameter(node.parameters(), name, description);
  }

  private Operand forwardWeights(memory.desc wanted) {
    if (recorder.mode != Mode.EVALUATING) {
      return fit(Section.FORWARD, parameter("W", weights), wanted);
    }
    program.own(wanted);
    Operand plain = norm == null ? parameter("W", weights) : norm.weights();
    if (wanted.equals(plain.description())) {
      return plain;
    }
    Operand kept = new Operand(wanted, program.keptRegion(wanted.get_size()), 0);
    program.reorder(Section.PREPARE, plain, kept);
    return kept;
  }

  /**
   * Bias and rectifier, in place, as a batch norm with mean 0 and variance 1: the only primitive
   * that is fast at this in every layout.
   */
  private void finishTransposed(boolean relu) {
    if (node.bias() == Node.Bias.NONE && !relu) {
      return;
    }
    int channels = node.channels();
    Region moments = program.keptRegion(2L * channels * Float.BYTES);
    float[] standard = new float[2 * channels];
    Arrays.fill(standard, channels, 2 * channels, 1);
    program.host(Section.PREPARE, List.of(moments), () -> program.floats(moments).put(standard));
    boolean shifted = node.bias() == Node.Bias.TRAINED;
    int flags =
        dnnl.dnnl_use_global_stats
            | (shifted ? dnnl.dnnl_use_shift : 0)
            | (relu ? dnnl.dnnl_fuse_norm_relu : 0);
    Map<Integer, Operand> operands = new HashMap<>();
    operands.put(dnnl.DNNL_ARG_SRC, y.operand());
    operands.put(dnnl.DNNL_ARG_DST, y.operand());
    operands.put(dnnl.DNNL_ARG_MEAN, new Operand(Statistics.vector(channels), moments, 0));
    operands.put(
        dnnl.DNNL_ARG_VARIANCE,
        new Operand(Statistics.vector(channels), moments, (long) channels * Float.BYTES));
    if (shifted) {
      operands.put(dnnl.DNNL_ARG_SHIFT, parameter("b", Statistics.vector(channels)));
    }
    program.call(
        Section.FORWARD,
        program.describe(
            new batch_normalization_forward.desc(
                dnnl.dnnl_forward_inference, program.own(y.describe()), 0, flags),
            null),
        operands);
  }

  private void backward(primitive_desc forward) {
    Tensor dy = recorder.gradients.of(y);
    if (node.rectified()) {
      RectifierStep.backward(program, y, dy, dy);
    }
    backwardWeights(forward, dy);
    recorder.gradients.contribute(x, dx -> backwardData(forward, dy, dx));
  }

  private void backwardWeights(primitive_desc forward, Tensor dy) {
    boolean trained = node.bias() == Node.Bias.TRAINED;
    memory.desc ofBias = bias(trained);
    primitive_desc description =
        describe(
            s -> kind.weights(new Sizes(s.x(), s.w(), ofBias, s.y())),
            program.attributes(),
            forward);
    FlatVectors vectors = recorder.vectors;
    Operand to = vectors.gradient(node.parameters(), "W", weights);
    Operand result = target(to, description.diff_weights_desc());
    Map<Integer, Operand> operands = new HashMap<>();
    operands.put(dnnl.DNNL_ARG_SRC, fit(Section.BACKWARD, x.operand(), description.src_desc()));
    operands.put(
        dnnl.DNNL_ARG_DIFF_DST, fit(Section.BACKWARD, dy.operand(), description.diff_dst_desc()));
    operands.put(dnnl.DNNL_ARG_DIFF_WEIGHTS, result);
    if (trained) {
      operands.put(dnnl.DNNL_ARG_DIFF_BIAS, vectors.gradient(node.parameters(), "b", ofBias));
    }
    program.call(Section.BACKWARD, description, operands);
    deliver(Section.BACKWARD, result, to);
  }

  private void backwardData(primitive_desc forward, Tensor dy, Tensor dx) {
    primitive_desc description = describe(kind::data, program.attributes(), forward);
    Operand to = dx.operand();
    Operand result = target(to, description.diff_src_desc());
    program.call(
        Section.BACKWARD,
        description,
        Map.of(
            dnnl.DNNL_ARG_DIFF_DST,
            fit(Section.BACKWARD, dy.operand(), description.diff_dst_desc()),
            dnnl.DNNL_ARG_WEIGHTS,
            fit(Section.BACKWARD, parameter("W", weights), description.weights_desc()),
            dnnl.DNNL_ARG_DIFF_SRC,
            result));
    deliver(Section.BACKWARD, result, to);
  }
}
