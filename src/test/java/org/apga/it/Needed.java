package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** What a test needs of the machine. */
final class Needed {
  private Needed() {}

  /** It. Where it is not there, the test is skipped, which it says; in CI it fails. */
  static <T> T orSkip(Optional<T> found, String hint) {
    if (System.getenv("CI") != null) {
      assertThat(found).as(hint).isPresent();
    }
    if (found.isEmpty()) {
      System.err.println("Skipped: " + hint);
    }
    assumeTrue(found.isPresent(), hint);
    return found.orElseThrow();
  }
}
