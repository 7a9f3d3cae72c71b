package org.apga.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.doctor.Allowance.Place;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.engine.NativeBuild;
import org.apga.engine.NativeBuild.Device;
import org.apga.engine.Precision;
import org.junit.jupiter.api.Test;

class MachineChecksTest {
  private static final List<String> AVX2_CPU =
      List.of("processor : 0", "flags\t\t: fpu sse2 fma avx avx2 avx512f", "");
  private static final NativeBuild AVX2 = new NativeBuild(Device.CPU, "onednn-avx2");
  private static final EngineChoice ON_CPU =
      choice(EngineChoice.FITTING, org.apga.engine.Device.CPU);
  private static final long GIB = 1L << 30;

  @Test
  void java17IsWell() {
    assertThat(MachineChecks.java(Runtime.Version.parse("17.0.15+6"), "/opt/jdk").line())
        .isEqualTo("ok    java       17.0.15+6 in /opt/jdk");
  }

  @Test
  void anOlderJavaIsRefusedAndANewerOneNoted() {
    assertThat(MachineChecks.java(Runtime.Version.parse("11.0.2"), "/opt/jdk").line())
        .isEqualTo(
            "FAIL  java       11.0.2 in /opt/jdk is older than 17. Set JAVA_HOME to a JDK 17; for"
                + " executors spark.executorEnv.JAVA_HOME.");
    assertThat(MachineChecks.java(Runtime.Version.parse("21"), "/opt/jdk").line())
        .isEqualTo("ok    java       21 in /opt/jdk; Spark 3.5 is made for 17");
  }

  @Test
  void aCpuWithTheBuildsInstructionsIsWell() {
    assertThat(MachineChecks.cpu(AVX2, AVX2_CPU).line())
        .isEqualTo("ok    cpu        has the instructions of the build onednn-avx2");
    assertThat(MachineChecks.cpu(new NativeBuild(Device.CPU, "onednn"), List.of()).ok()).isTrue();
  }

  @Test
  void aBuildForOtherInstructionsIsRefusedBeforeItEndsTheProcess() {
    assertThat(MachineChecks.cpu(new NativeBuild(Device.CPU, "onednn-avx512"), AVX2_CPU).line())
        .isEqualTo(
            "FAIL  cpu        lacks avx512bw, avx512dq, avx512vl, which the build onednn-avx512"
                + " needs. Leave org.bytedeco.javacpp.platform.extension unset, so that the build"
                + " that fits is used.");
    assertThat(MachineChecks.cpu(AVX2, List.of("flags : sse2")).ok()).isFalse();
  }

  @Test
  void aBuildWithoutNativeCodeIsRefused() {
    assertThat(MachineChecks.cpu(new NativeBuild(Device.NONE, ""), AVX2_CPU).line())
        .isEqualTo(
            "FAIL  cpu        this distribution contains no native code. Rebuild it: mvn"
                + " -DskipTests package, or mvn -Pcuda -DskipTests package.");
  }

  @Test
  void anEngineWithOneDnnAwakeIsWell() {
    assertThat(MachineChecks.engine(ON_CPU, cpu("awake"), AVX2).line())
        .isEqualTo(
            "ok    engine     dl4j on cpu, nd4j 1.0, oneDNN awake, computed a step; bits repeat");
  }

  @Test
  void anEngineWhoseOneDnnSleepsIsRefused() {
    assertThat(MachineChecks.engine(ON_CPU, cpu("asleep"), AVX2).line())
        .isEqualTo(
            "FAIL  engine     dl4j on cpu, nd4j 1.0, oneDNN asleep, computed a step; bits repeat:"
                + " training is 5 to 20 times slower without oneDNN. Leave"
                + " org.eclipse.deeplearning4j.helpers.disable unset. Leave"
                + " org.bytedeco.javacpp.platform.extension unset, so that the build that fits is"
                + " used.");
  }

  @Test
  void anEngineThatIsNotNd4jsNeedsNoOneDnn() {
    EngineDescription torch =
        new EngineDescription(
            "dl4j-torch",
            "cpu",
            Precision.FLOAT,
            1,
            true,
            new TreeMap<>(Map.of("libtorch", "2.10.0")));

    assertThat(
            MachineChecks.engine(
                    choice(EngineChoice.TORCH, org.apga.engine.Device.CPU), torch, AVX2)
                .line())
        .isEqualTo(
            "ok    engine     dl4j-torch on cpu, libtorch 2.10.0, computed a step; bits repeat");
  }

  @Test
  void anEngineThatFellBackToAnotherOneIsRefused() {
    EngineDescription fallen = cpu("awake");
    fallen.versions().put("plans", "none");

    assertThat(MachineChecks.engine(ON_CPU, fallen, AVX2).line())
        .isEqualTo(
            "FAIL  engine     dl4j on cpu, nd4j 1.0, oneDNN awake, plans none, computed a step;"
                + " bits repeat: training is slower than with oneDNN plans, and its results differ"
                + " in their last bits. The log has the reason; engine = dl4j-graph requests this"
                + " on all machines.");
    // A CPU without AVX2 runs no plans anywhere.
    assertThat(MachineChecks.engine(ON_CPU, fallen, new NativeBuild(Device.CPU, "onednn")).ok())
        .isTrue();
  }

  @Test
  void anEngineOnAnotherDeviceThanItsBuildIsRefused() {
    assertThat(
            MachineChecks.engine(
                    choice(EngineChoice.GRAPH, org.apga.engine.Device.CUDA), cpu("awake"), AVX2)
                .line())
        .isEqualTo(
            "FAIL  engine     dl4j on cpu, nd4j 1.0, oneDNN awake, computed a step; bits repeat,"
                + " not on the requested device. Rebuild the distribution, and keep other ND4J"
                + " libraries off the class path.");
  }

  private static EngineDescription cpu(String oneDnn) {
    return new EngineDescription(
        "dl4j",
        "cpu",
        Precision.FLOAT,
        1,
        true,
        new TreeMap<>(Map.of("nd4j", "1.0", "oneDNN", oneDnn)));
  }

  @Test
  void aTrialNeedsRoomInTheHostsMemory() {
    assertThat(MachineChecks.memory(4 * GIB, 20 * GIB, 1).line())
        .isEqualTo(
            "ok    memory     20.0 GiB available, at least 4.0 GiB needed outside the Java heap");
    assertThat(MachineChecks.memory(4 * GIB, 3 * GIB, 8).line())
        .isEqualTo(
            "FAIL  memory     3.0 GiB available, at least 4.0 GiB needed outside the Java heap by"
                + " each of 8 trials at once. End other programs here, or lower train.batch-size.");
    assertThat(MachineChecks.memory(4 * GIB, -1, 1).ok()).isTrue();
  }

  @Test
  void nobodyWatchesAProcessOfAStandaloneCluster() {
    MemoryLimits limits = new MemoryLimits(0, 0, GIB);

    assertThat(limits.judge(4 * GIB, allowance(-1)).line())
        .isEqualTo("ok    limits     ND4J's arrays have no limit; the process has no limit");
  }

  @Test
  void aContainerIsLargeEnoughForWhatTheArraysMayTake() {
    MemoryLimits limits = new MemoryLimits(6 * GIB, 0, GIB);

    assertThat(limits.judge(4 * GIB, allowance(7 * GIB)).line())
        .isEqualTo(
            "ok    limits     ND4J's arrays may take 6.0 GiB, the memory overhead is 7.0 GiB");
    assertThat(limits.judge(4 * GIB, allowance(6 * GIB)).line())
        .isEqualTo(
            "FAIL  limits     ND4J's arrays may take 6.0 GiB, the memory overhead is 6.0 GiB, and"
                + " the container is killed if it takes more. Set spark.executor.memoryOverhead to"
                + " 6529m or more.");
  }

  @Test
  void aContainerOfSparksUsualSizeIsTooSmallForANetwork() {
    MemoryLimits limits = new MemoryLimits(0, 0, GIB);

    assertThat(limits.judge(4 * GIB, allowance(384L << 20)).line())
        .isEqualTo(
            "FAIL  limits     ND4J's arrays have no limit, the memory overhead is 384 MiB, and the"
                + " container is killed if it takes more. Set spark.executor.memoryOverhead to"
                + " 4481m or more, and run.native-memory to what it leaves.");
  }

  @Test
  void aLimitBelowTheNeedIsRefused() {
    assertThat(new MemoryLimits(GIB, 0, GIB).judge(4 * GIB, TestGrids.HERE).line())
        .isEqualTo(
            "FAIL  limits     ND4J's arrays may take 1.0 GiB, but at least 4.0 GiB are needed."
                + " Raise run.native-memory.");
    assertThat(new MemoryLimits(0, 4 * GIB, 2 * GIB).judge(4 * GIB, TestGrids.HERE).line())
        .isEqualTo(
            "FAIL  limits     JavaCPP ends a process of 4.0 GiB, but the heap alone may take 2.0"
                + " GiB. Leave org.bytedeco.javacpp.maxphysicalbytes unset, and limit the arrays by"
                + " run.native-memory.");
  }

  @Test
  void sizesAreReadAsJavaCppReadsThem() {
    assertThat(MemoryLimits.bytes("4g")).isEqualTo(4 * GIB);
    assertThat(MemoryLimits.bytes("512M")).isEqualTo(512L << 20);
    assertThat(MemoryLimits.bytes("100")).isEqualTo(100);
    assertThat(MemoryLimits.bytes("")).isZero();
    assertThat(MemoryLimits.bytes("50%")).isZero();
  }

  private static EngineChoice choice(String engine, org.apga.engine.Device device) {
    return new EngineChoice(engine, device, Precision.FLOAT, 1);
  }

  private static Allowance allowance(long overheadBytes) {
    return new Allowance(Place.EXECUTOR, overheadBytes, List.of(), 1, 1);
  }
}
