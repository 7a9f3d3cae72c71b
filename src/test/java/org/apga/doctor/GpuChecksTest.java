package org.apga.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apga.doctor.Allowance.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuChecksTest {
  private static final MemoryNeed FOUR_GIB = new MemoryNeed(1L << 30, 3L << 30);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "3.5, false", "3.7, true", "5.0, true", "5.3, true", "6.1, true", "6.2, true", "7.0, true",
    "7.5, true", "8.0, true", "8.6, true", "8.7, true", "8.9, true", "9.0, false", "10.0, false",
    "12.0, false"
  })
  void codeRunsOnItsMajorVersionFromItsMinorOneOn(String capability, boolean runs) {
    assertThat(GpuCode.ND4J.runsOn(capability)).isEqualTo(runs);
  }

  @ParameterizedTest
  @CsvSource({
    "T4, GPU 0 (Tesla T4) 7.5",
    "A100, GPU 0 (NVIDIA A100-SXM4-40GB) 8.0",
    "L4, GPU 0 (NVIDIA L4) 8.9"
  })
  void gpusUpToAdaAreWell(String gpu, String told) {
    GpuChecks checks = here(line(gpu));

    assertThat(checks.device().ok()).isTrue();
    assertThat(checks.driver().ok()).isTrue();
    assertThat(checks.capability().line()).isEqualTo("ok    capability " + told);
  }

  private static String line(String gpu) {
    return switch (gpu) {
      case "T4" -> StandInSmi.T4;
      case "A100" -> StandInSmi.A100;
      default -> StandInSmi.L4;
    };
  }

  @Test
  void aHopperIsRefusedWithItsName() {
    assertThat(here(StandInSmi.H100).capability().line())
        .isEqualTo(
            "FAIL  capability GPU 0 (NVIDIA H100 80GB HBM3) 9.0: nd4j-cuda 11.6 has code for 3.7,"
                + " 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0, 8.6. Give Spark GPUs of these major"
                + " versions, or build for CPUs (mvn -DskipTests package).");
  }

  @Test
  void onlyTheGpusThatSparkGaveAreJudged() {
    GpuChecks mine = checks(executor(1, "1"), StandInSmi.H100, StandInSmi.RTX_4090);

    assertThat(mine.device().line()).isEqualTo("ok    device     GPU 1 (NVIDIA GeForce RTX 4090)");
    assertThat(mine.capability().ok()).isTrue();
    assertThat(checks(executor(1, "GPU-0d9e8f11"), StandInSmi.H100).capability().ok()).isFalse();
  }

  @Test
  void aDriverOfBeforeCuda11IsTooOld() {
    GpuChecks old = here("0, GPU-3aa2, Tesla V100-PCIE-16GB, 450.51.06, 16160, 16150, 7.0");
    GpuChecks sufficient = here("0, GPU-3aa2, Tesla V100-PCIE-16GB, 450.119.03, 16160, 16150, 7.0");

    assertThat(old.driver().line())
        .isEqualTo(
            "FAIL  driver     450.51.06 is older than 450.80.02, the oldest for CUDA 11. Install a"
                + " newer NVIDIA driver.");
    assertThat(sufficient.driver().line()).isEqualTo("ok    driver     450.119.03");
  }

  @Test
  void aMachineWithoutAGpuIsRefused() {
    assertThat(here("No devices were found").device().line())
        .isEqualTo(
            "FAIL  device     there is no GPU. Train on machines with one, or build for CPUs (mvn"
                + " -DskipTests package).");
  }

  @Test
  void aMachineWithoutADriverIsRefused() {
    NvidiaSmi missing = new NvidiaSmi("/nowhere/nvidia-smi", java.time.Duration.ofSeconds(5));

    assertThat(new GpuChecks(missing::ask, TestGrids.HERE, GpuCode.ND4J).device().line())
        .isEqualTo(
            "FAIL  device     there is no /nowhere/nvidia-smi. Install NVIDIA's driver, or restart"
                + " the machine if it has one, or build for CPUs (mvn -DskipTests package).");
  }

  @Test
  void anExecutorWithoutAGpuIsRefusedForItsSettings() {
    Finding finding = checks(executor(1), StandInSmi.T4).device();

    assertThat(finding.line())
        .isEqualTo(
            "FAIL  device     Spark gave this executor no GPU. Set"
                + " spark.executor.resource.gpu.amount=1, and let workers or executors find theirs"
                + " (docs/guide/cluster.md).");
  }

  @Test
  void aGpuThatTheDriverDoesNotKnowIsNamed() {
    assertThat(checks(executor(1, "3"), StandInSmi.T4).device().line())
        .isEqualTo(
            "FAIL  device     Spark gave this executor GPU 3, but the driver knows GPU 0 (Tesla"
                + " T4). Check the output of the discovery script of this machine.");
  }

  @Test
  void missingLibrariesAreNamed() {
    Set<String> there = Set.of("libcudart.so.11.0", "libcublas.so.11", "libcusolver.so.11");

    assertThat(here(StandInSmi.T4).libraries(there::contains).line())
        .isEqualTo(
            "FAIL  cuda       there is no libcudnn.so.8. Install CUDA 11 and cuDNN 8 and name their"
                + " folders in LD_LIBRARY_PATH, or include them in the build: mvn"
                + " -Pcuda,cuda-libraries -DskipTests package.");
    assertThat(here(StandInSmi.T4).libraries(library -> true).ok()).isTrue();
  }

  @Test
  void aTrialNeedsRoomOnItsGpu() {
    String busy = "0, GPU-2b3c6f0e, Tesla T4, 535.161.08, 15360, 3000, 7.5";

    assertThat(here(StandInSmi.T4).memory(FOUR_GIB).line())
        .isEqualTo("ok    gpu-memory GPU 0 (Tesla T4) has 14.6 GiB free, at least 4.0 GiB needed");
    assertThat(here(busy).memory(FOUR_GIB).line())
        .isEqualTo(
            "FAIL  gpu-memory GPU 0 (Tesla T4) has 2.9 GiB free, at least 4.0 GiB needed. End"
                + " other programs there (nvidia-smi), or lower train.batch-size.");
  }

  @Test
  void trialsThatShareAGpuNeedRoomTogether() {
    assertThat(checks(executor(4, "0"), StandInSmi.T4).memory(FOUR_GIB).line())
        .isEqualTo(
            "FAIL  gpu-memory GPU 0 (Tesla T4) has 14.6 GiB free, at least 16.0 GiB needed for 4"
                + " trials. End other programs there (nvidia-smi), or lower train.batch-size, or"
                + " raise spark.task.resource.gpu.amount.");
  }

  private GpuChecks here(String... lines) {
    return checks(TestGrids.HERE, lines);
  }

  private GpuChecks checks(Allowance allowance, String... lines) {
    return new GpuChecks(new StandInSmi(folder).printing(lines)::ask, allowance, GpuCode.ND4J);
  }

  private static Allowance executor(int trialsPerGpu, String... gpus) {
    return new Allowance(Place.EXECUTOR, -1, List.of(gpus), trialsPerGpu, trialsPerGpu);
  }
}
