package org.apga.trial;

import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.data.DataException;
import org.apga.data.ImageSet;
import org.apga.data.Lesions;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.MuraLists;
import org.apga.data.PartData;
import org.apga.data.PartImages;
import org.apga.data.Splits;
import org.apga.plan.Trial;
import org.jspecify.annotations.Nullable;

/**
 * The data set of a configuration: what images there are, which are for what.
 *
 * @param lesions where phantoms have theirs
 */
public record DataSet(Manifest manifest, Splits splits, Lesions lesions) {
  private static final AtomicReference<@Nullable Opened> LAST = new AtomicReference<>();

  private record Opened(String key, DataSet dataSet) {}

  /**
   * Reads the lists or the manifest.
   *
   * @throws DataException if they are missing, empty or wrong
   */
  public static DataSet open(GridConfig config, Configuration configuration) {
    GridConfig.Data data = config.data();
    Path root = new Path(data.root());
    Manifest manifest =
        data.manifest().isEmpty()
            ? MuraLists.read(root, configuration)
            : ManifestCsv.read(new Path(data.manifest()), root, configuration);
    // The published code holds nothing out: it selects on the split that it reports.
    Splits splits =
        config.selection().split() == SelectionSplit.TEST
            ? Splits.asListed(manifest)
            : Splits.of(manifest, data.selectionShare(), data.splitSeed());
    return new DataSet(manifest, splits, Lesions.of(manifest, configuration));
  }

  /**
   * Which images of its part a trial trains on, chooses its weights by, and is tested on.
   *
   * @param images of the part
   * @throws DataException if they cannot be trained on
   */
  public PartData sets(Trial trial, PartImages images, GridConfig config) {
    GridConfig.Data data = config.data();
    PartData all = PartData.of(images, splits, data.tolerance());
    return trial.cell().shots().isFull()
        ? all
        : all.withShots(trial.cell().shots().perClass(), data.shotsBy(), trial.seed());
  }

  /** The set that decides which weights are kept. */
  public static ImageSet deciding(PartData part, GridConfig config) {
    return config.selection().split() == SelectionSplit.TEST ? part.test() : part.selection();
  }

  /**
   * The data set that was planned; read once by the trials of an executor.
   *
   * @throws DataException if it is not the one any more
   */
  public static DataSet planned(
      GridConfig config, String manifestHash, Configuration configuration) {
    String key = config.data() + "#" + config.selection().split() + "#" + manifestHash;
    Opened last = LAST.get();
    if (last != null && last.key.equals(key)) {
      return last.dataSet;
    }
    DataSet opened = open(config, configuration);
    if (!opened.manifest.hash().equals(manifestHash)) {
      throw new DataException(
          "Cannot train on "
              + config.data().root()
              + ": its lists have changed since the run was planned. Start the run again.");
    }
    LAST.set(new Opened(key, opened));
    return opened;
  }
}
