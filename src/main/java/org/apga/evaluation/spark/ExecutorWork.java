package org.apga.evaluation.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.Lesions;
import org.apga.data.PartImages;
import org.apga.data.Split;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.Engine;
import org.apga.engine.Masks;
import org.apga.engine.NormStatistics;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.ServedGraphs;
import org.apga.files.Patience;
import org.apga.method.GradCam;
import org.apga.metrics.MaskMetrics;
import org.apga.run.spark.SparkSessions;
import org.apga.run.spark.TrialGpus;
import org.apga.store.weights.NetworkFile;
import org.apga.trial.Engines;
import org.apga.trial.LesionScores;
import org.apga.trial.TrialJson;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * What executors do before and between the forward passes of Deeplearning4j. Travels with its
 * settings; what it makes of an image is made image by image.
 */
final class ExecutorWork implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorWork.class);

  private final TreeMap<String, String> settings;
  private final Precision precision;

  /** For a model of these settings. */
  ExecutorWork(GridConfig config) {
    this.settings = new TreeMap<>(config.settings());
    this.precision = config.engine().precision();
  }

  /** An image to read: its place in the list, and what is known of it. */
  record Listed(int index, Example example) {}

  /**
   * Reads and decodes.
   *
   * @param listed each a {@link Listed} as JSON
   * @param patience with the way to the images
   */
  static Iterator<DecodedImage> decode(
      Iterator<String> listed, String sourceJson, String decodingJson, Duration patience)
      throws InterruptedException {
    ImageSource source = TrialJson.read(sourceJson, ImageSource.class);
    Decoding decoding = TrialJson.read(decodingJson, Decoding.class);
    List<Example> examples = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    listed.forEachRemaining(
        json -> {
          Listed one = TrialJson.read(json, Listed.class);
          examples.add(one.example());
          places.put(one.example().path(), one.index());
        });
    if (examples.isEmpty()) {
      return List.<DecodedImage>of().iterator();
    }
    PartImages images =
        source.read(examples, decoding, hadoop(), new Patience(patience, LOG::warn));
    List<DecodedImage> decoded = new ArrayList<>();
    for (int i = 0; i < images.examples().size(); i++) {
      Example example = images.examples().get(i);
      decoded.add(
          DecodedImage.of(
              place(places, example),
              example,
              images.size(),
              images.pixels().get(i),
              images.hashes().get(i)));
    }
    for (PartImages.Unreadable unreadable : images.unreadable()) {
      Example example = unreadable.example();
      decoded.add(DecodedImage.unreadable(place(places, example), example, unreadable.reason()));
    }
    return decoded.iterator();
  }

  private static int place(Map<String, Integer> places, Example example) {
    return places.getOrDefault(example.path(), -1);
  }

  /** The readable images as a network takes them, each by itself. */
  Iterator<Tuple2<DecodedImage, INDArray>> arrays(Iterator<DecodedImage> images) {
    prepare();
    return readable(images, image -> new Tuple2<>(image, array(image.batch())));
  }

  /** The readable images with their labels. */
  Iterator<DataSet> labelled(Iterator<DecodedImage> images) {
    prepare();
    return readable(images, image -> ServedGraphs.labelled(image.batch(), precision));
  }

  /**
   * The images as they are, and what the policy keeps of them.
   *
   * @param scored images and the policy's scores of them
   * @param sourceJson where lesions are looked for
   * @param files where masks are written to; null for nowhere
   */
  Iterator<Tuple2<ImageView, INDArray>> views(
      Iterator<Tuple2<DecodedImage, INDArray>> scored, String sourceJson, @Nullable MaskFiles files)
      throws IOException {
    Configuration hadoop = hadoop();
    Lesions lesions = TrialJson.read(sourceJson, ImageSource.class).lesions(hadoop);
    List<Tuple2<ImageView, INDArray>> views = new ArrayList<>();
    while (scored.hasNext()) {
      Tuple2<DecodedImage, INDArray> one = scored.next();
      DecodedImage image = one._1();
      Batch batch = image.batch();
      Masks masks = ServedGraphs.masks(one._2());
      if (files != null) {
        files.write(image, masks.probabilities(), masks.width(), hadoop);
      }
      MaskMetrics mask = measured(image, masks, lesions);
      views.add(
          new Tuple2<>(new ImageView(image.index(), ImageView.Kind.PLAIN, mask), array(batch)));
      views.add(
          new Tuple2<>(
              new ImageView(image.index(), ImageView.Kind.KEPT, null),
              array(batch.keptWhere(masks))));
    }
    return views.iterator();
  }

  private static MaskMetrics measured(DecodedImage image, Masks masks, Lesions lesions) {
    Example example = new Example(image.path(), 0, "", "", "", Split.TEST);
    return LesionScores.metrics(
        masks.probabilities(), masks.height(), masks.width(), lesions.box(example).orElse(null));
  }

  /**
   * Writes what the classifier's own Grad-CAM points at.
   *
   * @param weights of the classifier, as {@link NetworkFile} writes them
   */
  void gradCam(Iterator<DecodedImage> images, byte[] weights, MaskFiles files) throws IOException {
    prepare();
    Configuration hadoop = hadoop();
    GridConfig config = ConfigReader.read(settings);
    try (Engine opened = Engines.open(config);
        Classifier classifier =
            opened.classifier(
                config.classifier(),
                config.classifierAdam(),
                NetworkFile.read(new ByteArrayInputStream(weights), "the broadcast"))) {
      GradCam maps =
          new GradCam(
              classifier,
              classifier,
              new GridConfig.GradCam(NormStatistics.RUNNING, GridConfig.EmptyMap.ERASE));
      while (images.hasNext()) {
        DecodedImage image = images.next();
        if (image.readable()) {
          Batch batch = image.batch();
          files.write(image, maps.scaledMaps(batch), batch.width(), hadoop);
        }
      }
    }
  }

  private static <T> Iterator<T> readable(
      Iterator<DecodedImage> images, Function<DecodedImage, T> made) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(images, 0), false)
        .filter(DecodedImage::readable)
        .map(made)
        .iterator();
  }

  private INDArray array(Batch batch) {
    return ServedGraphs.images(batch, precision);
  }

  /**
   * The task's GPU and the trial's number of threads, for whatever computes in this thread next.
   */
  private void prepare() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      TrialGpus.bind(task);
      Engines.open(ConfigReader.read(settings)).close();
    }
  }

  private static Configuration hadoop() {
    return SparkSessions.hadoop(SparkEnv.get().conf());
  }
}
