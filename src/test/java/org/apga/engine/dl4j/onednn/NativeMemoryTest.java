package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apga.engine.dl4j.nodes.UnknownVertexException;
import org.apga.engine.dl4j.onednn.Net.With;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory outside the Java heap, as Linux counts it. */
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
  private static final int SIDE = 32;

  private final Twins twins =
      new Twins(
          new Shape(1, 3, SIDE, SIDE),
          1,
          (net, image) -> {
            String first = net.convolution(image, 16, 3, 1, 1, With.BIAS);
            String x = net.convolution(net.relu(net.norm(first)), 16, 3, 1, 1, With.BIAS);
            return net.head(net.relu(net.norm(x)), 2);
          });

  /** Batches of five sizes, each trained on and evaluated: more plans than are kept. */
  private void use(CompiledGraph graph) {
    for (int count = 4; count <= 20; count += 4) {
      float[] images = new float[count * 3 * SIDE * SIDE];
      graph.train(count, images, InputGradient.WANTED).backward(new float[count * 2]);
      graph.evaluate(count, images, Set.of());
    }
  }

  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }

  /** A network here works in 12 MB: a tenth of them that stayed would show. */
  @Test
  void aClosedGraphGivesItsMemoryBack() throws UnknownVertexException, IOException {
    long before = 0;
    for (int i = 0; i < 40; i++) {
      if (i == 5) {
        // oneDNN keeps the code that it made for these shapes; the JVM has grown what it needs.
        before = residentMegabytes();
      }
      try (CompiledGraph graph = twins.compile(16)) {
        use(graph);
      }
    }
    assertThat(residentMegabytes() - before).isLessThan(40);
  }

  @Test
  void plansThatAreLetGoOfGiveTheirMemoryBack() throws UnknownVertexException, IOException {
    try (CompiledGraph graph = twins.compile(16)) {
      long before = 0;
      for (int i = 0; i < 60; i++) {
        if (i == 20) {
          before = residentMegabytes();
        }
        use(graph);
      }
      assertThat(residentMegabytes() - before).isLessThan(80);
    }
  }
}
