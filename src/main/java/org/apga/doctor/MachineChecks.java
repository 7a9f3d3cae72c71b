package org.apga.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.engine.Fill;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NativeBuild;
import org.apga.engine.UNetSpec;

/** Checks Java, the CPU, the native code and the host's memory. */
final class MachineChecks {
  private static final int JAVA = 17;
  private static final String LEAVE_UNSET =
      "Leave org.bytedeco.javacpp.platform.extension unset, so that the build that fits is used.";

  private MachineChecks() {}

  static Finding java(Runtime.Version version, String home) {
    if (version.feature() < JAVA) {
      return Finding.machine(
          "java",
          version + " in " + home + " is older than " + JAVA,
          "Set JAVA_HOME to a JDK 17; for executors spark.executorEnv.JAVA_HOME.");
    }
    return Finding.ok(
        "java",
        "%s in %s%s"
            .formatted(
                version, home, version.feature() == JAVA ? "" : "; Spark 3.5 is made for " + JAVA));
  }

  /**
   * Checks whether the CPU has the instructions of the chosen build: without them the process ends
   * with SIGILL and no message.
   *
   * @param cpuInfo lines of {@code /proc/cpuinfo}; empty if it cannot be read
   */
  static Finding cpu(NativeBuild build, List<String> cpuInfo) {
    return switch (build.device()) {
      case NONE ->
          Finding.settings(
              "cpu",
              "this distribution contains no native code",
              "Rebuild it: mvn -DskipTests package, or mvn -Pcuda -DskipTests package.");
      case CUDA -> Finding.ok("cpu", "any: this build computes on GPUs");
      case CPU -> {
        Set<String> missing = new TreeSet<>(needed(build.instructionSet()));
        cpuInfo.stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).trim().split("\\s+"))
            .map(Arrays::asList)
            .ifPresent(missing::removeAll);
        yield missing.isEmpty()
            ? Finding.ok("cpu", "has the instructions of the build " + build.instructionSet())
            : Finding.machine(
                "cpu",
                "lacks %s, which the build %s needs"
                    .formatted(String.join(", ", missing), build.instructionSet()),
                LEAVE_UNSET);
      }
    };
  }

  private static Set<String> needed(String instructionSet) {
    if (instructionSet.endsWith("avx512")) {
      return Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl");
    }
    return instructionSet.endsWith("avx2") ? Set.of("avx2", "fma") : Set.of();
  }

  /**
   * Checks whether the engine started as requested.
   *
   * @param asked the requested engine
   */
  static Finding engine(EngineChoice asked, EngineDescription engine, NativeBuild build) {
    String what =
        "%s on %s, %s, computed a step; %s"
            .formatted(
                engine.engine(),
                engine.device(),
                versions(engine),
                engine.deterministic() ? "bits repeat" : "bits do not repeat");
    boolean cpu = asked.device() != Device.CUDA;
    if (cpu != engine.device().equals("cpu")) {
      return Finding.machine(
          "engine",
          what + ", not on the requested device",
          "Rebuild the distribution, and keep other ND4J libraries off the class path.");
    }
    boolean oneDnn = cpu && !asked.torch();
    if (oneDnn && !"awake".equals(engine.versions().get("oneDNN"))) {
      return Finding.settings(
          "engine",
          what + ": training is 5 to 20 times slower without oneDNN",
          "Leave org.eclipse.deeplearning4j.helpers.disable unset. " + LEAVE_UNSET);
    }
    if (oneDnn
        && build.instructionSet().endsWith("avx2")
        && "none".equals(engine.versions().get("plans"))) {
      return Finding.machine(
          "engine",
          what
              + ": training is slower than with oneDNN plans, and its results differ in their last"
              + " bits",
          "The log has the reason; engine = dl4j-graph requests this on all machines.");
    }
    return Finding.ok("engine", what);
  }

  /**
   * Computes a step of the smallest networks of their kinds, which uses everything that training
   * needs of the device.
   */
  static void step(Engine engine) {
    int side = 32;
    double[] pixels = new double[2 * side * side];
    pixels[0] = 1;
    Batch batch = new Batch(2, side, side, pixels, new int[] {0, 1});
    AdamSpec adam = AdamSpec.of(1e-3);
    DenseNetSpec classifier = new DenseNetSpec(side, List.of(1, 1, 1, 1), 4, 8, 2, 2);
    try (Classifier network = engine.classifier(classifier, adam, 0);
        MaskPolicy policy = engine.policy(new UNetSpec(side, 1), adam, 0)) {
      network.fitThrough(policy, batch, new JointStep(0.5, 0.6, GradientCarry.NONE, Fill.ZERO));
    }
  }

  private static String versions(EngineDescription engine) {
    return String.join(
        ", ",
        engine.versions().entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  /**
   * Checks whether a trial's networks fit into the host's memory.
   *
   * @param availableBytes -1 if that is not known
   * @param trialsAtOnce number of trials that may be trained there at once. Only named in the text:
   *     how many will run is known only when they do
   */
  static Finding memory(long neededBytes, long availableBytes, int trialsAtOnce) {
    String what =
        "%s, at least %s needed outside the Java heap%s"
            .formatted(
                availableBytes < 0 ? "unknown" : Finding.bytes(availableBytes) + " available",
                Finding.bytes(neededBytes),
                trialsAtOnce == 1 ? "" : " by each of " + trialsAtOnce + " trials at once");
    return availableBytes < 0 || availableBytes >= neededBytes
        ? Finding.ok("memory", what)
        : Finding.machine("memory", what, "End other programs here, or lower train.batch-size.");
  }
}
