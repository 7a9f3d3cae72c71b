package org.apga.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  private static final List<Integer> NUMBERS = IntStream.range(0, 100).boxed().toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 200})
  void resultsComeInTheOrderOfTheThings(int threads) throws IOException {
    assertThat(Parallel.map(threads, NUMBERS, number -> number * 2))
        .isEqualTo(NUMBERS.stream().map(number -> number * 2).toList());
  }

  @Test
  void severalAreUnderWayAtOnce() throws IOException {
    CountDownLatch all = new CountDownLatch(3);

    List<Boolean> met =
        Parallel.map(
            3,
            List.of(1, 2, 3),
            number -> {
              all.countDown();
              await(all);
              return true;
            });

    assertThat(met).containsExactly(true, true, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theFirstFailureIsThrownAsItIs(int threads) {
    assertThatThrownBy(
            () ->
                Parallel.map(
                    threads,
                    NUMBERS,
                    number -> {
                      if (number % 10 == 7) {
                        throw new IOException("Cannot read " + number + ".");
                      }
                      return number;
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read 7.");
    assertThatThrownBy(
            () ->
                Parallel.map(
                    threads,
                    NUMBERS,
                    number -> {
                      throw new IllegalStateException("A bug.");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("A bug.");
  }

  @Test
  void nothingIsUnderWayAnyMoreWhenAFailureIsThrown() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();

    assertThatThrownBy(
            () ->
                Parallel.map(
                    2,
                    List.of(1, 2),
                    number -> {
                      if (number == 2) {
                        begun.countDown();
                        lastUntilInterruptedAndSomeMore();
                        over.set(true);
                        return number;
                      }
                      await(begun);
                      throw new IOException("Cannot read 1.");
                    }))
        .hasMessage("Cannot read 1.");

    assertThat(over).isTrue();
  }

  private static void lastUntilInterruptedAndSomeMore() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void nothingIsNothing() throws IOException {
    assertThat(Parallel.map(4, List.of(), thing -> thing)).isEmpty();
  }
}
