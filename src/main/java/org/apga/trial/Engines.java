package org.apga.trial;

import java.util.List;
import org.apga.config.GridConfig;
import org.apga.engine.Engine;
import org.apga.engine.NativeBuild;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.Kernels;

/** Opens engines by their names in the configuration. */
public final class Engines {
  private Engines() {}

  /** The engine of a configuration, on the calling thread. */
  public static Engine open(GridConfig config) {
    return open(
        config.engine(),
        config.numerics().precision(),
        config.numerics().threads(),
        config.run().nativeMemoryBytes());
  }

  /**
   * Opens an engine on the calling thread.
   *
   * @param name one of {@link org.apga.config.ConfigReader#ENGINES}
   * @param threads that one network computes with
   * @param maxNativeBytes that its arrays may hold outside the Java heap; 0 = no limit
   */
  public static Engine open(String name, Precision precision, int threads, long maxNativeBytes) {
    return switch (name) {
      case "dl4j" -> new Dl4jEngine(precision, threads, maxNativeBytes, Kernels.PLANS);
      case "dl4j-graph" -> new Dl4jEngine(precision, threads, maxNativeBytes, Kernels.GRAPH);
      default -> throw new IllegalStateException("ConfigReader knows no engine " + name);
    };
  }

  /**
   * Shows this process some GPUs alone, and gives the calling thread one of them, which the engine
   * that it opens next computes on. Has no effect on a CPU.
   *
   * @param addresses of this process's GPUs, as {@code nvidia-smi} counts, or UUIDs
   * @param mine one of them
   */
  public static void useGpu(List<String> addresses, String mine) {
    Dl4jEngine.useGpu(addresses, mine);
  }

  /** The native code that engines compute with in this process. Wakes nothing. */
  public static NativeBuild nativeBuild() {
    return Dl4jEngine.build();
  }
}
