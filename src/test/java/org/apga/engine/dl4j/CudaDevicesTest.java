package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** There may be no GPU here: what a CUDA library would be told. */
@EnabledOnOs(OS.LINUX)
class CudaDevicesTest {

  @Test
  void aProcessSeesItsOwnGpusAsNvidiaSmiCountsThem() {
    CudaDevices.use(List.of("2", "GPU-1b9c"), "GPU-1b9c");

    assertThat(environment("CUDA_VISIBLE_DEVICES")).isEqualTo("2,GPU-1b9c");
    assertThat(environment("CUDA_DEVICE_ORDER")).isEqualTo("PCI_BUS_ID");
    assertThat(CudaDevices.shows(List.of("2", "GPU-1b9c"))).isTrue();
    assertThat(CudaDevices.mine()).isEqualTo("GPU-1b9c");
  }

  @Test
  void aGpuOfAnotherProcessIsRefused() {
    assertThatThrownBy(() -> CudaDevices.use(List.of("2", "3"), "0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use GPU 0: this process has 2, 3.");
  }

  @Test
  void aProcessIsNotGivenSeveralInstancesOfMigOfWhichItWouldSeeOne() {
    assertThatThrownBy(() -> CudaDevices.use(List.of("MIG-1", "MIG-2"), "MIG-2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use MIG-1, MIG-2: CUDA shows a process only one MIG instance. Set"
                + " spark.executor.resource.gpu.amount to 1.");
  }

  @Test
  void afterNd4jHasWokenNothingCanBeHiddenFromIt() {
    NativeBackend.awaken(0);

    assertThatThrownBy(() -> NativeBackend.useGpu(List.of("7"), "7"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot use GPU 7: ND4J was initialised before the process's GPUs were set.");
  }

  private static String environment(String name) {
    return NativeLibrary.getInstance("c")
        .getFunction("getenv")
        .invokeString(new Object[] {name}, false);
  }
}
