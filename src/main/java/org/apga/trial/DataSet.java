package org.apga.trial;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.data.Classes;
import org.apga.data.DataException;
import org.apga.data.ImageSet;
import org.apga.data.Leakage;
import org.apga.data.Lesions;
import org.apga.data.Manifest;
import org.apga.data.ManifestCsv;
import org.apga.data.MuraLists;
import org.apga.data.PartData;
import org.apga.data.PartImages;
import org.apga.data.SplitScheme;
import org.apga.data.Splits;
import org.apga.plan.GridPlanner;
import org.apga.plan.Trial;
import org.jspecify.annotations.Nullable;

/**
 * The data set of a configuration: its images and the splits they belong to.
 *
 * @param scheme assigns the images to splits for each trial
 * @param lesions the known boxes of lesions
 */
public record DataSet(Manifest manifest, SplitScheme scheme, Lesions lesions) {
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
    if (data.manifest().isEmpty()
        && data.classes().filter(c -> !c.equals(Classes.TWO)).isPresent()) {
      throw new DataException(
          "Cannot read the data set in %s: MURA's lists have labels 0 and 1, and data.classes names"
              + " others. Name a manifest of these in data.manifest, or leave data.classes out.",
          data.root());
    }
    Manifest manifest =
        data.manifest().isEmpty()
            ? MuraLists.read(root, configuration)
            : ManifestCsv.read(
                new Path(data.manifest()), root, data.classes().orElse(null), configuration);
    // The published code has no selection split: it selects on the split that it reports.
    SplitScheme scheme =
        new SplitScheme(
            manifest,
            config.selection().split() == SelectionSplit.TEST ? 0 : data.selectionShare(),
            data.splitSeed(),
            config.grid().splits() == GridConfig.SplitsOf.PER_SEED,
            config.grid().folds());
    return new DataSet(manifest, scheme, Lesions.of(manifest, data.boxes(), configuration));
  }

  /**
   * Refuses a data set that a grid cannot be trained on.
   *
   * @throws DataException if it lacks a part, a split lacks a class, or patients are in two splits
   */
  public void require(GridConfig config) {
    List<String> parts = config.grid().parts();
    Set<String> missing = new TreeSet<>(parts);
    missing.removeAll(manifest.groups());
    if (!missing.isEmpty()) {
      throw new DataException(
          "Cannot plan %s: %s has images of %s only. Correct grid.parts.",
          String.join(", ", missing), config.data().root(), String.join(", ", manifest.groups()));
    }
    scheme.require(parts, config.grid().seeds());
    Leakage.refusePatients(
        scheme.example(config.grid().seeds().get(0)), config.data().patientsInTwoSplits());
  }

  /**
   * Says which of its parts lack one of two classes in a split, one message each: their trials will
   * fail, and the others are trained. {@link #require} refuses a part that lacks one of more.
   */
  public Stream<String> lacking(GridConfig config) {
    return manifest.classes().size() > 2
        ? Stream.empty()
        : scheme.lacking(config.grid().parts(), config.grid().seeds());
  }

  /** The splits of the images in a trial. */
  public Splits splits(Trial trial) {
    return scheme.of(trial.seed(), trial.fold());
  }

  /**
   * The images of its part that a trial trains on, selects its weights by, and is tested on.
   *
   * @param splits the splits of the trial
   * @param images the images of the part
   * @throws DataException if they cannot be trained on
   */
  public static PartData sets(Trial trial, Splits splits, PartImages images, GridConfig config) {
    GridConfig.Data data = config.data();
    PartData all = PartData.of(images, splits, data.tolerance());
    return trial.cell().shots().isFull()
        ? all
        : all.withShots(
            splits.manifest().classes(),
            trial.cell().shots().perClass(),
            data.shotsBy(),
            trial.seed());
  }

  /** The set that decides which weights are kept. */
  public static ImageSet deciding(PartData part, GridConfig config) {
    return config.selection().split() == SelectionSplit.TEST ? part.test() : part.selection();
  }

  /**
   * The data set that a trial was planned with; read once by the trials of an executor.
   *
   * @throws DataException if the data set or its boxes have changed since
   */
  public static DataSet planned(
      GridConfig config, Trial trial, String manifestHash, Configuration configuration) {
    String key =
        String.join(
            "#",
            config.data().toString(),
            config.selection().split().name(),
            config.grid().splits().name(),
            Integer.toString(config.grid().folds()),
            manifestHash);
    Opened last = LAST.get();
    if (last != null && last.key.equals(key) && last.dataSet.hasBoxesOf(trial)) {
      return last.dataSet;
    }
    DataSet opened = open(config, configuration);
    if (!opened.manifest.hash().equals(manifestHash)) {
      throw new DataException(
          "Cannot train on "
              + config.data().root()
              + ": its lists have changed since the run was planned. Start the run again.");
    }
    if (!opened.hasBoxesOf(trial)) {
      throw new DataException(
          "Cannot train on "
              + config.data().root()
              + ": the boxes in "
              + config.data().boxes()
              + " have changed since the run was planned. Start the run again.");
    }
    LAST.set(new Opened(key, opened));
    return opened;
  }

  /** A hash of the boxes of lesions in a part's images; empty if there are none. */
  public String boxes(String part) {
    return lesions.hash(manifest.ofGroup(part));
  }

  private boolean hasBoxesOf(Trial trial) {
    return boxes(trial.cell().part()).equals(trial.identity().getOrDefault(GridPlanner.BOXES, ""));
  }
}
