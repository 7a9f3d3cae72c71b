package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apga.config.ConfigException;
import org.apga.files.Patience;
import org.apga.store.AttemptName;
import org.apga.store.Commit;
import org.apga.store.LostResultException;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void aCommittedResultThatIsGoneIsNotWaitedForNorTriedElsewhere(@TempDir Path root) {
    ResultStore store = ResultStore.open(root.toString(), new Configuration(false));
    Commit commit =
        new Commit(
            "T",
            new AttemptName(1, ""),
            "elbow",
            "baseline",
            "full",
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());
    List<String> told = new ArrayList<>();

    assertThatThrownBy(
            () ->
                new Patience(Duration.ofMinutes(1), told::add)
                    .obtain("read it", () -> store.rows(commit, Tables.TRIALS)))
        .isInstanceOf(LostResultException.class)
        .extracting(FailureCause::of)
        .isEqualTo(FailureCause.DATA);
    assertThat(told).isEmpty();
  }

  @Test
  void anythingElseIsABugOfOurs() {
    assertThat(FailureCause.of(new IllegalStateException("Index 3 of 2.")))
        .isEqualTo(FailureCause.BUG);
  }
}
