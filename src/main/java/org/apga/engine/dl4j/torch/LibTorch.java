package org.apga.engine.dl4j.torch;

import java.util.Objects;
import org.apga.engine.EngineException;
import org.apga.engine.dl4j.Dl4jEngine;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch, and sets it to compute the same bits again. */
final class LibTorch {
  /** Such as {@code 2.10.0-1.5.13}: libtorch's, and that of JavaCPP, which calls it. */
  static final String VERSION = Dl4jEngine.version("org.bytedeco", "pytorch");

  private LibTorch() {}

  /**
   * Loads it into this process; the second call does nothing.
   *
   * @throws EngineException if it is not there or is another
   */
  static void load() {
    try {
      Loader.load(torch.class);
      Context context = torch.globalContext();
      context.setDeterministicAlgorithms(true, false);
      context.setDeterministicCuDNN(true);
      context.setBenchmarkCuDNN(false);
      context.setAllowTF32CuDNN(false);
      context.setAllowTF32CuBLAS(false);
    } catch (LinkageError | RuntimeException e) {
      throw new EngineException(
          "Cannot open the engine %s: libtorch cannot be loaded (%s). Put pytorch-%s-%s.jar into the folder lib of the distribution, or take engine = dl4j."
              .formatted(TorchEngine.NAME, reason(e), VERSION, Loader.getPlatform()),
          e);
    }
  }

  private static String reason(Throwable e) {
    Throwable last = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      last = t;
    }
    return Objects.requireNonNullElse(last.getMessage(), last.getClass().getSimpleName())
        .lines()
        .findFirst()
        .orElse("");
  }
}
