package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.security.AccessControlException;
import org.apga.config.ConfigException;
import org.apga.files.Patience;
import org.junit.jupiter.api.Test;

class FailureCauseTest {

  @Test
  void filesAndNetworksAreInfrastructureWhateverWrapsThem() {
    IOException reset = new IOException("Connection reset.");

    assertThat(FailureCause.of(reset)).isEqualTo(FailureCause.INFRASTRUCTURE);
    assertThat(FailureCause.of(new UncheckedIOException(reset)))
        .isEqualTo(FailureCause.INFRASTRUCTURE);
    assertThat(FailureCause.of(new CompletionException(new IllegalStateException(reset))))
        .isEqualTo(FailureCause.INFRASTRUCTURE);
  }

  @Test
  void whatPatienceGivesUpIsInfrastructureThoughItIsForGood() {
    assertThatThrownBy(
            () ->
                Patience.none()
                    .obtain(
                        "read the image a.png",
                        () -> {
                          throw new AccessControlException("Permission denied: user=me");
                        }))
        .satisfies(e -> assertThat(FailureCause.of(e)).isEqualTo(FailureCause.INFRASTRUCTURE));
  }

  @Test
  void memoryAndConfigurationSpeakForThemselves() {
    assertThat(FailureCause.of(new IllegalStateException(new OutOfMemoryError())))
        .isEqualTo(FailureCause.OUT_OF_MEMORY);
    assertThat(FailureCause.of(new ConfigException("a.conf", List.of())))
        .isEqualTo(FailureCause.CONFIG);
  }

  @Test
  void anythingElseIsABugOfOurs() {
    assertThat(FailureCause.of(new IllegalStateException("Index 3 of 2.")))
        .isEqualTo(FailureCause.BUG);
  }
}
