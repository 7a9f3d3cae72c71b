package org.apga.engine.dl4j.onednn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.apga.engine.dl4j.onednn.Statistics.Moments;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch norm with the rectifier after it, in any layout; the output has the input's.
 *
 * <p>gamma and beta are adjacent in the flat vector, which makes them oneDNN's scale and shift, 2 x
 * c. The moments of a shared buffer are measured once, so its norms take one pass over it.
 */
final class NormStep {
  private final Recorder recorder;
  private final Program program;
  private final Node.Norm node;
  private final Tensor x;
  private final Tensor y;
  private final memory.desc size;
  private final int flags;

  private NormStep(Recorder recorder, Node.Norm node) {
    this.recorder = recorder;
    this.program = recorder.program;
    this.node = node;
    this.x = recorder.value(node.input());
    this.y = recorder.destination(node.name(), x.layout());
    this.size = program.own(x.describe());
    this.flags = dnnl.dnnl_use_scaleshift | (node.rectified() ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  static void record(Recorder recorder, Node.Norm node) {
    NormStep step = new NormStep(recorder, node);
    switch (recorder.mode) {
      case TRAINING -> step.train();
      case OBSERVING -> step.observe();
      case GATHERING -> step.gather();
      case EVALUATING -> step.evaluate();
    }
    recorder.put(node.name(), step.y);
  }

  private primitive_desc description(int kind, int allFlags) {
    return program.describe(
        new batch_normalization_forward.desc(kind, size, node.epsilon(), allFlags), null);
  }

  private int channels() {
    return x.shape().channels();
  }

  private memory.desc pairs() {
    return new memory.desc(new long[] {2, channels()}, memory.data_type.f32, memory.format_tag.ab);
  }

  /** Whether the input is a run of channels that starts at the first of a shared buffer. */
  private boolean isPrefix() {
    return x.root() != null && x.firstChannel() == 0;
  }

  private Map<Integer, Operand> operands() {
    Map<Integer, Operand> operands = new HashMap<>();
    operands.put(dnnl.DNNL_ARG_SRC, x.operand());
    operands.put(dnnl.DNNL_ARG_DST, y.operand());
    operands.put(
        dnnl.DNNL_ARG_SCALE_SHIFT, recorder.vectors.parameter(node.parameters(), "gamma", pairs()));
    return operands;
  }

  private void addMoments(Map<Integer, Operand> operands, Moments moments) {
    operands.put(dnnl.DNNL_ARG_MEAN, moments.meanOperand(channels()));
    operands.put(dnnl.DNNL_ARG_VARIANCE, moments.varianceOperand(channels()));
  }

  private void evaluate() {
    Map<Integer, Operand> operands = operands();
    FlatVectors vectors = recorder.vectors;
    String name = node.parameters();
    operands.put(
        dnnl.DNNL_ARG_MEAN, vectors.parameter(name, "mean", Statistics.vector(channels())));
    operands.put(
        dnnl.DNNL_ARG_VARIANCE, vectors.parameter(name, "var", Statistics.vector(channels())));
    infer(flags | dnnl.dnnl_use_global_stats, operands);
  }

  private void observe() {
    Map<Integer, Operand> operands = operands();
    if (isPrefix()) {
      addMoments(operands, recorder.statistics.of(x));
    }
    infer(isPrefix() ? flags | dnnl.dnnl_use_global_stats : flags, operands);
  }

  /** Updates the running statistics after the step, because its own moments exist only then. */
  private void gather() {
    boolean measured = isPrefix();
    Moments moments = measured ? recorder.statistics.of(x) : recorder.statistics.fresh(channels());
    Map<Integer, Operand> operands = operands();
    addMoments(operands, moments);
    int kind = measured ? dnnl.dnnl_forward_inference : dnnl.dnnl_forward_training;
    primitive_desc description =
        description(kind, measured ? flags | dnnl.dnnl_use_global_stats : flags);
    if (!measured && node.rectified()) {
      operands.put(
          dnnl.DNNL_ARG_WORKSPACE, program.operand(program.own(description.workspace_desc())));
    }
    program.call(Section.FORWARD, description, operands);
    moveBy(Section.FORWARD, moments, recorder.vectors::share);
  }

  private void infer(int allFlags, Map<Integer, Operand> operands) {
    program.call(Section.FORWARD, description(dnnl.dnnl_forward_inference, allFlags), operands);
  }

  private void train() {
    boolean measured = isPrefix();
    Moments moments = measured ? recorder.statistics.of(x) : recorder.statistics.fresh(channels());
    // Backward differentiates through the moments, so its hint must not treat them as given.
    primitive_desc through = description(dnnl.dnnl_forward_training, flags);
    Map<Integer, Operand> operands = operands();
    addMoments(operands, moments);
    Map<Integer, Operand> backward = new LinkedHashMap<>();
    if (node.rectified()) {
      Operand signs = program.operand(program.own(through.workspace_desc()));
      operands.put(dnnl.DNNL_ARG_WORKSPACE, signs);
      backward.put(dnnl.DNNL_ARG_WORKSPACE, signs);
    }
    program.call(
        Section.FORWARD,
        measured
            ? description(dnnl.dnnl_forward_training, flags | dnnl.dnnl_use_global_stats)
            : through,
        operands);
    recorder.backward(() -> backward(through, moments, backward));
  }

  private void backward(primitive_desc forward, Moments moments, Map<Integer, Operand> operands) {
    FlatVectors vectors = recorder.vectors;
    String name = node.parameters();
    operands.put(dnnl.DNNL_ARG_SRC, x.operand());
    addMoments(operands, moments);
    operands.put(dnnl.DNNL_ARG_SCALE_SHIFT, vectors.parameter(name, "gamma", pairs()));
    operands.put(dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, vectors.gradient(name, "gamma", pairs()));
    operands.put(dnnl.DNNL_ARG_DIFF_DST, recorder.gradients.of(y).operand());
    primitive_desc description =
        program.describe(
            new batch_normalization_backward.desc(
                dnnl.dnnl_backward, size, size, node.epsilon(), flags),
            forward);
    Consumer<Tensor> write =
        dx -> {
          operands.put(dnnl.DNNL_ARG_DIFF_SRC, dx.operand());
          program.call(Section.BACKWARD, description, operands);
        };
    if (x.gradient()) {
      recorder.gradients.contribute(x, write);
    } else {
      write.accept(recorder.fresh(x.shape(), x.layout()));
    }
    moveBy(Section.BACKWARD, moments, node::momentum);
  }

  private void moveBy(Section section, Moments moments, DoubleSupplier share) {
    program.host(
        section,
        List.of(moments.mean(), moments.variance()),
        () -> moveRunningStatistics(moments, share.getAsDouble()));
  }

  /**
   * Moves the running statistics towards the batch's. The variance is PyTorch's unbiased one, n /
   * (n - 1) times the biased one, n = images x height x width; for n = 1 it stays biased.
   */
  private void moveRunningStatistics(Moments moments, double share) {
    double n = (double) x.shape().elements() / channels();
    move("mean", program.floats(moments.mean()), 1, share);
    move("var", program.floats(moments.variance()), n > 1 ? n / (n - 1) : 1, share);
  }

  private void move(String parameter, FloatPointer batch, double factor, double share) {
    int channels = channels();
    float[] measured = new float[channels];
    float[] running = new float[channels];
    batch.get(measured);
    FloatPointer statistic =
        recorder.vectors.parameterFloats(node.parameters(), parameter, channels);
    statistic.get(running);
    for (int c = 0; c < channels; c++) {
      running[c] -= (float) (share * (running[c] - factor * measured[c]));
    }
    statistic.put(running);
  }
}
