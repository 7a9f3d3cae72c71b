package org.apga.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigException;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.ImageSet;
import org.apga.data.ImageSource;
import org.apga.data.PartData;
import org.apga.data.PartImages;
import org.apga.data.Split;
import org.apga.data.Splits;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;
import org.apga.trial.DataSet;

/**
 * The images that a model was trained on or that chose its weights, by their pixels and not by the
 * names of their files. Known only if a run's plan still leads to them.
 *
 * <p>Not all images of a training split were seen: few-shot trials draw some of them, identical
 * images and unreadable ones are left out. If the test split chose the weights, it was seen.
 *
 * @param splits by hash of the pixels: {@link Split#TRAIN}, or {@link Split#SELECTION} if an image
 *     only chose weights
 * @param count number of images that were trained on or chose weights
 * @param missing why they are not known; empty if they are
 */
public record TrainingImages(Map<String, Split> splits, int count, String missing) {
  private static final String OTHER_IMAGES = "its images are not those that it was trained on";

  /**
   * Images to read for the hashes of their pixels.
   *
   * @param source where they are
   */
  public record Listed(ImageSource source, List<Example> examples) {}

  public boolean isKnown() {
    return missing.isEmpty();
  }

  /**
   * Finds them through the newest plan that contains the trial, which has the place of its data
   * set.
   *
   * @param look reads images and returns one reading per image, in any order
   */
  public static TrainingImages of(
      TrainedModel model,
      ResultStore store,
      Configuration hadoop,
      Function<Listed, List<ImageReading>> look) {
    Optional<ObjectNode> plan = store.plans().newestWith(model.commit().trial());
    if (plan.isEmpty()) {
      return unknown("no plan contains the trial any more");
    }
    Row trial = store.rows(model.commit(), Tables.TRIALS).get(0);
    Map<String, String> settings = new HashMap<>();
    plan.get()
        .path("settings")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    // Training did not use them, and the file may be gone.
    settings.remove("data.boxes");
    GridConfig config;
    DataSet data;
    try {
      config = ConfigReader.read(settings);
      data = DataSet.open(config, hadoop);
    } catch (ConfigException | DataException | UncheckedIOException e) {
      return unknown("its data set was moved or removed");
    }
    Splits splits = data.splits(model.trial());
    if (!splits.hash(model.commit().part()).equals(model.manifestHash())) {
      return unknown("the lists of its data set have changed since");
    }
    Listed listed = listed(model, trial, data);
    PartImages images = images(model, listed, look.apply(listed));
    try {
      PartData part = DataSet.sets(model.trial(), splits, images, config);
      return isAsThen(part, trial) ? of(part, images, config) : unknown(OTHER_IMAGES);
    } catch (DataException e) {
      return unknown(OTHER_IMAGES);
    }
  }

  private static TrainingImages unknown(String why) {
    return new TrainingImages(Map.of(), 0, why);
  }

  /** Returns the images of its part without those that the trial recorded as unreadable. */
  private static Listed listed(TrainedModel model, Row trial, DataSet data) {
    String unreadable = trial.has("unreadable_paths") ? trial.text("unreadable_paths") : "";
    return new Listed(
        ImageSource.of(data.manifest()),
        data.manifest().ofGroup(model.commit().part()).stream()
            .filter(
                example -> unreadable.lines().noneMatch(l -> l.startsWith(example.path() + ": ")))
            .toList());
  }

  private static PartImages images(TrainedModel model, Listed listed, List<ImageReading> readings) {
    List<Example> examples = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    // In the list's order, which decides what few-shot trials draw.
    readings.stream()
        .filter(ImageReading::readable)
        .sorted(Comparator.comparingInt(ImageReading::image))
        .forEach(
            reading -> {
              examples.add(listed.examples().get(reading.image()));
              hashes.add(reading.hash());
            });
    return PartImages.hashed(model.commit().part(), examples, hashes);
  }

  /**
   * Returns whether there are as many images as the trial counted. If not, the images differ, and
   * so does a draw from them.
   */
  private static boolean isAsThen(PartData part, Row trial) {
    return trial.has("train_images")
        && part.train().size() == trial.whole("train_images")
        && part.selection().size() == trial.whole("selection_images");
  }

  private static TrainingImages of(PartData part, PartImages images, GridConfig config) {
    Map<Example, String> hashes = new HashMap<>();
    for (int i = 0; i < images.examples().size(); i++) {
      hashes.put(images.examples().get(i), images.hashes().get(i));
    }
    ImageSet deciding = DataSet.deciding(part, config);
    Map<String, Split> splits = new HashMap<>();
    deciding.examples().forEach(e -> splits.put(hashes.getOrDefault(e, ""), Split.SELECTION));
    part.train().examples().forEach(e -> splits.put(hashes.getOrDefault(e, ""), Split.TRAIN));
    return new TrainingImages(splits, part.train().size() + deciding.size(), "");
  }
}
