package org.apga.doctor;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apga.engine.Device;
import org.apga.engine.NativeBuild;
import org.apga.engine.TorchBuild;
import org.apga.trial.Engines;

/**
 * The environment of this process, for the checks.
 *
 * @param javaHome where this Java is installed
 * @param cpuInfo lines of {@code /proc/cpuinfo}; empty if there is none
 * @param memInfo lines of {@code /proc/meminfo}; empty if there is none
 * @param smi queries the GPUs' driver, which takes a second
 * @param libtorch finds libtorch for a device
 * @param hasLibrary whether a shared library of that name can be loaded
 */
public record Surroundings(
    Runtime.Version java,
    String javaHome,
    NativeBuild build,
    List<String> cpuInfo,
    List<String> memInfo,
    Supplier<NvidiaSmi.Answer> smi,
    Function<Device, TorchBuild> libtorch,
    Predicate<String> hasLibrary) {

  /** Where ND4J's CUDA library looks for libraries by default. */
  private static final Path CUDA = Path.of("/usr/local/cuda-11.6/lib64");

  /** The folder of the libraries in the jar of JavaCPP's cuda-platform-redist. */
  private static final String CARRIED = "org/bytedeco/cuda/linux-x86_64/";

  public static Surroundings ofThisProcess() {
    return new Surroundings(
        Runtime.version(),
        System.getProperty("java.home", ""),
        Engines.nativeBuild(),
        lines(Path.of("/proc/cpuinfo")),
        lines(Path.of("/proc/meminfo")),
        new NvidiaSmi("nvidia-smi", NvidiaSmi.LIMIT)::answer,
        Engines::libtorch,
        Surroundings::isThere);
  }

  /**
   * Returns the memory that is free or can be freed at once, in bytes; -1 if Linux does not report
   * it.
   */
  long availableBytes() {
    return memInfo.stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(kib -> Long.parseLong(kib) << 10)
        .findFirst()
        .orElse(-1);
  }

  private static boolean isThere(String library) {
    if (Files.exists(CUDA.resolve(library))
        || Surroundings.class.getClassLoader().getResource(CARRIED + library) != null) {
      return true;
    }
    try {
      NativeLibrary.getInstance(library);
      return true;
    } catch (UnsatisfiedLinkError missing) {
      return false;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException notLinux) {
      return List.of();
    }
  }
}
