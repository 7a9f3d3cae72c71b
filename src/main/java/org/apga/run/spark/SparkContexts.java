package org.apga.run.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.serializer.JavaSerializer;
import org.apga.config.GridConfig;
import org.apga.secrets.Secrets;
import org.apga.trial.Vocabulary;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;

/** Sets what a grid needs of Spark, unless the user has set it. */
public final class SparkContexts {
  private static final String PLUGINS = "spark.plugins";
  private static final String MAX_FAILURES = "spark.task.maxFailures";

  /** Prefix of the settings that decide which executors and nodes get no more trials. */
  static final String EXCLUDE = "spark.excludeOnFailure.";

  /** How long they get none. */
  static final String EXCLUDE_TIMEOUT = EXCLUDE + "timeout";

  private static final ResourceBundle DEFAULTS =
      ResourceBundle.getBundle("org.apga.run.spark.defaults");

  private SparkContexts() {}

  /** Returns Spark's configuration, completed, with the name of the application. */
  public static SparkConf conf(String name) {
    return complete(new SparkConf(), name);
  }

  /** Returns Hadoop's configuration, including the {@code spark.hadoop.*} settings. */
  public static Configuration hadoop() {
    return hadoop(conf("apga"));
  }

  /**
   * Returns the Hadoop configuration of a Spark configuration. From now on {@link Secrets} knows
   * the secrets of both.
   */
  public static Configuration hadoop(SparkConf conf) {
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : conf.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    Secrets.keep(Vocabulary.words());
    Secrets.learn(settings.entrySet());
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    Secrets.learn(hadoop);
    return hadoop;
  }

  /** Completes a configuration and returns it. */
  public static SparkConf complete(SparkConf conf, String name) {
    conf.setIfMissing("spark.app.name", name);
    DEFAULTS.keySet().forEach(key -> conf.setIfMissing(key, DEFAULTS.getString(key)));
    TrialGpus.keepForTrials(conf);
    String plugins = conf.get(PLUGINS, "");
    String ours = ProgressPlugin.class.getName();
    if (!plugins.contains(ours)) {
      conf.set(PLUGINS, plugins.isEmpty() ? ours : plugins + "," + ours);
    }
    return conf;
  }

  /**
   * Sets how often Spark tries a trial whose executor is lost, and where: never twice on the same
   * executor, and the last time on another node. An executor that lost two trials, and a node that
   * lost two such executors, get no more for an hour, by Spark's defaults
   * (spark.excludeOnFailure.*). The same holds for a node on which two executors died in the middle
   * of trials ({@link DeadlyNodes}).
   *
   * <p>On one machine (local mode) Spark tries nothing twice, and there is no other executor.
   *
   * @param tries the number of tries in all, unless the user sets spark.task.maxFailures
   */
  static SparkConf survivingLosses(SparkConf conf, int tries) {
    conf.setIfMissing(MAX_FAILURES, Integer.toString(tries));
    int most = conf.getInt(MAX_FAILURES, tries);
    boolean elsewhere = most > 1 && !conf.get("spark.master", "").startsWith("local");
    if (elsewhere && conf.getBoolean(EXCLUDE + "enabled", true)) {
      conf.setIfMissing(EXCLUDE + "enabled", "true");
      conf.setIfMissing(EXCLUDE + "task.maxTaskAttemptsPerExecutor", "1");
      conf.setIfMissing(EXCLUDE + "task.maxTaskAttemptsPerNode", Integer.toString(most - 1));
      // How long a trial waits for a node that it prefers. A trial only has preferences if it is
      // kept away from a deadly node.
      conf.setIfMissing("spark.locality.wait", conf.get(EXCLUDE_TIMEOUT, "1h"));
      // How long Spark waits for another executor if all existing ones have failed the trial.
      conf.setIfMissing("spark.scheduler.excludeOnFailure.unschedulableTaskSetTimeout", "20s");
    }
    return conf;
  }

  /**
   * Opens the context of this process, for an application of that name. It uses Java serialisation:
   * Deeplearning4j's evaluation only accepts Kryo with ND4J's registration, which would load ND4J
   * in every process.
   *
   * @param threadsPerTrial cores that Spark counts for a trial, unless the user sets
   *     spark.task.cpus
   * @throws org.apga.config.ConfigException if the number of GPUs per trial is not possible
   */
  public static JavaSparkContext open(String name, int threadsPerTrial) {
    return open(
        conf(name).set("spark.serializer", JavaSerializer.class.getName()), threadsPerTrial);
  }

  /**
   * Opens the same with Java's or the user's serialisation, and with the settings for lost
   * executors.
   *
   * @param tries how often a lost trial is tried in all, unless the user sets
   *     spark.task.maxFailures
   */
  public static JavaSparkContext open(String name, int threadsPerTrial, int tries) {
    return open(survivingLosses(conf(name), tries), threadsPerTrial);
  }

  private static JavaSparkContext open(SparkConf conf, int threadsPerTrial) {
    conf.setIfMissing("spark.task.cpus", Integer.toString(threadsPerTrial));
    return JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(conf));
  }

  /** Returns the address of Spark's UI. */
  public static Optional<String> page(JavaSparkContext spark) {
    Option<String> url = spark.sc().uiWebUrl();
    return url.isDefined() ? Optional.of(url.get()) : Optional.empty();
  }

  /** Opens a context once, when it is first needed. Not thread-safe. */
  public static final class Lazy implements AutoCloseable {
    private final GridConfig config;
    private @Nullable JavaSparkContext context;

    public Lazy(GridConfig config) {
      this.config = config;
    }

    /**
     * @throws org.apga.config.ConfigException if the number of GPUs per trial is not possible
     */
    public JavaSparkContext get() {
      if (context == null) {
        context = open("apga", config.engine().threads(), config.recovery().tries());
      }
      return context;
    }

    @Override
    public void close() {
      if (context != null) {
        context.close();
        context = null;
      }
    }
  }
}
