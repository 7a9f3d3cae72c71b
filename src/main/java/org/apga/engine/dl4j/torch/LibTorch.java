package org.apga.engine.dl4j.torch;

import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.engine.Device;
import org.apga.engine.EngineException;
import org.apga.engine.TorchBuild;
import org.apga.engine.dl4j.Dl4jEngine;
import org.apga.engine.dl4j.NativeBackend;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Loads libtorch, once per process, and makes it deterministic. */
final class LibTorch {
  /** Such as {@code 2.10.0-1.5.13}: the version of libtorch, and of JavaCPP, which calls it. */
  static final String VERSION = Dl4jEngine.version("org.bytedeco", "pytorch");

  private static final String PATHS = "java.library.path";
  private static final String PATHS_FIRST = "org.bytedeco.javacpp.pathsFirst";

  private static @Nullable TorchSource loaded;

  private LibTorch() {}

  /** Such as {@code 2.10.0}. */
  static String release() {
    return VERSION.split("-", 2)[0];
  }

  /**
   * Loads it into this process; a second call does nothing.
   *
   * @param maxNativeBytes as for {@link NativeBackend#awaken}
   * @throws EngineException if it is missing, has another version, or has no GPU to compute on
   */
  static synchronized TorchSource load(Device device, long maxNativeBytes) {
    TorchSource source = loaded;
    if (source == null) {
      source = find(device);
      // JavaCPP prefers such folders to its own jars only if this is set before it is initialised.
      source.libraries().ifPresent(LibTorch::lookFirst);
      if (device == Device.CUDA) {
        // cuBLAS is deterministic only with a workspace of a fixed size.
        NativeBackend.setIfAbsent("CUBLAS_WORKSPACE_CONFIG", ":4096:8");
      }
      NativeBackend.awaken(maxNativeBytes);
      open(source);
      loaded = source;
    }
    if (device == Device.CUDA) {
      requireGpu(source);
    }
    return source;
  }

  private static TorchSource find(Device device) {
    String asked = Objects.requireNonNullElse(System.getenv(TorchSource.VARIABLE), "").strip();
    TorchSource source = TorchSource.find(asked, release(), device);
    source.requireWhole(device);
    return source;
  }

  /**
   * The build that {@link #load} would load, or has loaded. Loads nothing.
   *
   * @throws EngineException if it is missing, has another version, or cannot be read
   */
  static synchronized TorchBuild found(Device device) {
    TorchSource source = loaded == null ? find(device) : loaded;
    return new TorchBuild(source.told(), device == Device.CUDA ? source.machineCode() : null);
  }

  private static void requireGpu(TorchSource source) {
    try {
      torch.globalContext().lazyInitDevice(torch.DeviceType.CUDA);
    } catch (RuntimeException e) {
      throw new EngineException(
          "Cannot compute on a GPU: %s reports: %s. See submit/apga doctor, or set numerics.device = cpu."
              .formatted(told(source), reason(e).replaceFirst("\\.( .*)?$", "")),
          e);
    }
  }

  private static void lookFirst(Path folder) {
    if (NativeBackend.isAwake()) {
      throw new EngineException(
          "Cannot load libtorch from %s: another engine has started in this process. Run the command in a process of its own."
              .formatted(folder));
    }
    System.setProperty(PATHS_FIRST, "true");
    System.setProperty(PATHS, folder + File.pathSeparator + System.getProperty(PATHS, ""));
  }

  private static void open(TorchSource source) {
    try {
      Loader.load(torch.class);
      Context context = torch.globalContext();
      context.setDeterministicAlgorithms(true, false);
      context.setDeterministicCuDNN(true);
      context.setBenchmarkCuDNN(false);
    } catch (LinkageError | RuntimeException e) {
      throw new EngineException(
          "Cannot load libtorch: %s cannot be loaded (%s). Install it again, or set engine = dl4j and numerics.device = cpu."
              .formatted(told(source), reason(e)),
          e);
    }
  }

  private static String told(TorchSource source) {
    return "libtorch " + source.told();
  }

  /** The versions that are loaded, by name: libtorch, and with a GPU also CUDA and cuDNN. */
  static SortedMap<String, String> versions(Device device) {
    TreeMap<String, String> versions = new TreeMap<>();
    versions.put("libtorch", Objects.requireNonNull(loaded).version());
    if (device == Device.CUDA) {
      versions.put("cuda", dotted(Context.versionCUDART(), 1000, 10));
      versions.put("cudnn", dotted(Context.versionRuntimeCuDNN(), 10_000, 100));
    }
    return versions;
  }

  /** 12080 is CUDA 12.8; 91002 is cuDNN 9.10. */
  private static String dotted(long version, long major, long minor) {
    return version / major + "." + version % major / minor;
  }

  static String reason(Throwable e) {
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
