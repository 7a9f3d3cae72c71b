package org.apga.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.data.Batches;
import org.apga.data.DataException;
import org.apga.data.Decoding;
import org.apga.data.ImageCache;
import org.apga.data.ImageSet;
import org.apga.data.Manifest;
import org.apga.data.PartImages;
import org.apga.data.Reading;
import org.apga.data.image.Channel;
import org.apga.engine.Batch;
import org.apga.files.Patience;

/**
 * Times the way from image files to training batches: a first epoch, in which every file is read
 * and decoded, and later ones from the cache.
 */
public final class DataBenchmark {
  private static final long SEED = 0;
  private static final long MAX_PIXELS = 50_000_000;
  private static final int CACHED_EPOCHS = 5;

  private final Manifest manifest;
  private final Decoding decoding;
  private final int batchSize;
  private final Configuration configuration;
  private final ImageCache cache = new ImageCache(Long.MAX_VALUE);

  /**
   * @param size height and width of a decoded image, pixels
   */
  public DataBenchmark(
      Manifest manifest, int size, int batchSize, int threads, Configuration configuration) {
    this.manifest = manifest;
    this.decoding = new Decoding(size, Reading.plain(Channel.LUMINANCE, MAX_PIXELS), threads);
    this.batchSize = batchSize;
    this.configuration = configuration;
  }

  /**
   * @return images per second: {@code cold_images_per_s}, with every file read, decoded, resized
   *     and put into a batch; {@code cached_images_per_s}, from the decoded pixels of an earlier
   *     epoch, the median of five epochs; {@code cold_images_per_cpu_s} and {@code
   *     cached_images_per_cpu_s}, the same per second of CPU time
   * @throws DataException if an image cannot be read
   * @throws UncheckedIOException if the file system does not answer
   */
  public Map<String, Double> run() throws InterruptedException {
    startHadoop();
    Laps.Lap cold = Laps.of(() -> epoch(1));
    List<Laps.Lap> cached = new ArrayList<>();
    for (int i = 0; i < CACHED_EPOCHS; i++) {
      int epoch = 2 + i;
      cached.add(Laps.of(() -> epoch(epoch)));
    }
    Map<String, Double> rates = new LinkedHashMap<>();
    put(rates, "cold", cold);
    put(rates, "cached", Laps.median(cached));
    return rates;
  }

  /**
   * Not timed, because it takes as long as hundreds of images, once. PyTorch's imports are not
   * timed either.
   */
  private void startHadoop() {
    try {
      Path root = new Path(manifest.root());
      root.getFileSystem(configuration).getFileStatus(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void put(Map<String, Double> rates, String name, Laps.Lap lap) {
    int images = manifest.examples().size();
    rates.put(name + "_images_per_s", images / lap.wall());
    rates.put(name + "_images_per_cpu_s", images / lap.cpu());
  }

  private void epoch(int epoch) throws InterruptedException {
    PartImages images =
        cache.load(manifest, ImageFolder.GROUP, "", decoding, configuration, Patience.none());
    requireAll(images);
    ImageSet set = ImageSet.of(images, example -> true);
    int seen = 0;
    // A single last image is added to the batch before.
    float[] pixels = new float[(batchSize + 1) * decoding.size() * decoding.size()];
    for (Batch batch : new Batches(set, batchSize, SEED).epoch(epoch, 0)) {
      batch.pixels(pixels);
      seen += batch.images();
    }
    if (seen != set.size()) {
      throw new IllegalStateException("An epoch has " + seen + " of " + set.size() + " images.");
    }
  }

  private static void requireAll(PartImages images) {
    if (!images.unreadable().isEmpty()) {
      PartImages.Unreadable first = images.unreadable().get(0);
      throw new DataException(
          "Cannot time the decoding of %s: %s. Remove it from the folder, or name another"
              + " folder.",
          first.example().path(), first.reason());
    }
  }
}
