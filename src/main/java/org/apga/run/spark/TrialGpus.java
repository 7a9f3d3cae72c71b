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
 * GPUs for trials, and for nothing else.
 *
 * <p>What {@code spark.task.resource.gpu.amount} asks for, by default one GPU, becomes a resource
 * profile of the trials' stages; every other stage of the application asks for none. Where Spark
 * has no GPUs to give ({@code local[...]}, or executors without {@code
 * spark.executor.resource.gpu.amount}) trials ask for none either.
 *
 * <p>Needs Spark 3.5.1 on YARN and Kubernetes.
 */
public final class TrialGpus {
  private static final String GPU = "gpu";
  private static final String OF_EXECUTOR = "spark.executor.resource.gpu.amount";
  private static final String OF_TASK = "spark.task.resource.gpu.amount";

  /** Where the amount stands once it is no longer every task's. */
  private static final String OF_TRIAL = "spark.apga.trial.gpu.amount";

  private TrialGpus() {}

  /**
   * Takes the tasks' GPUs out of a configuration and remembers them for trials.
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
          "is %s; a trial takes one GPU, so it must be 1, or 0.5 or less where several share one.";
      throw new ConfigException("Spark's settings", OF_TASK, why.formatted(asked));
    }
    conf.set(OF_TRIAL, asked);
  }

  /**
   * What {@code numerics.device = auto} is: a GPU where the settings that this process was
   * submitted with give executors one, or where ND4J is built for GPUs alone.
   */
  public static Device fitting() {
    SparkConf conf = new SparkConf();
    boolean given = !isLocal(conf.get("spark.master", "local")) && conf.getInt(OF_EXECUTOR, 0) > 0;
    return given || Engines.nativeBuild().device() == NativeBuild.Device.CUDA
        ? Device.CUDA
        : Device.CPU;
  }

  /** Whether everything runs in this JVM; {@code local-cluster} has executors. */
  static boolean isLocal(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  /** What a trial's stage asks for; null where trials ask for no GPU. */
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

  /** How many GPUs an executor has; 0 where trials ask for none. */
  static int gpusPerExecutor(SparkConf conf) {
    return conf.contains(OF_TRIAL) ? conf.getInt(OF_EXECUTOR, 0) : 0;
  }

  static int trialsPerGpu(SparkConf conf) {
    return (int) (1 / conf.getDouble(OF_TRIAL, 1));
  }

  /** On an executor: its GPUs' addresses; none where Spark gave it none. */
  static List<String> ofExecutor() {
    return addresses(ProgressPlugin.executorResources());
  }

  /** On an executor: gives the task's thread the GPU that Spark gave the task. */
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
