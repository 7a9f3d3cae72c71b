package org.apga.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.UNetSpec;
import org.junit.jupiter.api.Test;

class BenchNetworksTest {
  @Test
  void smallNetworksAreTheDemos() {
    GridConfig demo = ConfigReader.read(new File("conf/demo.conf"), List.of());
    GridConfig small = BenchNetworks.config("small", "sound", 64, List.of());

    assertThat(small.classifier()).isEqualTo(demo.classifier());
    assertThat(small.policy()).isEqualTo(demo.policy());
  }

  @Test
  void theOthersArePublishedOnesWithTheDefaultsOfReferenceConf() {
    GridConfig config = BenchNetworks.config("densenet169", "sound", 224, List.of());

    assertThat(config.classifier()).isEqualTo(DenseNetSpec.ofDepth(169, 224));
    assertThat(config.policy()).isEqualTo(new UNetSpec(224, 32));
    assertThat(config.profile()).isEqualTo("sound");
    assertThat(config.classifierAdam().learningRate()).isEqualTo(1e-5);
  }

  @Test
  void everyNameIsANetworkAsWideAsTorchvisions() {
    assertThat(
            BenchNetworks.names().stream()
                .map(n -> BenchNetworks.config(n, "strong", 32, List.of()).classifier()))
        .extracting(DenseNetSpec::features)
        .containsExactly(1024, 2208, 1664, 1920, 32);
  }
}
