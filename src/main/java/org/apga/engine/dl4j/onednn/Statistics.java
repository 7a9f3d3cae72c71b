package org.apga.engine.dl4j.onednn;

import java.util.HashMap;
import java.util.Map;
import org.apga.engine.dl4j.onednn.Program.Operand;
import org.apga.engine.dl4j.onednn.Program.Section;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * Mean and biased variance of each channel over a batch: computed once for every channel of a
 * shared buffer, even if several batch norms use it.
 */
final class Statistics {
  /** The moments of the channels of one value, one float each. */
  record Moments(Region mean, Region variance) {
    Operand meanOperand(int channels) {
      return new Operand(vector(channels), mean, 0);
    }

    Operand varianceOperand(int channels) {
      return new Operand(vector(channels), variance, 0);
    }
  }

  private final Program program;
  private final Map<Region, Moments> shared = new HashMap<>();

  /** Number of channels measured so far, by buffer. */
  private final Map<Region, Integer> measured = new HashMap<>();

  Statistics(Program program) {
    this.program = program;
  }

  static memory.desc vector(long channels) {
    return new memory.desc(new long[] {channels}, memory.data_type.f32, memory.format_tag.a);
  }

  /** Memory for the moments that a batch norm measures itself. */
  Moments fresh(int channels) {
    long bytes = (long) channels * Float.BYTES;
    return new Moments(program.region(bytes), program.region(bytes));
  }

  /**
   * The moments of a run of channels that starts at the first of a shared buffer; measures new
   * ones.
   */
  Moments of(Tensor prefix) {
    Tensor whole = prefix.whole();
    Moments moments = shared.computeIfAbsent(whole.region(), r -> fresh(whole.shape().channels()));
    int known = measured.getOrDefault(whole.region(), 0);
    int channels = prefix.shape().channels();
    if (channels > known) {
      measure(whole.channels(known, channels - known), moments);
      measured.put(whole.region(), channels);
    }
    return moments;
  }

  /**
   * Batch norm is the only primitive that measures moments; its other output, the only one that
   * epsilon changes, is discarded.
   */
  private void measure(Tensor slice, Moments into) {
    memory.desc size = program.own(slice.describe());
    long offset = (long) slice.firstChannel() * Float.BYTES;
    int channels = slice.shape().channels();
    program.call(
        Section.FORWARD,
        program.describe(
            new batch_normalization_forward.desc(dnnl.dnnl_forward_training, size, 1e-5f, 0), null),
        Map.of(
            dnnl.DNNL_ARG_SRC, slice.operand(),
            dnnl.DNNL_ARG_DST,
                new Operand(slice.describe(), program.region(slice.shape().bytes()), 0),
            dnnl.DNNL_ARG_MEAN, new Operand(vector(channels), into.mean(), offset),
            dnnl.DNNL_ARG_VARIANCE, new Operand(vector(channels), into.variance(), offset)));
  }
}
