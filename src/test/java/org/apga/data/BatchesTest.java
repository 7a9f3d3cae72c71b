package org.apga.data;

import static org.apga.data.TestData.example;
import static org.apga.data.TestData.images;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apga.engine.Batch;
import org.junit.jupiter.api.Test;

class BatchesTest {

  private static ImageSet set(int size) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      examples.add(example("elbow", "p" + i, i % 2, Split.TRAIN, i));
    }
    return ImageSet.of(images(examples, IntStream.range(0, size).toArray()), e -> true);
  }

  private static List<Integer> sizes(int images, int batchSize) {
    return new Batches(set(images), batchSize, 1).order(0).stream().map(b -> b.length).toList();
  }

  @Test
  void anEpochHoldsEveryImageOnce() {
    int[] seen =
        new Batches(set(23), 5, 1)
            .order(3).stream().flatMapToInt(Arrays::stream).sorted().toArray();

    assertThat(seen).isEqualTo(IntStream.range(0, 23).toArray());
  }

  @Test
  void theLastBatchMayBeSmallerButNeverOneImage() {
    assertThat(sizes(23, 5)).containsExactly(5, 5, 5, 5, 3);
    assertThat(sizes(20, 5)).containsExactly(5, 5, 5, 5);
    assertThat(sizes(21, 5)).containsExactly(5, 5, 5, 6);
    assertThat(sizes(6, 5)).containsExactly(6);
    assertThat(sizes(3, 5)).containsExactly(3);
    assertThat(sizes(0, 5)).isEmpty();
    assertThat(new Batches(set(21), 5, 1).count()).isEqualTo(4);
  }

  @Test
  void batchesOfOneAreLeftAlone() {
    assertThat(sizes(3, 1)).containsExactly(1, 1, 1);
  }

  @Test
  void eachEpochAndEachSeedHasItsOwnOrder() {
    Batches batches = new Batches(set(30), 30, 1);

    assertThat(batches.order(0).get(0)).isNotEqualTo(batches.order(1).get(0));
    assertThat(batches.order(0).get(0)).isNotEqualTo(new Batches(set(30), 30, 2).order(0).get(0));
    assertThat(batches.order(7).get(0)).isEqualTo(new Batches(set(30), 30, 1).order(7).get(0));
  }

  @Test
  void pixelsAreGreyLevelsOver255WithTheirLabels() {
    Batch batch = set(256).batch(255, 51, 0);

    assertThat(batch.pixels()).containsExactly(1.0, 0.2, 0.0);
    assertThat(batch.labels()).containsExactly(1, 1, 0);
  }

  @Test
  void theBatchesOfAnEpochFollowItsOrder() {
    Batches batches = new Batches(set(7), 3, 9);
    List<Double> levels = new ArrayList<>();
    for (Batch batch : batches.epoch(2, 0)) {
      Arrays.stream(batch.pixels()).map(p -> Math.rint(p * 255)).forEach(levels::add);
    }

    assertThat(levels)
        .isEqualTo(
            batches.order(2).stream()
                .flatMapToInt(Arrays::stream)
                .mapToObj(i -> (double) i)
                .toList());
  }

  @Test
  void anEpochEndsAndCanBeReadAgain() {
    Iterable<Batch> epoch = new Batches(set(4), 2, 9).epoch(0, 0);
    Iterator<Batch> batches = epoch.iterator();
    batches.next();
    batches.next();

    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    assertThat(epoch).hasSize(2);
  }

  @Test
  void evaluationKeepsTheOrderAndTheLastSingleImage() {
    List<Integer> sizes = new ArrayList<>();
    List<Double> pixels = new ArrayList<>();
    for (Batch batch : set(7).batches(3)) {
      sizes.add(batch.images());
      Arrays.stream(batch.pixels()).forEach(pixels::add);
    }

    assertThat(sizes).containsExactly(3, 3, 1);
    assertThat(pixels).isSorted();
  }

  @Test
  void aBatchOfNothingIsRefused() {
    assertThatThrownBy(() -> new Batches(set(2), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make batches of 0 images: a batch has at least one.");
  }

  @Test
  void anEpochGoesOnAfterTheBatchesThatAreDone() {
    Batches batches = new Batches(set(8), 3, 9);
    List<double[]> all = new ArrayList<>();
    batches.epoch(2, 0).forEach(batch -> all.add(batch.pixels()));
    List<double[]> rest = new ArrayList<>();
    batches.epoch(2, 2).forEach(batch -> rest.add(batch.pixels()));

    assertThat(all).hasSize(3);
    assertThat(rest).hasSize(1);
    assertThat(rest.get(0)).isEqualTo(all.get(2));
    assertThat(batches.epoch(2, 3)).isEmpty();
  }
}
