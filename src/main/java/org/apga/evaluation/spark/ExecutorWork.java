package org.apga.evaluation.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSet;
import org.apga.data.ImageSize;
import org.apga.data.ImageSource;
import org.apga.data.PartImages;
import org.apga.engine.Batch;
import org.apga.engine.CrossEntropy;
import org.apga.engine.Engine;
import org.apga.engine.Fill;
import org.apga.engine.Masks;
import org.apga.engine.NormStatistics;
import org.apga.engine.Normalisation;
import org.apga.engine.dl4j.ServedGraphs;
import org.apga.evaluation.ImageScore;
import org.apga.evaluation.PredictionFile;
import org.apga.files.FileErrors;
import org.apga.files.Patience;
import org.apga.masks.GreyImage;
import org.apga.method.GradCam;
import org.apga.metrics.MaskMetrics;
import org.apga.metrics.Probabilities;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.TrialGpus;
import org.apga.store.weights.NetworkFile;
import org.apga.train.Evaluation;
import org.apga.train.Evaluator;
import org.apga.train.Networks;
import org.apga.trial.Engines;
import org.apga.trial.LesionScores;
import org.apga.trial.TrialJson;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The work of a task with a model of some settings, which are sent with it. */
final class ExecutorWork implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorWork.class);

  private final TreeMap<String, String> settings;

  ExecutorWork(GridConfig config) {
    this.settings = new TreeMap<>(config.settings());
  }

  /** An image to read and its place in the list. */
  record Listed(int index, Example example) {}

  /** The images of one batch. */
  record ListedBatch(List<Listed> images) {}

  /**
   * Reads and decodes images.
   *
   * @param batches each a {@link ListedBatch} as JSON
   * @param patience how long to wait for images that cannot be reached
   */
  static Iterator<DecodedImage> decode(
      Iterator<String> batches, String sourceJson, String decodingJson, Duration patience)
      throws InterruptedException {
    ImageSource source = TrialJson.read(sourceJson, ImageSource.class);
    Decoding decoding = TrialJson.read(decodingJson, Decoding.class);
    List<Example> examples = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    while (batches.hasNext()) {
      for (Listed one : TrialJson.read(batches.next(), ListedBatch.class).images()) {
        examples.add(one.example());
        places.put(one.example().path(), one.index());
      }
    }
    if (examples.isEmpty()) {
      return List.<DecodedImage>of().iterator();
    }
    PartImages images =
        source.read(examples, decoding, hadoop(), new Patience(patience, LOG::warn));
    List<DecodedImage> decoded = new ArrayList<>();
    for (int i = 0; i < images.examples().size(); i++) {
      Example of = images.examples().get(i);
      byte[] levels = images.pixels().get(i);
      ImageSize size = images.sizes().get(i);
      String hash = images.hashes().get(i);
      decoded.add(
          new DecodedImage(
              place(places, of),
              of.path(),
              of.label(),
              levels,
              size.height(),
              size.width(),
              hash,
              ""));
    }
    for (PartImages.Unreadable one : images.unreadable()) {
      Example of = one.example();
      decoded.add(
          new DecodedImage(
              place(places, of), of.path(), of.label(), new byte[0], 0, 0, "", one.reason()));
    }
    return decoded.iterator();
  }

  private static int place(Map<String, Integer> places, Example example) {
    return places.getOrDefault(example.path(), -1);
  }

  /**
   * Scores images with the code that evaluates a trial.
   *
   * @param packed weights of its classifier and, if it has one, of its policy, each as {@link
   *     NetworkFile} writes them
   * @param sourceJson the {@link ImageSource} with the lesions
   * @param maskFolder folder for masks: the policy's or, without one, Grad-CAM; null to write none
   * @return one {@link ImageScore} per image, as JSON
   */
  Iterator<String> score(
      Iterator<DecodedImage> images,
      byte[][] packed,
      String sourceJson,
      @Nullable String maskFolder)
      throws IOException {
    List<DecodedImage> readable = readable(images);
    GridConfig config = bound();
    ImageSet set = set(readable, config);
    Configuration hadoop = hadoop();
    MaskFiles files = maskFolder == null ? null : new MaskFiles(maskFolder, readable, hadoop);
    LesionScores lesions =
        new LesionScores(
            TrialJson.read(sourceJson, ImageSource.class)
                .lesions(hadoop)
                .boxes(set.examples(), readable.stream().map(DecodedImage::size).toList()));
    Evaluation evaluation;
    try (Engine engine = Engines.open(config);
        Networks networks =
            Networks.open(engine, config, CrossEntropy.PLAIN, unpacked(packed), null)) {
      evaluation =
          Evaluator.evaluate(
              networks,
              set,
              config.training().batchSize(),
              (first, masks) -> {
                lesions.seen(first, masks);
                if (files != null) {
                  files.write(first, masks);
                }
              });
      if (files != null && networks.policy() == null) {
        gradCam(networks, set, config.training().batchSize(), files);
      }
    }
    List<Probabilities> augmented = evaluation.augmented();
    List<MaskMetrics> masks = lesions.masks();
    return IntStream.range(0, readable.size())
        .mapToObj(
            i ->
                new ImageScore(
                    readable.get(i).index(),
                    evaluation.probabilities().get(i).toArray(),
                    augmented == null ? null : augmented.get(i).toArray(),
                    augmented == null ? null : masks.get(i)))
        .map(TrialJson::write)
        .iterator();
  }

  private static Networks.Weights unpacked(byte[][] packed) throws IOException {
    return new Networks.Weights(
        NetworkFile.read(new ByteArrayInputStream(packed[0]), "the broadcast"),
        packed.length == 1
            ? null
            : NetworkFile.read(new ByteArrayInputStream(packed[1]), "the broadcast"));
  }

  private static void gradCam(Networks networks, ImageSet set, int batchSize, MaskFiles files) {
    GradCam maps =
        new GradCam(
            networks.classifier(),
            networks.classifier(),
            new GridConfig.GradCam(NormStatistics.RUNNING, GridConfig.EmptyMap.KEEP, Fill.ZERO));
    int first = 0;
    for (Batch batch : set.batches(batchSize)) {
      double[] scaled = maps.scaledMaps(batch);
      files.write(first, Masks.of(batch.images(), batch.height(), batch.width(), scaled));
      first += batch.images();
    }
  }

  /**
   * Returns the readable images with their labels, one by one, for Deeplearning4j's evaluation.
   *
   * @param inputJson the {@link Normalisation} of their grey levels
   */
  Iterator<DataSet> labelled(Iterator<DecodedImage> images, String inputJson) {
    GridConfig config = bound();
    // Gives this thread the trial's number of threads.
    Engines.open(config).close();
    ImageSet set = set(readable(images), config);
    Normalisation input = TrialJson.read(inputJson, Normalisation.class);
    return IntStream.range(0, set.size())
        .mapToObj(
            i ->
                ServedGraphs.labelled(
                    set.batch(i), config.classifier(), input, config.engine().precision()))
        .iterator();
  }

  private static List<DecodedImage> readable(Iterator<DecodedImage> images) {
    List<DecodedImage> readable = new ArrayList<>();
    images.forEachRemaining(
        image -> {
          if (image.reading().readable()) {
            readable.add(image);
          }
        });
    return readable;
  }

  private static ImageSet set(List<DecodedImage> readable, GridConfig config) {
    return new ImageSet(
        config.training().imageSize(),
        readable.stream().map(DecodedImage::example).toList(),
        readable.stream().map(DecodedImage::levels).toList());
  }

  /** Returns the settings, and binds this thread to the task's GPU. */
  private GridConfig bound() {
    TrialGpus.bind(TaskContext.get());
    return ConfigReader.read(settings);
  }

  private static Configuration hadoop() {
    return SparkContexts.hadoop(SparkEnv.get().conf());
  }

  /**
   * Writes masks as grey PNG files: 255 x the probability (or the scaled map) of each pixel, NaN as
   * 0.
   *
   * @param folder on any Hadoop file system
   * @param images the images of a task, in its order
   */
  private record MaskFiles(String folder, List<DecodedImage> images, Configuration hadoop) {
    /**
     * Writes the masks of a batch. Replaces those of an earlier try of the task.
     *
     * @param first index of the batch's first image
     * @throws UncheckedIOException if the file system refuses
     */
    void write(int first, Masks masks) {
      for (int i = 0; i < masks.images(); i++) {
        DecodedImage image = images.get(first + i);
        byte[] png = GreyImage.of(masks.of(i).probabilities(), masks.height(), masks.width()).png();
        Path file = new Path(folder, PredictionFile.maskName(image.index(), image.path()));
        try {
          FileSystem files = file.getFileSystem(hadoop);
          try (OutputStream out = files.create(file, true)) {
            out.write(png);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(
              "Cannot write the mask %s: %s. Check that this user may write there."
                  .formatted(file, FileErrors.reason(e)),
              e);
        }
      }
    }
  }
}
