package org.apga.evaluation.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.commons.collections4.ListUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.storage.StorageLevel;
import org.apga.config.GridConfig;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.engine.NetworkState;
import org.apga.engine.dl4j.ServedGraphs;
import org.apga.evaluation.CallCounts;
import org.apga.evaluation.EvaluationException;
import org.apga.evaluation.ImageReading;
import org.apga.evaluation.ImageScore;
import org.apga.evaluation.spark.ExecutorWork.Listed;
import org.apga.evaluation.spark.ExecutorWork.ListedBatch;
import org.apga.run.spark.LostJob;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.TrialGpus;
import org.apga.store.weights.NetworkFile;
import org.apga.train.Networks;
import org.apga.trial.TrialJson;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A Spark application that scores images with models, through the engine that trained them.
 *
 * <p>A task reads, decodes and scores whole batches, composed like those of a trial's test split:
 * the number of images in a batch affects the last bits of each result (oneDNN and ATen choose
 * other kernels for other numbers; it does not matter which images they are). So the same images in
 * the same order get the same bits as in the trial. Decoded images stay in the executors (memory,
 * then disk) until they are closed. The driver computes only what {@link #count} needs.
 */
public final class ScoringCluster implements AutoCloseable {
  /** A task keeps them in memory as bytes, and opens networks once for all of them. */
  private static final int IMAGES_OF_A_TASK = 1000;

  /**
   * More than the tasks that an executor runs at once: further tasks would queue for another task's
   * network, and a task that queues just as the last network is released waits for ever.
   */
  private static final int EVALUATION_WORKERS = 1 << 20;

  private final JavaSparkContext spark;
  private final @Nullable ResourceProfile gpus;
  private final Duration patience;

  private ScoringCluster(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
    this.gpus = TrialGpus.profile(spark.getConf());
  }

  /**
   * Opens the application.
   *
   * @param name the application's name in Spark's UI
   * @param config the settings of the models: their threads, and how long to wait for images
   * @throws org.apga.config.ConfigException if the number of GPUs per task is not possible
   */
  public static ScoringCluster open(String name, GridConfig config) {
    return new ScoringCluster(
        SparkContexts.open(name, config.engine().threads()), config.recovery().patience());
  }

  /** Returns the address of Spark's UI. */
  public Optional<String> page() {
    return SparkContexts.page(spark);
  }

  /** Decoded images in the executors. */
  public final class Images implements AutoCloseable {
    private final String sourceJson;
    private final String decodingJson;
    private final List<Example> examples;
    private final List<ImageReading> readings;

    /** The readable images by the size of their batches. */
    private final Map<Integer, JavaRDD<DecodedImage>> composed = new HashMap<>();

    private Images(ImageSource source, List<Example> examples, Decoding decoding, int batchSize) {
      this.sourceJson = TrialJson.write(source);
      this.decodingJson = TrialJson.write(decoding);
      this.examples = examples;
      JavaRDD<DecodedImage> all = decoded(listed(place -> true), batchSize);
      this.readings =
          described(
                  "read " + examples.size() + " images of " + source.name(),
                  () -> all.map(image -> TrialJson.write(image.reading())).collect())
              .stream()
              .map(json -> TrialJson.read(json, ImageReading.class))
              .sorted(Comparator.comparingInt(ImageReading::image))
              .toList();
      if (readings.stream().allMatch(ImageReading::readable)) {
        composed.put(batchSize, all);
      } else {
        // A trial's batches have no gaps, so the readable images are read again in new batches.
        all.unpersist();
      }
    }

    private JavaRDD<DecodedImage> decoded(List<Listed> listed, int batchSize) {
      List<String> batches =
          ListUtils.partition(listed, batchSize).stream()
              .map(batch -> TrialJson.write(new ListedBatch(batch)))
              .toList();
      int most = (listed.size() + IMAGES_OF_A_TASK - 1) / IMAGES_OF_A_TASK;
      int tasks = Math.min(batches.size(), Math.max(most, spark.defaultParallelism()));
      String where = sourceJson;
      String how = decodingJson;
      Duration wait = patience;
      return spark
          .parallelize(batches, Math.max(1, tasks))
          .mapPartitions(some -> ExecutorWork.decode(some, where, how, wait))
          .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private List<Listed> listed(IntPredicate wanted) {
      return IntStream.range(0, examples.size())
          .filter(wanted)
          .mapToObj(place -> new Listed(place, examples.get(place)))
          .toList();
    }

    private JavaRDD<DecodedImage> batches(int batchSize) {
      return composed.computeIfAbsent(
          batchSize, size -> decoded(listed(place -> readings.get(place).readable()), size));
    }

    /** Returns the result of reading each image, in the order of the list. */
    public List<ImageReading> readings() {
      return readings;
    }

    @Override
    public void close() {
      composed.values().forEach(JavaRDD::unpersist);
    }
  }

  /**
   * Reads and decodes images. Unreadable ones are reported in the readings, not thrown.
   *
   * @param batchSize batch size of the models that score them; models with another batch size read
   *     them again
   * @throws EvaluationException if an executor cannot reach them
   */
  public Images read(ImageSource source, List<Example> examples, Decoding decoding, int batchSize) {
    return new Images(source, examples, decoding, batchSize);
  }

  /** Reads images only for the hashes of their pixels and does not keep them. */
  public List<ImageReading> look(ImageSource source, List<Example> examples, Decoding decoding) {
    try (Images images = read(source, examples, decoding, 1)) {
      return images.readings();
    }
  }

  /**
   * Scores the readable images with a model.
   *
   * @param title the model's title for Spark's UI
   * @param maskFolder folder for masks as PNG files; null to write none. They are the policy's or,
   *     without one, the classifier's Grad-CAM
   */
  public List<ImageScore> score(
      Images images,
      String title,
      GridConfig config,
      Networks.Weights weights,
      @Nullable String maskFolder) {
    ExecutorWork work = new ExecutorWork(config);
    String source = images.sourceJson;
    Broadcast<byte[][]> packed = spark.broadcast(packed(weights));
    JavaRDD<String> scores =
        images
            .batches(config.training().batchSize())
            .mapPartitions(some -> work.score(some, packed.value(), source, maskFolder));
    onGpus(scores);
    try {
      return described("score " + title, scores::collect).stream()
          .map(json -> TrialJson.read(json, ImageScore.class))
          .toList();
    } finally {
      packed.destroy();
    }
  }

  private static byte[][] packed(Networks.Weights weights) {
    NetworkState policy = weights.policy();
    return policy == null
        ? new byte[][] {packed(weights.classifier())}
        : new byte[][] {packed(weights.classifier()), packed(policy)};
  }

  private static byte[] packed(NetworkState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      NetworkFile.write(bytes, state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Counts a model's calls of the readable images with Deeplearning4j's own evaluation ({@code
   * SparkComputationGraph.doEvaluation}) and operations. The driver opens the graph too: a build of
   * ND4J for CUDA needs a GPU there as well.
   *
   * @return empty if the model was not trained with Deeplearning4j
   */
  public Optional<CallCounts> count(
      Images images, String title, GridConfig config, Networks.Weights weights) {
    if (config.engine().torch()) {
      return Optional.empty();
    }
    int batchSize = config.training().batchSize();
    ExecutorWork work = new ExecutorWork(config);
    String input = TrialJson.write(weights.classifier().input());
    JavaRDD<DataSet> labelled =
        images.batches(batchSize).mapPartitions(some -> work.labelled(some, input));
    onGpus(labelled);
    // Evaluation trains nothing and has no training master.
    @SuppressWarnings("NullAway")
    SparkComputationGraph graph =
        new SparkComputationGraph(
            spark,
            ServedGraphs.classifier(
                config.classifier(), config.engine().precision(), weights.classifier()),
            null);
    IEvaluation[] counted =
        described(
            "count the calls of " + title,
            () ->
                graph.doEvaluation(
                    labelled,
                    EVALUATION_WORKERS,
                    batchSize,
                    new Evaluation(config.classifier().classes())));
    Evaluation evaluation = (Evaluation) counted[0];
    return Optional.of(
        new CallCounts(
            IntStream.range(0, config.classifier().classes())
                .mapToObj(truth -> ofClass(evaluation, truth, config.classifier().classes()))
                .toList()));
  }

  private static List<Integer> ofClass(Evaluation evaluation, int truth, int classes) {
    return IntStream.range(0, classes)
        .mapToObj(called -> evaluation.getConfusionMatrix().getCount(truth, called))
        .toList();
  }

  private void onGpus(JavaRDD<?> stage) {
    if (gpus != null) {
      stage.rdd().withResources(gpus);
    }
  }

  /**
   * Runs a job with a description for Spark's UI, and shortens Spark's message to one line if it
   * fails.
   */
  private <T> T described(String what, Supplier<T> job) {
    spark.sc().setJobDescription(what);
    try {
      return job.get();
    } catch (Exception e) {
      String why = LostJob.of(String.valueOf(e.getMessage())).why();
      if (why.startsWith("Cannot ")) {
        throw new EvaluationException(why);
      }
      throw new UncheckedIOException("Cannot " + what, new IOException(why, e));
    } finally {
      spark.sc().setJobDescription(null);
    }
  }

  @Override
  public void close() {
    spark.close();
  }
}
