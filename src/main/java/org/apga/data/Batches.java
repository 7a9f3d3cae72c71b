package org.apga.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apga.engine.Batch;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * The batches of an epoch: all images of a set once, in that epoch's own random order.
 *
 * <p>The last batch may be smaller. A single image that is left over joins the batch before it,
 * which then has one image more than {@code batchSize}: batch normalisation has no variance to
 * divide by in the 1 x 1 maps of one image. (The published code would train on it alone.)
 *
 * @param batchSize at least 1; Cheng et al. 2019: 25
 * @param seed of the trial
 * @param augment how its images are changed
 */
public record Batches(ImageSet images, int batchSize, long seed, Augment augment) {
  /** Checks the size. */
  public Batches {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "Cannot make batches of " + batchSize + " images: a batch has at least one.");
    }
  }

  /** Batches of images as they are. */
  public Batches(ImageSet images, int batchSize, long seed) {
    this(images, batchSize, seed, Augment.NONE);
  }

  /** Number of batches, and so of steps, in an epoch. */
  public int count() {
    return ends(images.size(), batchSize).size();
  }

  /**
   * The batches of an epoch without the first {@code done}, which are not made. While one is in
   * use, a thread of the JVM's common pool makes the next; if images are augmented, the free
   * threads of the pool share the work.
   *
   * @param epoch from 0
   */
  public Iterable<Batch> epoch(int epoch, int done) {
    List<int[]> order = order(epoch);
    return () -> new OneAhead(indices -> batch(epoch, indices), order.listIterator(done));
  }

  private Batch batch(int epoch, int[] indices) {
    Batch batch = images.batch(indices);
    if (!augment.changesImages()) {
      return batch;
    }
    int side = images.imageSize();
    double[] pixels = batch.pixels();
    IntStream.range(0, indices.length)
        .parallel()
        .forEach(
            i ->
                augment
                    .draw(RandomStream.of(seed, Purpose.AUGMENTATION, epoch, indices[i]))
                    .alter(pixels, i * side * side, side));
    return new Batch(indices.length, side, side, pixels, batch.labels());
  }

  private static final class OneAhead implements Iterator<Batch> {
    private final Function<int[], Batch> maker;
    private final Iterator<int[]> order;
    private Optional<CompletableFuture<Batch>> next;

    OneAhead(Function<int[], Batch> maker, Iterator<int[]> order) {
      this.maker = maker;
      this.order = order;
      this.next = start();
    }

    private Optional<CompletableFuture<Batch>> start() {
      if (!order.hasNext()) {
        return Optional.empty();
      }
      int[] indices = order.next();
      return Optional.of(CompletableFuture.supplyAsync(() -> maker.apply(indices)));
    }

    @Override
    public boolean hasNext() {
      return next.isPresent();
    }

    @Override
    public Batch next() {
      Batch batch = next.orElseThrow().join();
      next = start();
      return batch;
    }
  }

  /** Which images each batch of an epoch holds: indices into the set. */
  public List<int[]> order(int epoch) {
    int[] order = RandomStream.of(seed, Purpose.ORDER, epoch).permutation(images.size());
    List<int[]> batches = new ArrayList<>();
    int from = 0;
    for (int end : ends(order.length, batchSize)) {
      batches.add(Arrays.copyOfRange(order, from, end));
      from = end;
    }
    return batches;
  }

  private static List<Integer> ends(int images, int batchSize) {
    List<Integer> ends = new ArrayList<>();
    for (int end = batchSize; end < images; end += batchSize) {
      ends.add(end);
    }
    boolean lastIsAlone =
        batchSize > 1 && !ends.isEmpty() && images - ends.get(ends.size() - 1) == 1;
    if (lastIsAlone) {
      ends.remove(ends.size() - 1);
    }
    if (images > 0) {
      ends.add(images);
    }
    return ends;
  }
}
