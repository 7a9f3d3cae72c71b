package org.apga.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apga.config.GridConfig.Norms;
import org.apga.data.Batches;
import org.apga.data.ImageSet;
import org.apga.engine.Batch;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * The training images over which statistics of batch norms are gathered ({@code norms.evaluation =
 * gathered}): one draw per trial, not augmented, in whole batches; the images after the last whole
 * batch are omitted. Each iteration builds the batches anew.
 */
public final class Gathering implements Iterable<Batch> {
  private final ImageSet images;
  private final List<int[]> order = new ArrayList<>();

  private Gathering(ImageSet images, int count, int batchSize, long seed) {
    this.images = images;
    int[] drawn = RandomStream.of(seed, Purpose.GATHERING).permutation(images.size());
    int used = Math.min(count, drawn.length);
    int whole = Math.min(batchSize, used);
    for (int from = 0; from + whole <= used; from += whole) {
      order.add(Arrays.copyOfRange(drawn, from, from + whole));
    }
  }

  /** The draw of a trial; null if its norms keep the statistics of training. */
  public static @Nullable Gathering of(Norms norms, Batches train) {
    return norms.evaluation() == Norms.Evaluation.GATHERED
        ? new Gathering(train.images(), norms.gatheredImages(), train.batchSize(), train.seed())
        : null;
  }

  @Override
  public Iterator<Batch> iterator() {
    return order.stream().map(images::batch).iterator();
  }
}
