package org.apga.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NvidiaSmiTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private StandInSmi smi;

  @BeforeEach
  void makeRoomForPrograms() {
    smi = new StandInSmi(folder);
  }

  @Test
  void everyGpuIsToldOf() {
    NvidiaSmi.Answer answer = smi.printing(StandInSmi.L4, StandInSmi.RTX_4090).ask();

    assertThat(answer.trouble()).isNull();
    assertThat(answer.gpus())
        .containsExactly(
            new NvidiaSmi.Gpu(0, "GPU-90af31bb", "NVIDIA L4", "550.54.15", "8.9", 22491),
            new NvidiaSmi.Gpu(
                1, "GPU-c41d07e5", "NVIDIA GeForce RTX 4090", "550.54.15", "8.9", 24070));
  }

  @Test
  void aDriverThatKnowsNoCapabilityIsAskedForTheRest() {
    NvidiaSmi old =
        smi.running(
            "case \"$1\" in\n"
                + "*compute_cap*) echo 'Field \"compute_cap\" is not a valid field to query.'; exit 2;;\n"
                + "*) echo '0, GPU-3aa2, Tesla V100-PCIE-16GB, 418.67, 16160, 16150';;\n"
                + "esac\n",
            LIMIT);

    assertThat(old.ask().gpus())
        .containsExactly(
            new NvidiaSmi.Gpu(0, "GPU-3aa2", "Tesla V100-PCIE-16GB", "418.67", null, 16150));
  }

  @Test
  void aCardThatTellsNothingOfItsMemoryIsStillOne() {
    NvidiaSmi.Answer answer =
        smi.printing("0, GPU-1, NVIDIA A30 MIG, 525.60.13, [N/A], [N/A], 8.0").ask();

    assertThat(answer.gpus()).extracting(NvidiaSmi.Gpu::freeMib).containsExactly(-1L);
  }

  @Test
  void aGpuThatIsCutIntoInstancesCountsAsThese() {
    NvidiaSmi cut =
        smi.running(
            "case \"$1\" in\n"
                + "-L) echo 'GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0d9e8f11)'\n"
                + "echo '  MIG 3g.40gb     Device  0: (UUID: MIG-5a1c)'\n"
                + "echo '  MIG 1g.10gb     Device  1: (UUID: MIG-77d0)'\n"
                + "echo 'GPU 1: NVIDIA GeForce RTX 4090 (UUID: GPU-c41d07e5)';;\n"
                + "*) echo '"
                + StandInSmi.H100
                + "'; echo '"
                + StandInSmi.RTX_4090
                + "';;\n"
                + "esac\n",
            LIMIT);

    List<NvidiaSmi.Gpu> gpus = cut.ask().gpus();

    assertThat(gpus)
        .extracting(NvidiaSmi.Gpu::toString)
        .containsExactlyInAnyOrder(
            "GPU 0 (NVIDIA H100 80GB HBM3 MIG 3g.40gb)",
            "GPU 0 (NVIDIA H100 80GB HBM3 MIG 1g.10gb)",
            "GPU 1 (NVIDIA GeForce RTX 4090)");
    assertThat(gpus).filteredOn(gpu -> gpu.isAt("MIG-77d0")).hasSize(1);
    assertThat(gpus).filteredOn(gpu -> gpu.isAt("0")).isEmpty();
    assertThat(gpus).filteredOn(gpu -> gpu.isAt("1")).hasSize(1);
  }

  @Test
  void aMachineWithoutGpusHasNone() {
    assertThat(smi.running("echo 'No devices were found'\nexit 6\n", LIMIT).ask())
        .isEqualTo(new NvidiaSmi.Answer(List.of(), null));
  }

  @Test
  void withoutTheProgramThereIsNoAnswer() {
    assertThat(new NvidiaSmi("/nowhere/nvidia-smi", LIMIT).ask())
        .isEqualTo(NvidiaSmi.Answer.trouble("there is no /nowhere/nvidia-smi"));
  }

  @Test
  void aProgramThatHangsIsGivenUp() {
    NvidiaSmi hanging = smi.running("sleep 600\n", Duration.ofSeconds(1));

    assertThat(hanging.ask().trouble()).endsWith(" did not answer in 1 s");
  }

  @Test
  void aBrokenDriverIsQuoted() {
    NvidiaSmi broken =
        smi.running(
            "echo 'Failed to initialize NVML: Driver/library version mismatch'\nexit 18\n", LIMIT);

    assertThat(broken.ask().trouble())
        .endsWith(" ended with 18 (Failed to initialize NVML: Driver/library version mismatch)");
  }

  @Test
  void anAnswerOfAnotherKindIsNotGuessedAt() {
    assertThat(smi.printing("GPU 0: Tesla T4").ask().trouble())
        .endsWith(" gave an unknown answer (GPU 0: Tesla T4)");
  }
}
