package org.apga.trial;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.config.GridConfig;
import org.apga.engine.Engine;
import org.apga.engine.NativeBuild;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.Kernels;
import org.apga.engine.dl4j.NativeBackend;
import org.apga.engine.dl4j.torch.TorchEngine;
import org.apga.provenance.RunProvenance;

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
    for (Kernels kernels : Kernels.values()) {
      if (kernels.engine().equals(name)) {
        return new Dl4jEngine(precision, threads, maxNativeBytes, kernels);
      }
    }
    if (name.equals(TorchEngine.NAME)) {
      return new TorchEngine(precision, threads, maxNativeBytes);
    }
    throw new IllegalStateException("ConfigReader knows no engine " + name);
  }

  /** Gives this process and the calling thread their GPUs: {@link NativeBackend#useGpu}. */
  public static void useGpu(List<String> addresses, String mine) {
    NativeBackend.useGpu(addresses, mine);
  }

  /** The native code that engines compute with in this process. Wakes nothing. */
  public static NativeBuild nativeBuild() {
    return NativeBackend.build();
  }

  /**
   * The software that decides numbers, as a trial's identity names it: {@code code} of this project
   * and {@code library.*} below it. Wakes nothing.
   *
   * @param engine that computes, by its name
   */
  public static SortedMap<String, String> software(String engine) {
    SortedMap<String, String> software = new TreeMap<>();
    Dl4jEngine.libraries().forEach((name, version) -> software.put("library." + name, version));
    if (engine.equals(TorchEngine.NAME)) {
      software.put("library.libtorch", TorchEngine.library());
    }
    // Images are decoded by the JDK's own ImageIO.
    software.put("library.imageio", "Java " + Runtime.version().feature());
    software.put("code", RunProvenance.current().codeHash());
    return software;
  }
}
