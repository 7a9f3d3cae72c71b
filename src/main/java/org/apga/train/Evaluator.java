package org.apga.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apga.data.ImageSet;
import org.apga.engine.Batch;
import org.apga.engine.Masks;
import org.apga.method.Augmentation;
import org.apga.metrics.Probabilities;
import org.jspecify.annotations.Nullable;

/** Runs networks over a split in evaluation mode. Changes nothing. */
public final class Evaluator {
  private Evaluator() {}

  /** Receives each batch's masks, in the order of the images, while they exist. */
  @FunctionalInterface
  public interface MaskObserver {
    /**
     * @param first index of the batch's first image in its set
     */
    void seen(int first, Masks masks);
  }

  /** Predicts every image of {@code images}, {@code batchSize} at a time. */
  public static Evaluation evaluate(Networks networks, ImageSet images, int batchSize) {
    return evaluate(networks, images, batchSize, (first, masks) -> {});
  }

  /** The same, passing the masks to {@code observer}. */
  public static Evaluation evaluate(
      Networks networks, ImageSet images, int batchSize, MaskObserver observer) {
    List<Probabilities> plain = new ArrayList<>();
    List<Probabilities> augmented = new ArrayList<>();
    double @Nullable [] shares = networks.policy() == null ? null : new double[images.size()];
    int first = 0;
    for (Batch batch : images.batches(batchSize)) {
      double[] probabilities = networks.classifier().probabilities(batch);
      plain.addAll(ofEach(probabilities, batch.images()));
      if (networks.policy() != null && shares != null) {
        Masks masks = networks.policy().masks(batch);
        double[] both =
            Augmentation.probabilities(
                networks.classifier(), batch, masks, networks.fill(), probabilities);
        augmented.addAll(ofEach(both, batch.images()));
        for (int i = 0; i < batch.images(); i++) {
          shares[first + i] = masks.of(i).shareOverHalf();
        }
        observer.seen(first, masks);
      }
      first += batch.images();
    }
    return new Evaluation(images.examples(), plain, shares == null ? null : augmented, shares);
  }

  /**
   * A classifier's probabilities, image by image.
   *
   * @param all images x classes, row-major
   */
  public static List<Probabilities> ofEach(double[] all, int images) {
    int classes = all.length / images;
    return IntStream.range(0, images)
        .mapToObj(i -> Probabilities.of(Arrays.copyOfRange(all, i * classes, (i + 1) * classes)))
        .toList();
  }
}
