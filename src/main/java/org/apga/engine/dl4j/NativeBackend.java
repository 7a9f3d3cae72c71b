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
 * Chooses how ND4J's native library is loaded. Must run before any ND4J class is: the library reads
 * its settings once. A setting that the user made by system property stays.
 *
 * <p>On Linux x86-64 with AVX2 and FMA it takes the build for AVX2, else the generic one: a build
 * for instructions that the CPU lacks ends the JVM without a message.
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
   * How often an idle OpenMP thread looks for work before it sleeps: some microseconds. Operations
   * follow each other that fast, and to wake a thread takes longer than a small one; but two
   * threads that spin on cores which others use too are several times slower than one.
   */
  private static final String SPINS = "1000";

  private static boolean awake;

  private NativeBackend() {}

  /**
   * Makes the choice and logs it; the second call does nothing. An engine does so when it is
   * opened; code that touches ND4J before must do so itself.
   *
   * @param maxBytes that all arrays of this JVM may hold outside the Java heap; 0 = no limit
   */
  public static synchronized void awaken(long maxBytes) {
    if (awake) {
      return;
    }
    awake = true;
    TreeMap<String, String> chosen = new TreeMap<>();
    // "true" is the library's default: without this its layers never ask for oneDNN or cuDNN.
    choose(chosen, "org.eclipse.deeplearning4j.helpers.disable", "false");
    // JavaCPP's own limits follow the Java heap, which says nothing about a network. 0 = none.
    choose(chosen, "org.bytedeco.javacpp.maxbytes", Long.toString(maxBytes));
    choose(chosen, "org.bytedeco.javacpp.maxphysicalbytes", "0");
    // It warns that libraries of an older release are in use, which is meant.
    choose(chosen, "org.bytedeco.javacpp.logger", "slf4j");
    if (isCpu()) {
      choose(chosen, EXTENSION, extension());
      sleepWhenIdle();
    }
    LOG.info("Native backend: {}", chosen);
  }

  /** Whether an engine has woken in this process. */
  public static synchronized boolean isAwake() {
    return awake;
  }

  /** Whether the build on the classpath computes on the CPU. */
  static boolean isCpu() {
    return carries(CPU_BACKEND);
  }

  /**
   * Shows this process some GPUs alone, and gives the calling thread one of them, which the engine
   * that it opens next computes on. Has no effect on a CPU.
   *
   * @param addresses of this process's GPUs, as {@code nvidia-smi} counts, or UUIDs
   * @param mine one of them
   * @throws IllegalArgumentException if it is none of them
   * @throws IllegalStateException if ND4J has woken to others: nothing can be hidden from it then
   */
  public static synchronized void useGpu(List<String> addresses, String mine) {
    if (awake && !CudaDevices.shows(addresses)) {
      throw new IllegalStateException(
          "Cannot use GPU " + mine + ": ND4J woke before it was told of the GPUs of its process.");
    }
    CudaDevices.use(addresses, mine);
  }

  /** The native code that engines compute with in this process, or would. Wakes nothing. */
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

  /** The build that was chosen, such as {@code onednn-avx2}; empty on another backend. */
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
   * Lets idle OpenMP threads sleep soon, unless the user decided otherwise; must run before the
   * native library is loaded.
   */
  private static void sleepWhenIdle() {
    if ("passive".equalsIgnoreCase(System.getenv().getOrDefault("OMP_WAIT_POLICY", "passive"))) {
      setIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
      setIfAbsent("GOMP_SPINCOUNT", SPINS);
    }
  }

  /** Sets the threads of operations that the calling thread starts. */
  static void useThreads(int threads) {
    // The count is the whole process's and changes the order of sums: two engines would disturb
    // each other. Convolutions do not go through BLAS in single precision.
    Nd4j.factory().blas().setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
  }

  /** Sets an environment variable as native libraries see it, unless the user has. */
  public static void setIfAbsent(String name, String value) {
    try {
      setVariable(name, value, KEEP);
    } catch (UnsatisfiedLinkError elsewhere) {
      LOG.info("{} is left as it is: {}", name, elsewhere.getMessage());
    }
  }

  /**
   * Sets an environment variable of this process as native libraries see it, which read it when
   * they wake. Java cannot change it; the C library can.
   *
   * @throws UnsatisfiedLinkError where there is no C library of that kind
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
