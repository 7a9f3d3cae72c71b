package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunNamesTest {
  @Test
  void aNameBeginsWithTheTimeItWasGivenAt() {
    Instant now = Instant.parse("2026-01-02T03:04:05.678Z");

    String name = RunNames.of(now, "1a2b3c4d");

    assertThat(name).isEqualTo("20260102-030405-1a2b3c4d");
    assertThat(RunNames.started(name)).contains(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void aNameWithoutATimeHasNone() {
    assertThat(RunNames.started("evaluation-hips-1a2b3c4d")).isEmpty();
    assertThat(RunNames.started("20261302-030405-1a2b3c4d")).isEmpty();
    assertThat(RunNames.started("short")).isEmpty();
  }
}
