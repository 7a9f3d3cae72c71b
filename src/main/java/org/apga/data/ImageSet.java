package org.apga.data;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apga.engine.Batch;
import org.apga.engine.Normalisation;

/**
 * Images of one split, in a fixed order. Shares its pixels with {@link PartImages}.
 *
 * @param imageSize height and width of each image, pixels
 * @param examples what is known about each image
 * @param pixels of each image, as in {@link PartImages#pixels}
 */
public record ImageSet(int imageSize, List<Example> examples, List<byte[]> pixels) {
  private static final double WHITE = 255;

  /** Copies the lists. */
  public ImageSet {
    examples = List.copyOf(examples);
    pixels = List.copyOf(pixels);
  }

  /** The images of {@code images} that are {@code wanted}, in their order. */
  public static ImageSet of(PartImages images, Predicate<Example> wanted) {
    return new ImageSet(images.size(), images.examples(), images.pixels()).only(wanted);
  }

  /** The images that are {@code wanted}, in their order. */
  ImageSet only(Predicate<Example> wanted) {
    int[] indices = IntStream.range(0, size()).filter(i -> wanted.test(examples.get(i))).toArray();
    return new ImageSet(
        imageSize,
        IntStream.of(indices).mapToObj(examples::get).toList(),
        IntStream.of(indices).mapToObj(pixels::get).toList());
  }

  public int size() {
    return examples.size();
  }

  /** Label of each image, as in {@link Example#label}. */
  public int[] labels() {
    return examples.stream().mapToInt(Example::label).toArray();
  }

  /** Number of images with this label. */
  public int count(int label) {
    return (int) examples.stream().filter(e -> e.label() == label).count();
  }

  /** Mean and standard deviation of the grey levels of all pixels, summed without rounding. */
  public Normalisation normalisation() {
    long sum = 0;
    long squares = 0;
    long count = 0;
    for (byte[] levels : pixels) {
      for (byte level : levels) {
        int grey = level & 0xff;
        sum += grey;
        squares += (long) grey * grey;
      }
      count += levels.length;
    }
    double mean = (double) sum / count;
    double variance = (double) squares / count - mean * mean;
    if (!(variance > 0)) {
      throw new DataException(
          "Cannot normalise the training images by their own levels: all pixels have the same"
              + " level. Set data.normalise to none or imagenet.");
    }
    return Normalisation.of(mean / WHITE, Math.sqrt(variance) / WHITE);
  }

  /** The images at these indices, in their order; grey levels divided by 255. */
  public Batch batch(int... indices) {
    List<byte[]> levels = IntStream.of(indices).mapToObj(pixels::get).toList();
    int[] labels = IntStream.of(indices).map(i -> examples.get(i).label()).toArray();
    return new Batch(imageSize, imageSize, levels, labels);
  }

  /**
   * All images in order, for evaluation; each batch is made on demand.
   *
   * @param batchSize images per batch; the last may have fewer
   */
  public Iterable<Batch> batches(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "Cannot make batches of " + batchSize + " images: a batch has at least one.");
    }
    return () ->
        IntStream.iterate(0, from -> from < size(), from -> from + batchSize)
            .mapToObj(from -> IntStream.range(from, Math.min(from + batchSize, size())).toArray())
            .map(this::batch)
            .iterator();
  }
}
