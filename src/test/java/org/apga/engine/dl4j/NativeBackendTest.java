package org.apga.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.NetworkState;
import org.apga.engine.Precision;
import org.apga.engine.Samples;
import org.apga.verify.ParityRule;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeBackendTest {
  private static final List<String> AVX2 =
      List.of("processor : 0", "flags\t\t: fpu sse2 fma avx avx2", "");

  @Test
  void aLinuxMachineWithAvx2GetsTheBuildForIt() {
    assertThat(NativeBackend.extension("Linux", "amd64", AVX2)).isEqualTo("-onednn-avx2");
  }

  @Test
  void withoutAvx2OrFmaTheGenericBuildIsTaken() {
    assertThat(NativeBackend.extension("Linux", "amd64", List.of("flags : avx avx2")))
        .isEqualTo("-onednn");
    assertThat(NativeBackend.extension("Linux", "amd64", List.of("flags : avx fma")))
        .isEqualTo("-onednn");
  }

  @Test
  void whereTheCpuCanNotBeReadTheGenericBuildIsTaken() {
    assertThat(NativeBackend.extension("Linux", "amd64", List.of())).isEqualTo("-onednn");
    assertThat(NativeBackend.extension("Linux", "aarch64", AVX2)).isEqualTo("-onednn");
    assertThat(NativeBackend.extension("Windows 11", "amd64", AVX2)).isEqualTo("-onednn");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void onlyTheChosenBuildIsLoaded() throws IOException {
    open().close();
    Set<String> loaded =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.endsWith("/libnd4jcpu.so"))
            .map(line -> line.split("/"))
            .map(parts -> parts[parts.length - 2])
            .collect(Collectors.toSet());
    assertThat(loaded).containsExactly("linux-x86_64-" + NativeBackend.instructionSet());
  }

  @Test
  void convolutionsAndBatchNormsGoThroughOneDnn() {
    try (TrainedGraph network = open()) {
      ComputationGraph graph = network.graph;
      assertThat(((ConvolutionLayer) graph.getLayer("features.conv0")).getHelper())
          .isInstanceOf(MKLDNNConvHelper.class);
      assertThat(graph.getLayer("features.norm0").getHelper())
          .isInstanceOf(MKLDNNBatchNormHelper.class);
    }
  }

  private static TrainedGraph open() {
    Dl4jEngine engine =
        new Dl4jEngine(new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1), 0);
    NetworkState state = ParityRule.weights(Samples.CLASSIFIER.parameters(), "classifier.", 1);
    return new Dl4jClassifier(
        engine, Samples.CLASSIFIER, ClassifierSteps.plain(Samples.ADAM), state);
  }
}
