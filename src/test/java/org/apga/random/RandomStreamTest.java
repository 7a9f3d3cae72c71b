package org.apga.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apga.metrics.Summary;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  @Test
  void bitsAreSplitMix64s() {
    // The reference implementation's first outputs for seed 1234567 (Vigna, splitmix64.c).
    RandomStream random = new RandomStream(1234567);

    assertThat(List.of(random.nextLong(), random.nextLong(), random.nextLong()))
        .containsExactly(
            6457827717110365317L,
            3203168211198807973L,
            Long.parseUnsignedLong("9817491932198370423"));
  }

  @Test
  void namesAreHashedByFnv1a() {
    assertThat(RandomStream.hash("")).isEqualTo(0xcbf29ce484222325L);
    assertThat(RandomStream.hash("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(RandomStream.hash("foobar")).isEqualTo(0x85944171f73967e8L);
  }

  @Test
  void noTwoPurposesSeedsOrIndicesShareAStream() {
    Set<Long> firsts = new HashSet<>();
    int streams = 0;
    for (Purpose purpose : Purpose.values()) {
      for (long seed = -3; seed < 50; seed++) {
        firsts.add(RandomStream.of(seed, purpose).nextLong());
        firsts.add(RandomStream.of(seed, purpose, 0, 0).nextLong());
        streams += 2;
        for (long index = 0; index < 50; index++) {
          firsts.add(RandomStream.of(seed, purpose, index).nextLong());
          streams++;
        }
      }
    }

    assertThat(firsts).hasSize(streams);
  }

  @Test
  void theSameSeedAndPurposeGiveTheSameNumbers() {
    assertThat(RandomStream.of(7, Purpose.ORDER, 3).permutation(100))
        .isEqualTo(RandomStream.of(7, Purpose.ORDER, 3).permutation(100));
  }

  @Test
  void uniformNumbersFillTheirRange() {
    RandomStream random = new RandomStream(1);
    double[] drawn = IntStream.range(0, 20000).mapToDouble(i -> random.nextDouble(-1, 3)).toArray();

    assertThat(Arrays.stream(drawn)).allMatch(x -> -1 <= x && x < 3);
    // A uniform number's deviation is its range over the root of 12.
    assertThat(Summary.of(drawn).mean()).isCloseTo(1, Offset.offset(0.03));
    assertThat(Summary.of(drawn).sd()).isCloseTo(4 / Math.sqrt(12), Offset.offset(0.03));
  }

  @Test
  void integersAreEvenBelowTheirBound() {
    RandomStream random = new RandomStream(1);
    int[] counts = new int[6];
    for (int i = 0; i < 60000; i++) {
      counts[random.nextInt(6)]++;
    }

    // Five standard deviations, each the root of 60000 x 1/6 x 5/6.
    assertThat(Arrays.stream(counts).boxed()).allMatch(n -> Math.abs(n - 10000) < 457);
    assertThat(new RandomStream(1).nextInt(1)).isZero();
  }

  @Test
  void anIntegerBelowNothingIsRefused() {
    assertThatThrownBy(() -> new RandomStream(1).nextInt(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot draw an integer below 0: the bound must be positive.");
  }

  @Test
  void normalNumbersAreStandard() {
    RandomStream random = new RandomStream(1);
    double[] drawn = IntStream.range(0, 20000).mapToDouble(i -> random.nextGaussian()).toArray();

    assertThat(Summary.of(drawn).mean()).isCloseTo(0, Offset.offset(0.03));
    assertThat(Summary.of(drawn).sd()).isCloseTo(1, Offset.offset(0.03));
    double beyondTwo = Arrays.stream(drawn).filter(x -> Math.abs(x) > 2).count() / 20000.0;
    assertThat(beyondTwo).isCloseTo(0.0455, Offset.offset(0.006));
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    RandomStream random = new RandomStream(1);
    for (int count : List.of(0, 1, 2, 100)) {
      int[] sorted = random.permutation(count);
      Arrays.sort(sorted);
      assertThat(sorted).isEqualTo(IntStream.range(0, count).toArray());
    }
  }

  @Test
  void everyOrderOfThreeIsAsLikely() {
    RandomStream random = new RandomStream(1);
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      drawn.add(Arrays.toString(random.permutation(3)));
    }

    Set<String> orders = new HashSet<>(drawn);
    assertThat(orders).hasSize(6);
    assertThat(orders)
        .allMatch(order -> Math.abs(drawn.stream().filter(order::equals).count() - 1000) < 145);
  }

  @Test
  void aStreamThatIsSkippedGoesOnWhereAnotherIs() {
    RandomStream one = RandomStream.of(7, Purpose.CUTOUT, 3);
    one.permutation(100);
    one.nextDouble(2, 5);
    RandomStream other = RandomStream.of(7, Purpose.CUTOUT, 3);
    other.skip(one.position());

    assertThat(other.position()).isEqualTo(100);
    assertThat(other.nextLong()).isEqualTo(one.nextLong());
  }
}
