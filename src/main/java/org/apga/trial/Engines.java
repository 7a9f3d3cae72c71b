package org.apga.trial;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.config.GridConfig;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineException;
import org.apga.engine.NativeBuild;
import org.apga.engine.TorchBuild;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.NativeBackend;
import org.apga.engine.dl4j.cores.CoreBinding;
import org.apga.engine.dl4j.torch.TorchEngine;
import org.apga.provenance.RunProvenance;

/** Opens engines by their names in the configuration. */
public final class Engines {
  private Engines() {}

  /** The engine of a configuration, on the calling thread. */
  public static Engine open(GridConfig config) {
    return open(config.engine(), config.run().nativeMemoryBytes());
  }

  /**
   * Opens an engine on the calling thread.
   *
   * @param maxNativeBytes most bytes that its arrays may hold outside the Java heap; 0 = no limit
   * @throws EngineException if this engine, precision or device is not available here
   */
  public static Engine open(EngineChoice choice, long maxNativeBytes) {
    choice
        .problem()
        .ifPresent(
            why -> {
              throw new EngineException(
                  "Cannot compute in %s with the engine %s: %s."
                      .formatted(
                          choice.precision().name().toLowerCase(Locale.ROOT), choice.name(), why));
            });
    if (choice.torch()) {
      return new TorchEngine(choice, maxNativeBytes);
    }
    boolean cuda = choice.device() == Device.CUDA;
    if (cuda != (nativeBuild().device() == NativeBuild.Device.CUDA)) {
      throw new EngineException(
          "Cannot compute on a %s with the engine %s: this distribution's ND4J is built for %ss. %s."
              .formatted(
                  cuda ? "GPU" : "CPU",
                  choice.name(),
                  cuda ? "CPU" : "GPU",
                  cuda
                      ? "Set engine = dl4j, or build with mvn -Pcuda -DskipTests package"
                      : "Set numerics.device = cuda, or build with mvn -DskipTests package"));
    }
    return new Dl4jEngine(choice, maxNativeBytes);
  }

  /** Gives this process and the calling thread their GPUs: {@link NativeBackend#useGpu}. */
  public static void useGpu(List<String> addresses, String mine) {
    NativeBackend.useGpu(addresses, mine);
  }

  /** Gives the calling thread cores of its own: {@link CoreBinding#give}. */
  public static void useCores(List<Integer> cores) {
    CoreBinding.give(cores);
  }

  /** The cores that this process may run on: {@link CoreBinding#ofProcess}. */
  public static List<Integer> cores() {
    return CoreBinding.ofProcess();
  }

  /** The native code that engines compute with in this process. Does not load it. */
  public static NativeBuild nativeBuild() {
    return NativeBackend.build();
  }

  /**
   * The libtorch that engines on that device compute with. Does not load it.
   *
   * @throws EngineException if it is missing, has another version, or cannot be read
   */
  public static TorchBuild libtorch(Device device) {
    return TorchEngine.found(device);
  }

  /**
   * The software that determines numbers, as a trial's identity names it: {@code code} for this
   * project and {@code library.*} for the libraries below it. Does not load native code.
   *
   * @param engine the engine that computes
   */
  public static SortedMap<String, String> software(EngineChoice engine) {
    SortedMap<String, String> software = new TreeMap<>();
    SortedMap<String, String> libraries =
        engine.torch() ? TorchEngine.libraries() : Dl4jEngine.libraries();
    libraries.forEach((name, version) -> software.put("library." + name, version));
    // Images are decoded by the JDK's own ImageIO.
    software.put("library.imageio", "Java " + Runtime.version().feature());
    software.put("code", RunProvenance.current().codeHash());
    return software;
  }
}
