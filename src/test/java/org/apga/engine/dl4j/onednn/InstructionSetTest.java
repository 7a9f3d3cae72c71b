package org.apga.engine.dl4j.onednn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other CPUs, as far as oneDNN can be told to be on one; it is told once in a process. */
class InstructionSetTest {

  @Test
  void withAvx2BlocksAreOfEightChannelsAndAllAgrees() throws Exception {
    assertThat(probe("AVX2"))
        .containsExactly(
            "plans are the graph: false",
            "plans agree: true",
            "block: 8",
            "primitives agree: true");
  }

  @Test
  void withoutAvx2NetworksRunOnTheGraphAndOneLineSaysSo() throws Exception {
    assertThat(probe("AVX"))
        .containsExactly(
            "plans are the graph: true",
            "plans agree: true",
            "log: Networks run on Deeplearning4j's own operations: this CPU has no AVX2.");
  }

  private static List<String> probe(String mostInstructions)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(a -> a.startsWith("--add-opens") || a.startsWith("-D"))
            .toList());
    // The first compiler alone: nothing here runs long enough for the second.
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(InstructionSetProbe.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("DNNL_MAX_CPU_ISA", mostInstructions);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
