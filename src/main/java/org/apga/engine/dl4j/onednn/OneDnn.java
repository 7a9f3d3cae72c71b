package org.apga.engine.dl4j.onednn;

import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library, if it can be used.
 *
 * @param block floats in a vector register, and therefore the number of adjacent channels: 16 or 8
 */
record OneDnn(engine engine, int block) {
  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  private static final class Holder {
    static final @Nullable OneDnn INSTANCE = open();
  }

  /** The library, loaded once; null if it does not run here, which is logged once. */
  static @Nullable OneDnn library() {
    return Holder.INSTANCE;
  }

  private static @Nullable OneDnn open() {
    try {
      Loader.load(dnnl.class);
      int isa = dnnl.dnnl_get_effective_cpu_isa();
      if (!includes(isa, dnnl.dnnl_cpu_isa_avx2)) {
        LOG.info("Networks run on Deeplearning4j's own operations: this CPU has no AVX2.");
        return null;
      }
      return new OneDnn(
          new engine(dnnl.dnnl_cpu, 0), includes(isa, dnnl.dnnl_cpu_isa_avx512_core) ? 16 : 8);
    } catch (LinkageError | RuntimeException e) {
      LOG.info(
          "Networks run on Deeplearning4j's own operations: oneDNN cannot be loaded ({}).",
          e.toString());
      return null;
    }
  }

  /** An instruction set contains the bits of every smaller one. */
  private static boolean includes(int isa, int smaller) {
    return (isa & smaller) == smaller;
  }

  @Override
  public String toString() {
    dnnl_version_t version = dnnl.dnnl_version();
    return String.format(
        "oneDNN %d.%d.%d, %d channels a block",
        version.major(), version.minor(), version.patch(), block);
  }
}
