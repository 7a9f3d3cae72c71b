package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code submit/discover-gpus.sh} tells Spark, beside an nvidia-smi that only says it is. */
@Timeout(60)
class DiscoverGpusIT {
  private static final String TWO =
      """
      echo 'GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-5f1c9b1e-0d5f-11ee)'
      echo 'GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-5f1d8c3f-0d5f-11ee)'
      """;

  @TempDir private Path folder;

  @Test
  void everyGpuIsNamedByItsNumber() throws Exception {
    assertThat(discovered(TWO, Map.of()))
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}");
  }

  @Test
  void sparkUnderstandsIt() throws Exception {
    ResourceInformation gpus = ResourceInformation.parseJson(discovered(TWO, Map.of()));

    assertThat(gpus.name()).isEqualTo("gpu");
    assertThat(gpus.addresses()).containsExactly("0", "1");
  }

  @Test
  void whatTheEnvironmentHidesBelongsToSomebodyElse() throws Exception {
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "1"))).containsExactly("1");
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "GPU-5f1c9b1e-0d5f-11ee,7")))
        .containsExactly("0");
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", ""))).isEmpty();
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "-1"))).isEmpty();
  }

  @Test
  void theBeginningOfAUuidNamesAGpuIfNoOtherBeginsSo() throws Exception {
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "GPU-5f1d"))).containsExactly("1");
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "GPU-5f1"))).isEmpty();
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "GPU-"))).isEmpty();
  }

  @Test
  void whatFitsNothingEndsTheListAsItDoesForCuda() throws Exception {
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "0,-1,1"))).containsExactly("0");
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "7,0"))).isEmpty();
    assertThat(addresses(TWO, Map.of("CUDA_VISIBLE_DEVICES", "1, 0"))).containsExactly("0", "1");
  }

  @Test
  void aGpuThatIsCutCountsAsItsInstances() throws Exception {
    String cut =
        """
        echo 'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d)'
        echo '  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4)'
        echo '  MIG 1g.5gb      Device  1: (UUID: MIG-cba663e8-9bed)'
        echo 'GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-7a2d8c3f-0d5f)'
        """;

    assertThat(addresses(cut, Map.of()))
        .containsExactly("MIG-c6d4f1ef-42e4", "MIG-cba663e8-9bed", "1");
    assertThat(addresses(cut, Map.of("CUDA_VISIBLE_DEVICES", "MIG-cba663e8-9bed")))
        .containsExactly("MIG-cba663e8-9bed");
    assertThat(addresses(cut, Map.of("CUDA_VISIBLE_DEVICES", "0")))
        .containsExactly("MIG-c6d4f1ef-42e4", "MIG-cba663e8-9bed");
    assertThat(addresses(cut, Map.of("CUDA_VISIBLE_DEVICES", "1"))).containsExactly("1");
  }

  @Test
  void aDriverThatIsBrokenHasNoGpu() throws Exception {
    assertThat(
            addresses(
                "echo 'NVIDIA-SMI has failed because it couldn'\"'\"'t communicate with the NVIDIA"
                    + " driver.'\nexit 9\n",
                Map.of()))
        .isEmpty();
    assertThat(addresses("echo 'No devices were found'\nexit 6\n", Map.of())).isEmpty();
  }

  @Test
  void aMachineWithoutTheProgramHasNoGpu() throws Exception {
    assertThat(addresses("", Map.of("PATH", "/usr/bin:/bin"))).isEmpty();
  }

  @Test
  void aDriverThatHangsHasNoGpu() throws Exception {
    // The limit itself, without its 20 seconds.
    Path timeout = script("bin/timeout", "exit 124\n");

    assertThat(addresses("sleep 600\n", Map.of())).isEmpty();
    assertThat(timeout).exists();
  }

  private String[] addresses(String nvidiaSmi, Map<String, String> environment) throws Exception {
    return JsonMapper.builder()
        .build()
        .readTree(discovered(nvidiaSmi, environment))
        .get("addresses")
        .toString()
        .replaceAll("[\\[\\]\"]", "")
        .transform(text -> text.isEmpty() ? new String[0] : text.split(","));
  }

  private String discovered(String nvidiaSmi, Map<String, String> environment)
      throws IOException, InterruptedException {
    script("bin/nvidia-smi", nvidiaSmi);
    ProcessBuilder builder =
        new ProcessBuilder(Path.of("submit/discover-gpus.sh").toAbsolutePath().toString());
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = process.inputReader().readLine();
    assertThat(process.waitFor()).isZero();
    return said;
  }

  private Path script(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
