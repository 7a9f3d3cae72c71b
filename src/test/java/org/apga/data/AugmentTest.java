package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apga.engine.Batch;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentTest {
  private static final int SIDE = 32;
  private static final int AREA = SIDE * SIDE;
  private static final long SEED = 9;
  private static final Augment EVERYTHING = new Augment(0.5, 30, 0.2, 0.3, 0.4, 0.9);

  /** Images of noise. */
  private static ImageSet set(int size) {
    RandomStream noise = RandomStream.of(1, Purpose.BENCHMARK);
    return new ImageSet(
        SIDE,
        IntStream.range(0, size)
            .mapToObj(i -> TestData.example("elbow", "p" + i, i % 2, Split.TRAIN, i))
            .toList(),
        Stream.generate(
                () -> {
                  byte[] levels = new byte[AREA];
                  for (int p = 0; p < AREA; p++) {
                    levels[p] = (byte) noise.nextInt(256);
                  }
                  return levels;
                })
            .limit(size)
            .toList());
  }

  /** What an epoch shows of each image, by its index, but for the first {@code done} batches. */
  private static Map<Integer, double[]> shown(Batches batches, int epoch, int done) {
    Map<Integer, double[]> shown = new TreeMap<>();
    List<int[]> order = batches.order(epoch);
    int b = done;
    for (Batch batch : batches.epoch(epoch, done)) {
      for (int i = 0; i < batch.images(); i++) {
        shown.put(order.get(b)[i], Arrays.copyOfRange(batch.pixels(), i * AREA, (i + 1) * AREA));
      }
      b++;
    }
    return shown;
  }

  private static Batches batches(int batchSize, long seed, Augment augment) {
    return new Batches(set(11), batchSize, seed, augment);
  }

  @Test
  void anImageIsAlteredTheSameWhateverItsBatchIsAndWhereverAnEpochIsResumed() {
    Map<Integer, double[]> whole = shown(batches(3, SEED, EVERYTHING), 2, 0);
    Map<Integer, double[]> larger = shown(batches(7, SEED, EVERYTHING), 2, 0);
    Map<Integer, double[]> rest = shown(batches(3, SEED, EVERYTHING), 2, 2);

    assertThat(whole).hasSize(11);
    assertThat(rest).hasSize(5);
    whole.forEach((image, pixels) -> assertThat(larger.get(image)).isEqualTo(pixels));
    rest.forEach((image, pixels) -> assertThat(whole.get(image)).isEqualTo(pixels));
  }

  @Test
  void threadsOfThePoolGiveWhatOneThreadGives() {
    ImageSet set = set(11);
    shown(batches(4, SEED, EVERYTHING), 3, 0)
        .forEach(
            (image, pixels) -> {
              double[] alone = set.batch(image).pixels();
              EVERYTHING
                  .draw(RandomStream.of(SEED, Purpose.AUGMENTATION, 3, image))
                  .alter(alone, 0, SIDE);
              assertThat(pixels).isEqualTo(alone);
            });
  }

  @Test
  void anotherEpochSeedOrImageIsAlteredOtherwise() {
    Augment turned = new Augment(0, 30, 0, 0, 0, 1);
    double[] one = shown(batches(4, SEED, turned), 1, 0).get(5);

    assertThat(shown(batches(4, SEED, turned), 2, 0).get(5)).isNotEqualTo(one);
    assertThat(shown(batches(4, SEED + 1, turned), 1, 0).get(5)).isNotEqualTo(one);
    assertThat(IntStream.range(0, 11).mapToObj(i -> drawn(turned, i)).distinct()).hasSize(11);
  }

  private static Alteration drawn(Augment augment, int image) {
    return augment.draw(RandomStream.of(SEED, Purpose.AUGMENTATION, 1, image));
  }

  private static List<Augment> neutral() {
    return List.of(
        Augment.NONE, new Augment(0, 0, 0, 0, 0, 1), new Augment(0.5, 30, 0.2, 0.3, 0.4, 0));
  }

  @ParameterizedTest
  @MethodSource("neutral")
  void neutralSettingsGiveTheVeryBatchesOfTheImagesAsTheyAre(Augment neutral) {
    ImageSet set = set(11);

    assertThat(neutral.changesImages()).isFalse();
    assertThat(drawn(neutral, 4)).isEqualTo(Alteration.NONE);
    shown(new Batches(set, 4, SEED, neutral), 1, 0)
        .forEach((image, pixels) -> assertThat(pixels).isEqualTo(set.batch(image).pixels()));
  }

  @Test
  void theSetItselfKeepsItsImagesForWhoEvaluatesThem() {
    ImageSet set = set(11);
    Batch before = set.batch(4);

    Map<Integer, double[]> shown = shown(new Batches(set, 4, SEED, EVERYTHING), 1, 0);

    assertThat(shown.get(4)).isNotEqualTo(before.pixels());
    assertThat(set.batch(4).pixels()).isEqualTo(before.pixels());
  }

  @Test
  void eachDrawIsUniformInItsRange() {
    List<Alteration> drawn =
        IntStream.range(0, 10_000).mapToObj(image -> drawn(EVERYTHING, image)).toList();
    List<Alteration> altered = drawn.stream().filter(a -> !a.equals(Alteration.NONE)).toList();

    assertThat(altered.size() / 10_000.0).isCloseTo(0.9, within(0.01));
    assertThat(share(altered, Alteration::mirrored)).isCloseTo(0.5, within(0.02));
    // A quarter of a range on each side of its middle holds half of the draws.
    assertThat(altered).allMatch(a -> Math.abs(a.degrees()) <= 30);
    assertThat(share(altered, a -> Math.abs(a.degrees()) < 15)).isCloseTo(0.5, within(0.02));
    assertThat(altered).allMatch(a -> Math.abs(a.scale() - 1) <= 0.2);
    assertThat(share(altered, a -> Math.abs(a.scale() - 1) < 0.1)).isCloseTo(0.5, within(0.02));
    assertThat(altered).allMatch(a -> Math.abs(a.brightness() - 1) <= 0.3);
    assertThat(share(altered, a -> Math.abs(a.brightness() - 1) < 0.15))
        .isCloseTo(0.5, within(0.02));
    assertThat(altered).allMatch(a -> Math.abs(a.contrast() - 1) <= 0.4);
    assertThat(share(altered, a -> Math.abs(a.contrast() - 1) < 0.2)).isCloseTo(0.5, within(0.02));
  }

  private static double share(List<Alteration> of, Predicate<Alteration> which) {
    return (double) of.stream().filter(which).count() / of.size();
  }

  @Test
  void anotherValueOfOneSettingLeavesTheDrawsOfTheOthers() {
    Augment twice = new Augment(0.5, 60, 0.2, 0.3, 0.4, 0.9);
    for (int image = 0; image < 100; image++) {
      Alteration once = drawn(EVERYTHING, image);
      assertThat(drawn(twice, image))
          .isEqualTo(
              new Alteration(
                  once.mirrored(),
                  2 * once.degrees(),
                  once.scale(),
                  once.brightness(),
                  once.contrast()));
    }
  }
}
