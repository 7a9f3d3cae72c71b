package org.apga.trial;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.data.Decoding;
import org.apga.data.ImageCache;
import org.apga.data.PartData;
import org.apga.data.PartImages;
import org.apga.data.Splits;
import org.apga.files.Patience;
import org.apga.plan.GridPlanner;
import org.apga.plan.Trial;
import org.apga.provenance.Sha256;

/**
 * The images of a trial.
 *
 * @param splits the splits of the trial
 * @param images the decoded images of its part
 * @param part the images that it trains on, selects its weights by, and is tested on
 * @param batches the batches of the training set
 */
record TrialData(
    DataSet dataSet, Splits splits, PartImages images, PartData part, Batches batches) {
  /**
   * Reads and decodes them, or takes them from the executor's cache.
   *
   * @param patience waits if the images cannot be reached
   * @throws IOException if they cannot be reached; or an {@link java.io.UncheckedIOException}
   * @throws org.apga.data.DataException if the data set is not the one that was planned, or cannot
   *     be trained on
   */
  static TrialData load(
      Trial trial, GridConfig config, String manifestHash, Configuration hadoop, Patience patience)
      throws IOException, InterruptedException {
    GridConfig.Data data = config.data();
    DataSet dataSet =
        patience.obtain(
            "read the lists in " + data.root(),
            () -> DataSet.planned(config, trial, manifestHash, hadoop));
    Decoding decoding =
        new Decoding(config.training().imageSize(), data.reading(), data.decodeThreads());
    String planned = trial.identity().getOrDefault(GridPlanner.IMAGES, "");
    PartImages images =
        ImageCache.ofJvm(data.cacheBytes())
            .load(dataSet.manifest(), trial.cell().part(), planned, decoding, hadoop, patience);
    Splits splits = dataSet.splits(trial);
    PartData part = DataSet.sets(trial, splits, images, config);
    return new TrialData(
        dataSet,
        splits,
        images,
        part,
        new Batches(
            part.train(), config.training().batchSize(), trial.seed(), config.recipe().augment()));
  }

  /**
   * Identifies the readable images of the part by paths and pixels. If two hashes are equal, so are
   * the trial's batches, because the trial's id covers everything else that determines them.
   */
  String hash() {
    Sha256 sha256 = new Sha256();
    for (int i = 0; i < images.examples().size(); i++) {
      sha256.line(images.examples().get(i).path() + "=" + images.hashes().get(i));
    }
    return sha256.hex();
  }
}
