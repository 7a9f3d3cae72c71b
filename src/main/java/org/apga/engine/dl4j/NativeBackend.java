package org.apga.engine.dl4j;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.lang3.StringUtils;
import org.apga.engine.NativeBuild;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures how ND4J's native library is loaded. Must run before any ND4J class is loaded, because
 * the library reads its settings once. A system property that the user has set is kept.
 *
 * <p>On Linux x86-64 with AVX2 and FMA it chooses the build for AVX2, otherwise the generic one: a
 * build for instructions that the CPU lacks ends the JVM without a message.
 */
public final class NativeBackend {
  private static final Logger LOG = LoggerFactory.getLogger(NativeBackend.class);
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String CPU_BACKEND = "org/nd4j/linalg/cpu/nativecpu/CpuBackend.class";
  private static final String CUDA_BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final int KEEP = 0;
  private static final int REPLACE = 1;
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /**
   * How many times an idle OpenMP thread polls for work before it sleeps: some microseconds.
   * Operations follow each other that fast, and waking a thread takes longer than a small
   * operation; but two threads that spin on cores that other processes use too are several times
   * slower than one.
   */
  private static final String SPINS = "1000";

  private static boolean awake;

  private NativeBackend() {}

  /**
   * Makes the choice and logs it; a second call does nothing. An engine calls it when it is opened;
   * code that uses ND4J earlier must call it itself.
   *
   * @param maxBytes limit of the memory of all arrays of this JVM outside the Java heap; 0 = no
   *     limit
   */
  public static synchronized void awaken(long maxBytes) {
    if (awake) {
      return;
    }
    awake = true;
    TreeMap<String, String> chosen = new TreeMap<>();
    // The library's default is "true", with which its layers never use oneDNN or cuDNN.
    choose(chosen, "org.eclipse.deeplearning4j.helpers.disable", "false");
    // JavaCPP's own limits follow the Java heap, which is unrelated to a network's size. 0 = none.
    choose(chosen, "org.bytedeco.javacpp.maxbytes", Long.toString(maxBytes));
    choose(chosen, "org.bytedeco.javacpp.maxphysicalbytes", "0");
    // Logs JavaCPP's warning that libraries of an older release are in use, which is intended.
    choose(chosen, "org.bytedeco.javacpp.logger", "slf4j");
    if (isCpu()) {
      choose(chosen, EXTENSION, extension());
      sleepWhenIdle();
    }
    LOG.info("Native backend: {}", chosen);
  }

  /** Whether {@link #awaken} was called in this process. */
  public static synchronized boolean isAwake() {
    return awake;
  }

  /** Whether the build on the classpath computes on the CPU. */
  static boolean isCpu() {
    return carries(CPU_BACKEND);
  }

  /**
   * Makes only some GPUs visible to this process, and gives the calling thread one of them, on
   * which the next engine that it opens computes. Has no effect on a CPU.
   *
   * @param addresses of this process's GPUs, as {@code nvidia-smi} counts, or UUIDs
   * @param mine one of them
   * @throws IllegalArgumentException if {@code mine} is not one of them
   * @throws IllegalStateException if ND4J was initialised with others, which cannot be undone
   */
  public static synchronized void useGpu(List<String> addresses, String mine) {
    if (awake && !CudaDevices.shows(addresses)) {
      throw new IllegalStateException(
          "Cannot use GPU " + mine + ": ND4J was initialised before the process's GPUs were set.");
    }
    CudaDevices.use(addresses, mine);
  }

  /**
   * The native code with which engines compute, or would compute, in this process. Loads nothing.
   */
  public static NativeBuild build() {
    if (isCpu()) {
      String set = System.getProperty(EXTENSION);
      String extension = set == null ? extension() : set;
      return new NativeBuild(NativeBuild.Device.CPU, StringUtils.removeStart(extension, "-"));
    }
    return new NativeBuild(
        carries(CUDA_BACKEND) ? NativeBuild.Device.CUDA : NativeBuild.Device.NONE, "");
  }

  private static boolean carries(String backend) {
    return NativeBackend.class.getClassLoader().getResource(backend) != null;
  }

  private static void choose(TreeMap<String, String> chosen, String property, String value) {
    String set = System.getProperty(property);
    if (set == null) {
      System.setProperty(property, value);
    }
    chosen.put(property, set == null ? value : set + " (set by the user)");
  }

  /** The chosen build, such as {@code onednn-avx2}; empty with another backend. */
  static String instructionSet() {
    return StringUtils.removeStart(System.getProperty(EXTENSION, ""), "-");
  }

  /**
   * The JavaCPP platform extension for a machine.
   *
   * @param cpuInfo lines of {@code /proc/cpuinfo}; empty if it cannot be read
   */
  static String extension(String osName, String osArch, List<String> cpuInfo) {
    boolean linux = osName.toLowerCase(Locale.ROOT).startsWith("linux");
    boolean x86 = Set.of("amd64", "x86_64").contains(osArch.toLowerCase(Locale.ROOT));
    boolean avx2 =
        cpuInfo.stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .filter(flags -> List.of(flags.split("\\s+")).containsAll(Set.of("avx2", "fma")))
            .isPresent();
    return linux && x86 && avx2 ? "-onednn-avx2" : "-onednn";
  }

  private static String extension() {
    return extension(
        System.getProperty("os.name", ""), System.getProperty("os.arch", ""), cpuInfo());
  }

  private static List<String> cpuInfo() {
    try {
      return Files.readAllLines(CPU_INFO);
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /**
   * Makes idle OpenMP threads sleep soon, unless the user decided otherwise; must run before the
   * native library is loaded.
   */
  private static void sleepWhenIdle() {
    if ("passive".equalsIgnoreCase(System.getenv().getOrDefault("OMP_WAIT_POLICY", "passive"))) {
      setIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
      setIfAbsent("GOMP_SPINCOUNT", SPINS);
    }
  }

  /** Sets the number of threads of operations that the calling thread starts. */
  static void useThreads(int threads) {
    // The count of BLAS is process-wide and changes the order of sums, so two engines would disturb
    // each other. Convolutions do not use BLAS in single precision.
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }

  /** Sets an environment variable for native libraries, unless the user has set it. */
  public static void setIfAbsent(String name, String value) {
    try {
      setVariable(name, value, KEEP);
    } catch (UnsatisfiedLinkError elsewhere) {
      LOG.info("{} was not set: {}", name, elsewhere.getMessage());
    }
  }

  /**
   * Sets an environment variable of this process for native libraries, which read it when they are
   * loaded. Java cannot change it; the C library can.
   *
   * @throws UnsatisfiedLinkError if there is no such C library
   */
  static void setVariable(String name, String value) {
    setVariable(name, value, REPLACE);
  }

  private static void setVariable(String name, String value, int mode) {
    NativeLibrary.getInstance("c")
        .getFunction("setenv")
        .invokeInt(new Object[] {name, value, mode});
  }
}
