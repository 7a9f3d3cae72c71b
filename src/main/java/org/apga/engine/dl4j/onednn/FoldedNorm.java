package org.apga.engine.dl4j.onednn;

import java.util.List;
import java.util.Map;
import org.apga.engine.dl4j.nodes.Node;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The batch norm after a convolution as part of its weights, for evaluation: with s = gamma /
 * sqrt(running variance + epsilon), the convolution with weights s W and bias beta + s (b - running
 * mean) gives the same result as both.
 *
 * @param norm the norm whose activation the convolution computes
 */
record FoldedNorm(Node.Norm norm, Operand weights, Operand bias) {

  /** Records the computation of the weights and the bias in {@link Section#PREPARE}. */
  static FoldedNorm of(Recorder recorder, Node.Convolution convolution, Node.Norm norm) {
    Program program = recorder.program;
    int channels = convolution.channels();
    long bytes = (long) channels * Float.BYTES;
    Region scale = program.keptRegion(bytes);
    Region shift = program.keptRegion(bytes);
    program.host(
        Section.PREPARE,
        List.of(scale, shift),
        () -> prepare(recorder, convolution, norm, scale, shift));
    int inputs = recorder.shape(convolution.input()).channels();
    memory.desc size = program.own(ConvolutionStep.weights(convolution, inputs));
    memory.desc aChannel =
        program.own(
            new memory.desc(
                new long[] {channels, 1, 1, 1}, memory.data_type.f32, memory.format_tag.abcd));
    Operand scaled = new Operand(size, program.keptRegion(size.get_size()), 0);
    program.call(
        Section.PREPARE,
        program.describe(new binary.desc(dnnl.dnnl_binary_mul, size, aChannel, size), null),
        Map.of(
            dnnl.DNNL_ARG_SRC_0,
            recorder.vectors.parameter(convolution.parameters(), "W", size),
            dnnl.DNNL_ARG_SRC_1,
            new Operand(aChannel, scale, 0),
            dnnl.DNNL_ARG_DST,
            scaled));
    return new FoldedNorm(norm, scaled, new Operand(Statistics.vector(channels), shift, 0));
  }

  private static void prepare(
      Recorder recorder, Node.Convolution convolution, Node.Norm norm, Region scale, Region shift) {
    int channels = convolution.channels();
    float[] gamma = parameter(recorder, norm.parameters(), "gamma", channels);
    float[] beta = parameter(recorder, norm.parameters(), "beta", channels);
    float[] mean = parameter(recorder, norm.parameters(), "mean", channels);
    float[] variance = parameter(recorder, norm.parameters(), "var", channels);
    float[] bias =
        convolution.bias() == Node.Bias.TRAINED
            ? parameter(recorder, convolution.parameters(), "b", channels)
            : new float[channels];
    for (int c = 0; c < channels; c++) {
      double factor = gamma[c] / Math.sqrt((double) variance[c] + norm.epsilon());
      gamma[c] = (float) factor;
      beta[c] = (float) (beta[c] + factor * (bias[c] - mean[c]));
    }
    recorder.program.floats(scale).put(gamma);
    recorder.program.floats(shift).put(beta);
  }

  private static float[] parameter(Recorder recorder, String vertex, String name, int count) {
    float[] values = new float[count];
    recorder.vectors.parameterFloats(vertex, name, count).get(values);
    return values;
  }
}
