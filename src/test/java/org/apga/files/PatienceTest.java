package org.apga.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private final List<String> told = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private int calls;

  /** Notes how long it would sleep. */
  private Patience of(Duration most) {
    return new Patience(most, told::add, pauses::add);
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

    List<Integer> steps = List.of(1, 2, 4, 8, 16, 30, 30, 30);
    assertThat(pauses).hasSameSizeAs(steps);
    for (int i = 0; i < steps.size(); i++) {
      Duration step = Duration.ofSeconds(steps.get(i));
      assertThat(pauses.get(i)).isBetween(step.dividedBy(2), step.multipliedBy(3).dividedBy(2));
    }
    assertThat(told)
        .containsExactly(
            "Cannot store its results: No space left on device. Trying for 10 minutes.");
  }

  @Test
  void anotherReasonIsToldOfToo() throws Exception {
    Iterator<String> reasons =
        List.of("No space left on device", "Connection refused", "Connection refused").iterator();

    of(Duration.ofMinutes(10))
        .obtain(
            "read it",
            () -> {
              if (reasons.hasNext()) {
                throw new IOException(reasons.next());
              }
              return "done";
            });

    assertThat(told)
        .containsExactly(
            "Cannot read it: No space left on device. Trying for 10 minutes.",
            "Cannot read it: Connection refused. Trying for 10 minutes.");
  }

  @Test
  void twoThatLoseTheSameFileSystemDoNotComeBackTogether() throws Exception {
    IOException silent = new IOException("Connection refused");
    of(Duration.ofMinutes(10)).obtain("read it", () -> answer(8, silent));
    List<Duration> first = List.copyOf(pauses);
    pauses.clear();
    calls = 0;

    of(Duration.ofMinutes(10)).obtain("read it", () -> answer(8, silent));

    assertThat(pauses).hasSameSizeAs(first).doesNotContainAnyElementsOf(first);
  }

  @Test
  void patienceEnds() {
    IOException full = new IOException("No space left on device");
    Patience brief =
        new Patience(
            Duration.ofMillis(20),
            told::add,
            pause -> {
              pauses.add(pause);
              Thread.sleep(pause.toMillis());
            });

    assertThatThrownBy(() -> brief.obtain("store its results", () -> answer(9999, full)))
        .isInstanceOf(IOException.class)
        .hasCause(full)
        .hasMessage(
            "Cannot store its results: No space left on device. Tried %d times in 0 minutes. Check"
                + " the file system and run the same command again.",
            pauses.size() + 1);
  }

  @Test
  void whatWaitingDoesNotMendIsNotWaitedFor() {
    assertThatThrownBy(
            () ->
                of(Duration.ofMinutes(10))
                    .obtain(
                        "read it",
                        () -> answer(9, new AccessControlException("Permission denied: user=me"))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot read it: Permission denied: user=me. Check the file system and run the same"
                + " command again.");
    assertThat(calls).isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void aTimeOutIsWaitedForAndAnInterruptIsNot() throws Exception {
    of(Duration.ofMinutes(1))
        .obtain("read it", () -> answer(1, new SocketTimeoutException("Read timed out")));
    calls = 0;

    assertThatThrownBy(
            () ->
                of(Duration.ofMinutes(1))
                    .obtain("read it", () -> answer(1, new ClosedByInterruptException())))
        .isInstanceOf(InterruptedException.class);
    assertThat(calls).isEqualTo(1);
  }

  @Test
  void ofManyFilesThatAreReadAlikeTheFirstWaitAloneIsToldOf() throws Exception {
    Patience once = of(Duration.ofMinutes(1)).tellingOnce();
    for (int i = 1; i <= 3; i++) {
      calls = 0;
      once.obtain("read " + i + ".png", () -> answer(1, new IOException("Slow down")));
    }

    assertThat(told).containsExactly("Cannot read 1.png: Slow down. Trying for 1 minutes.");
  }

  @Test
  void withoutPatienceOneTryIsMade() {
    assertThatThrownBy(
            () ->
                of(Duration.ZERO)
                    .obtain("store its results", () -> answer(9, new IOException("Gone.\nTrace"))))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot store its results: Gone. Check the file system and run the same command again.");
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
