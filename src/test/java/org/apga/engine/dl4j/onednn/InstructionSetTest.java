package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apga.JavaProcess;
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
    ProcessBuilder builder =
        JavaProcess.of(List.of("-Xmx512m"), List.of(InstructionSetProbe.class.getName()))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("DNNL_MAX_CPU_ISA", mostInstructions);
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
