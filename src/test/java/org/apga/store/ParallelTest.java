package org.apga.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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
              try {
                all.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return true;
            });

    assertThat(met).containsExactly(true, true, true);
  }

  @Test
  void whatIsUnderWayHasEndedWhenAFailureIsTold() {
    AtomicInteger working = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(3);

    assertThatThrownBy(
            () ->
                Parallel.map(
                    4,
                    List.of(0, 1, 2, 3),
                    thing -> {
                      try {
                        if (thing == 0) {
                          begun.await();
                          throw new IOException("gone");
                        }
                        working.incrementAndGet();
                        begun.countDown();
                        new CountDownLatch(1).await();
                        return thing;
                      } catch (InterruptedException e) {
                        // As a writer closes its file.
                        Thread.yield();
                        working.decrementAndGet();
                        throw new IOException(e);
                      }
                    }))
        .hasMessage("gone");
    assertThat(working).hasValue(0);
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
  void nothingIsNothing() throws IOException {
    assertThat(Parallel.map(4, List.of(), thing -> thing)).isEmpty();
  }
}
