package org.apga.evaluation.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apga.config.GridConfig;
import org.apga.data.Decoding;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.engine.NetworkState;
import org.apga.engine.Precision;
import org.apga.engine.dl4j.ServedGraphs;
import org.apga.engine.dl4j.ServedGraphs.Ending;
import org.apga.evaluation.CallCounts;
import org.apga.evaluation.EvaluationException;
import org.apga.evaluation.ImageReading;
import org.apga.evaluation.ImageScore;
import org.apga.evaluation.spark.ExecutorWork.Listed;
import org.apga.evaluation.spark.ImageView.Seen;
import org.apga.run.spark.LostJob;
import org.apga.run.spark.SparkSessions;
import org.apga.run.spark.TrialGpus;
import org.apga.store.weights.NetworkFile;
import org.apga.train.Networks;
import org.apga.trial.TrialJson;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A Spark application in which Deeplearning4j's distributed feed-forward ({@code
 * SparkComputationGraph.feedForwardWithKey}) and evaluation ({@code doEvaluation}) see images.
 *
 * <p>A task reads, decodes and scores at most {@value #IMAGES_OF_A_TASK} images, all of which
 * feed-forward holds at a time. Each network is broadcast once for all of them. Decoded images stay
 * in the executors (memory, then disk) until they are closed. The driver loads ND4J too: a build
 * for CUDA needs a GPU there as well.
 */
public final class ScoringCluster implements AutoCloseable {
  private static final int IMAGES_OF_A_TASK = 64;

  /**
   * More than tasks that an executor runs at a time: those beyond it would queue for another task's
   * network, and one that queues as the last network leaves waits for ever.
   */
  private static final int EVALUATION_WORKERS = 1 << 20;

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final @Nullable ResourceProfile gpus;
  private final Duration patience;

  private ScoringCluster(SparkSession session, Duration patience) {
    this.session = session;
    this.patience = patience;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.gpus = TrialGpus.profile(spark.getConf());
  }

  /**
   * Opens the application.
   *
   * @param name that Spark shows
   * @param config of the models: their threads, and how long images are waited for
   * @throws org.apga.config.ConfigException if the user asks for GPUs as no task takes them
   */
  public static ScoringCluster open(String name, GridConfig config) {
    return new ScoringCluster(
        SparkSessions.openForArrays(name, config.engine().threads()), config.recovery().patience());
  }

  /** Where Spark shows what happens. */
  public Optional<String> page() {
    scala.Option<String> url = session.sparkContext().uiWebUrl();
    return url.isDefined() ? Optional.of(url.get()) : Optional.empty();
  }

  /** Images in the executors, decoded. */
  public final class Images implements AutoCloseable {
    private final String sourceJson;
    private final JavaRDD<DecodedImage> decoded;
    private final List<ImageReading> readings;

    private Images(ImageSource source, List<Example> examples, Decoding decoding) {
      String where = TrialJson.write(source);
      String how = TrialJson.write(decoding);
      Duration most = patience;
      List<String> listed = new ArrayList<>();
      for (int i = 0; i < examples.size(); i++) {
        listed.add(TrialJson.write(new Listed(i, examples.get(i))));
      }
      this.sourceJson = where;
      this.decoded =
          spark
              .parallelize(listed, tasks(examples.size()))
              .mapPartitions(some -> ExecutorWork.decode(some, where, how, most))
              .persist(StorageLevel.MEMORY_AND_DISK());
      this.readings =
          described(
                  "read " + examples.size() + " images of " + source.name(),
                  () -> decoded.map(image -> TrialJson.write(image.reading())).collect())
              .stream()
              .map(json -> TrialJson.read(json, ImageReading.class))
              .sorted(Comparator.comparingInt(ImageReading::image))
              .toList();
    }

    /** What became of each, in the order of the list. */
    public List<ImageReading> readings() {
      return readings;
    }

    /** Lets go of them. */
    @Override
    public void close() {
      decoded.unpersist();
    }
  }

  /** As many as keep every core busy, and as many as memory wants. */
  private int tasks(int images) {
    int most = (images + IMAGES_OF_A_TASK - 1) / IMAGES_OF_A_TASK;
    return Math.max(1, Math.max(most, Math.min(images, spark.defaultParallelism())));
  }

  /**
   * Reads and decodes images. Unreadable ones are told of, not thrown.
   *
   * @throws EvaluationException if an executor does not see where they are
   */
  public Images read(ImageSource source, List<Example> examples, Decoding decoding) {
    return new Images(source, examples, decoding);
  }

  /** The same for their hashes alone: the images are not kept. */
  public List<ImageReading> look(ImageSource source, List<Example> examples, Decoding decoding) {
    try (Images images = read(source, examples, decoding)) {
      return images.readings();
    }
  }

  /**
   * What a model says of the readable images.
   *
   * @param title of the model, that Spark shows
   * @param maskFolder where masks are written to as PNG; null for nowhere. They are the policy's
   *     or, without one, the classifier's Grad-CAM
   */
  public List<ImageScore> score(
      Images images,
      String title,
      GridConfig config,
      Networks.Weights weights,
      @Nullable String maskFolder) {
    ExecutorWork work = new ExecutorWork(config);
    MaskFiles files = maskFolder == null ? null : new MaskFiles(maskFolder);
    JavaPairRDD<DecodedImage, INDArray> arrays = images.decoded.mapPartitionsToPair(work::arrays);
    onGpus(arrays.rdd());
    JavaPairRDD<ImageView, INDArray> views;
    NetworkState policy = weights.policy();
    if (policy == null) {
      views =
          arrays.mapToPair(
              one ->
                  new scala.Tuple2<>(
                      new ImageView(one._1().index(), ImageView.Kind.PLAIN, null), one._2()));
      if (files != null) {
        gradCam(images, title, work, weights.classifier(), files);
      }
    } else {
      String source = images.sourceJson;
      views =
          feedForward(policy(config, policy), arrays, config)
              .mapPartitionsToPair(scored -> work.views(scored, source, files));
    }
    JavaPairRDD<ImageView, INDArray> logits =
        feedForward(classifier(config, weights, Ending.LOGITS), views, config);
    List<String> seen =
        described(
            "score " + title,
            () ->
                logits
                    .map(one -> TrialJson.write(one._1().seen(ServedGraphs.probability(one._2()))))
                    .collect());
    return joined(seen);
  }

  /** The mean of an image's two probabilities is what test-time augmentation says. */
  private static List<ImageScore> joined(List<String> seen) {
    Map<Integer, ImageScore> scores = new TreeMap<>();
    Map<Integer, Double> kept = new TreeMap<>();
    for (String json : seen) {
      Seen one = TrialJson.read(json, Seen.class);
      if (one.kind() == ImageView.Kind.KEPT) {
        kept.put(one.index(), one.probability());
      } else {
        scores.put(one.index(), new ImageScore(one.index(), one.probability(), null, one.mask()));
      }
    }
    return scores.values().stream()
        .map(
            score -> {
              Double other = kept.get(score.image());
              return other == null
                  ? score
                  : new ImageScore(
                      score.image(),
                      score.probability(),
                      (score.probability() + other) / 2,
                      score.mask());
            })
        .toList();
  }

  /** Has Deeplearning4j's own evaluation count a model's calls of the readable images. */
  public CallCounts count(
      Images images, String title, GridConfig config, Networks.Weights weights) {
    ExecutorWork work = new ExecutorWork(config);
    JavaRDD<DataSet> labelled = images.decoded.mapPartitions(work::labelled);
    onGpus(labelled.rdd());
    SparkComputationGraph graph = classifier(config, weights, Ending.PROBABILITIES);
    IEvaluation[] counted =
        described(
            "count the calls of " + title,
            () ->
                graph.doEvaluation(
                    labelled,
                    EVALUATION_WORKERS,
                    config.training().batchSize(),
                    new Evaluation(ServedGraphs.CLASSES)));
    Evaluation evaluation = (Evaluation) counted[0];
    return new CallCounts(
        of(evaluation.truePositives()),
        of(evaluation.falsePositives()),
        of(evaluation.trueNegatives()),
        of(evaluation.falseNegatives()));
  }

  private static int of(Map<Integer, Integer> counts) {
    return counts.getOrDefault(1, 0);
  }

  private void gradCam(
      Images images, String title, ExecutorWork work, NetworkState state, MaskFiles files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      NetworkFile.write(bytes, state);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot pack the weights of " + title, e);
    }
    Broadcast<byte[]> weights = spark.broadcast(bytes.toByteArray());
    JavaRDD<DecodedImage> decoded = images.decoded.mapPartitions(some -> some);
    onGpus(decoded.rdd());
    described(
        "Grad-CAM of " + title,
        () -> {
          decoded.foreachPartition(some -> work.gradCam(some, weights.value(), files));
          return true;
        });
    weights.destroy();
  }

  private <K> JavaPairRDD<K, INDArray> feedForward(
      SparkComputationGraph graph, JavaPairRDD<K, INDArray> images, GridConfig config) {
    return graph.feedForwardWithKeySingle(images, config.training().batchSize());
  }

  private SparkComputationGraph classifier(
      GridConfig config, Networks.Weights weights, Ending ending) {
    return spread(
        ServedGraphs.classifier(
            config.classifier(), config.engine().precision(), weights.classifier(), ending));
  }

  private SparkComputationGraph policy(GridConfig config, NetworkState state) {
    Precision precision = config.engine().precision();
    return spread(ServedGraphs.policy(config.policy(), precision, state));
  }

  private SparkComputationGraph spread(ComputationGraph graph) {
    // Evaluation trains nothing and has no training master.
    @SuppressWarnings("NullAway")
    SparkComputationGraph spread = new SparkComputationGraph(spark, graph, null);
    return spread;
  }

  private void onGpus(RDD<?> stage) {
    if (gpus != null) {
      stage.withResources(gpus);
    }
  }

  /** Names a job for Spark's page, and makes a line of what Spark says of one that fails. */
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
    session.close();
  }
}
