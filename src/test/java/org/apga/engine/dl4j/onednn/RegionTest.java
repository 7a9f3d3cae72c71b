package org.apga.engine.dl4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {
  /** A region that is needed from one call to another. */
  private record Interval(Region region, int first, int last) {
    static Interval of(long bytes, int first, int last) {
      Region region = new Region(bytes);
      region.touch(last);
      region.touch(first);
      return new Interval(region, first, last);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsNeededAtTheSameTimeLiesApart(long seed) {
    RandomStream random = new RandomStream(seed);
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(100);
      intervals.add(
          Interval.of(1 + random.nextInt(5000), first, first + random.nextInt(100 - first)));
    }

    long total = place(intervals);

    for (Interval one : intervals) {
      assertThat(one.region().offset()).isNotNegative();
      assertThat(one.region().offset() % Region.ALIGNMENT).isZero();
      assertThat(one.region().offset() + one.region().bytes()).isLessThanOrEqualTo(total);
      for (Interval other : intervals) {
        if (one != other && one.first() <= other.last() && other.first() <= one.last()) {
          assertThat(
                  one.region().offset() + one.region().bytes() <= other.region().offset()
                      || other.region().offset() + other.region().bytes() <= one.region().offset())
              .as("%s and %s", one, other)
              .isTrue();
        }
      }
    }
    assertThat(total).isBetween(atOnce(intervals), 2 * atOnce(intervals));
  }

  /** Activations are needed from their forward call to their backward call, so they nest. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nestedRegionsTakeNoMoreThanTheyNeedAtOnce(long seed) {
    RandomStream random = new RandomStream(seed);
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      intervals.add(Interval.of(1 + random.nextInt(5000), i, 200 - i));
    }

    assertThat(place(intervals)).isEqualTo(atOnce(intervals));
  }

  @Test
  void regionsOneAfterTheOtherShareTheirPlace() {
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      intervals.add(Interval.of(640 + 64L * i, 2 * i, 2 * i + 1));
    }

    assertThat(place(intervals)).isEqualTo(640 + 64L * 19);
  }

  @Test
  void aRegionThatIsNeededThroughoutStaysAlone() {
    List<Interval> intervals =
        List.of(Interval.of(100, 0, 9), Interval.of(64, 0, 4), Interval.of(64, 5, 9));

    assertThat(place(intervals)).isEqualTo(128 + 64);
    assertThat(intervals.get(1).region().offset()).isEqualTo(intervals.get(2).region().offset());
  }

  private static long place(List<Interval> intervals) {
    return Region.placeAll(intervals.stream().map(Interval::region).toList());
  }

  /** The most bytes that are needed at one time, in whole lines: no plan takes fewer. */
  private static long atOnce(List<Interval> intervals) {
    long most = 0;
    for (int t = 0; t <= 200; t++) {
      int now = t;
      most =
          Math.max(
              most,
              intervals.stream()
                  .filter(i -> i.first() <= now && now <= i.last())
                  .mapToLong(i -> (i.region().bytes() + 63) / 64 * 64)
                  .sum());
    }
    return most;
  }
}
