package org.apga.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final List<String> told = new ArrayList<>();
  private final List<Long> pauses = new ArrayList<>();
  private long nanos;
  private int calls;

  private Patience of(Duration most) {
    return new Patience(
        most,
        told::add,
        () -> nanos,
        pause -> {
          pauses.add(pause.toSeconds());
          nanos += pause.toNanos();
        });
  }

  private String answer(int after, Exception failure) throws IOException {
    calls++;
    if (calls <= after) {
      if (failure instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw (IOException) failure;
    }
    return "done";
  }

  @Test
  void whatSucceedsIsDoneOnce() throws Exception {
    assertThat(of(Duration.ofMinutes(10)).obtain("read it", () -> answer(0, new IOException())))
        .isEqualTo("done");

    assertThat(calls).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void whatFailsIsTriedAgainAfterLongerAndLongerPausesAndToldOfOnce() throws Exception {
    IOException full = new IOException("No space left on device");

    assertThat(of(Duration.ofMinutes(10)).obtain("store its results", () -> answer(8, full)))
        .isEqualTo("done");

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(told)
        .containsExactly(
            "Cannot store its results: No space left on device. Trying for 10 minutes.");
  }

  @Test
  void patienceEnds() {
    IOException full = new IOException("No space left on device");

    assertThatThrownBy(
            () -> of(Duration.ofSeconds(90)).obtain("store its results", () -> answer(99, full)))
        .isInstanceOf(IOException.class)
        .hasCause(full)
        .hasMessage(
            "Cannot store its results: No space left on device. Tried 8 times in 1.5 minutes. See to"
                + " the file system and run the same command again.");
    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 29L);
  }

  @Test
  void withoutPatienceOneTryIsMade() {
    assertThatThrownBy(
            () ->
                of(Duration.ZERO)
                    .perform("store its results", () -> answer(9, new IOException("Gone.\nTrace"))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot store its results: Gone. See to the file system and run the same command again.");
    assertThat(calls).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void whatWrapsAFailureOfTheFileSystemIsLookedThrough() throws Exception {
    IOException refused = new IOException("Connection refused");

    of(Duration.ofMinutes(1))
        .obtain("read it", () -> answer(1, new StoreException("Cannot read x: y.", refused)));
    calls = 0;
    of(Duration.ofMinutes(1)).obtain("read it", () -> answer(1, new UncheckedIOException(refused)));

    assertThat(told)
        .containsOnly("Cannot read it: Connection refused. Trying for 1 minutes.")
        .hasSize(2);
  }

  @Test
  void otherErrorsAreNotWaitedFor() {
    assertThatThrownBy(
            () ->
                of(Duration.ofMinutes(1))
                    .obtain("read it", () -> answer(1, new IllegalStateException("A bug."))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(calls).isEqualTo(1);
  }
}
