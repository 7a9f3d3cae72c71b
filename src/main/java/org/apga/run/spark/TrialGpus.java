package org.apga.run.spark;

import java.util.List;
import java.util.Map;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apga.config.ConfigException;
import org.apga.engine.Device;
import org.apga.engine.NativeBuild;
import org.apga.trial.Engines;
import org.jspecify.annotations.Nullable;

/**
 * Requests GPUs for trials only.
 *
 * <p>The amount in {@code spark.task.resource.gpu.amount}, by default one GPU, becomes a resource
 * profile of the trials' stages; all other stages of the application request none. If Spark has no
 * GPUs ({@code local[...]}, or executors without {@code spark.executor.resource.gpu.amount}),
 * trials request none either.
 *
 * <p>Needs Spark 3.5.1 on YARN and Kubernetes.
 */
public final class TrialGpus {
  private static final String GPU = "gpu";
  private static final String OF_EXECUTOR = "spark.executor.resource.gpu.amount";
  private static final String OF_TASK = "spark.task.resource.gpu.amount";

  /** Holds the amount once it no longer applies to every task. */
  private static final String OF_TRIAL = "spark.apga.trial.gpu.amount";

  private TrialGpus() {}

  /**
   * Moves the GPU amount of a configuration from all tasks to trials.
   *
   * @throws ConfigException if the amount is neither 1 nor a share of 0.5 or less
   */
  static void keepForTrials(SparkConf conf) {
    String asked = conf.get(OF_TASK, conf.get(OF_TRIAL, "1"));
    conf.remove(OF_TASK);
    if (isLocal(conf.get("spark.master", "")) || conf.getInt(OF_EXECUTOR, 0) == 0) {
      return;
    }
    double amount = NumberUtils.toDouble(asked, Double.NaN);
    if (amount != 1 && !(amount > 0 && amount <= 0.5)) {
      String why =
          "is %s; a trial takes one GPU, so it must be 1, or 0.5 or less if several share one.";
      throw new ConfigException("Spark's settings", OF_TASK, why.formatted(asked));
    }
    conf.set(OF_TRIAL, asked);
  }

  /**
   * Returns the device of {@code numerics.device = auto}: a GPU if the settings with which this
   * process was submitted give executors one, or if ND4J is built for GPUs only.
   */
  public static Device fitting() {
    SparkConf conf = new SparkConf();
    boolean given = !isLocal(conf.get("spark.master", "local")) && conf.getInt(OF_EXECUTOR, 0) > 0;
    return given || Engines.nativeBuild().device() == NativeBuild.Device.CUDA
        ? Device.CUDA
        : Device.CPU;
  }

  /** Returns whether everything runs in this JVM; {@code local-cluster} has executors. */
  static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  /** Returns the resources of a trial's stage; null if trials request no GPU. */
  public static @Nullable ResourceProfile profile(SparkConf conf) {
    double amount = conf.getDouble(OF_TRIAL, 0);
    return amount == 0
        ? null
        : new ResourceProfileBuilder()
            .require(
                new TaskResourceRequests()
                    .cpus(conf.getInt("spark.task.cpus", 1))
                    .resource(GPU, amount))
            .build();
  }

  /** Returns how many GPUs an executor has; 0 if trials request none. */
  static int gpusPerExecutor(SparkConf conf) {
    return conf.contains(OF_TRIAL) ? conf.getInt(OF_EXECUTOR, 0) : 0;
  }

  static int trialsPerGpu(SparkConf conf) {
    return (int) (1 / conf.getDouble(OF_TRIAL, 1));
  }

  /** On an executor: returns the addresses of its GPUs; none if Spark gave it none. */
  static List<String> ofExecutor() {
    return addresses(ProgressPlugin.executorResources());
  }

  /** On an executor: binds the task's thread to the GPU that Spark gave the task. */
  public static void bind(TaskContext task) {
    List<String> mine = addresses(task.resourcesJMap());
    if (!mine.isEmpty()) {
      List<String> executors = ofExecutor();
      Engines.useGpu(executors.isEmpty() ? mine : executors, mine.get(0));
    }
  }

  private static List<String> addresses(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get(GPU);
    return gpus == null ? List.of() : List.of(gpus.addresses());
  }
}
