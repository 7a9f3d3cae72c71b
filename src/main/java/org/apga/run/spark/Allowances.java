package org.apga.run.spark;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apga.doctor.Allowance;
import org.apga.doctor.Allowance.Place;

/** What Spark's settings allow a process that trains. */
public final class Allowances {
  private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+|\\*)(,.*)?\\]");

  /** Spark's defaults for executors on YARN and Kubernetes: a share of the heap, and a minimum. */
  private static final double OVERHEAD_SHARE = 0.1;

  private static final long LEAST_OVERHEAD_MIB = 384;
  private static final long BYTES_PER_MIB = 1 << 20;

  private Allowances() {}

  /**
   * Returns the allowance from the settings with which this process was submitted: for itself with
   * {@code local[...]}, else for an executor.
   *
   * @param threadsPerTrial cores that Spark counts for a trial, unless the user sets
   *     spark.task.cpus
   */
  public static Allowance ofSubmission(int threadsPerTrial) {
    SparkConf conf = SparkContexts.conf("apga");
    conf.setIfMissing("spark.task.cpus", Integer.toString(threadsPerTrial));
    return of(conf, Place.ELSEWHERE);
  }

  /**
   * Returns the allowance from some settings.
   *
   * @param unlessLocal where trials are trained if {@code spark.master} is not {@code local[...]}
   */
  static Allowance of(SparkConf conf, Place unlessLocal) {
    Place place = TrialGpus.isLocal(conf.get("spark.master")) ? Place.HERE : unlessLocal;
    int cores = Math.max(1, cores(conf) / conf.getInt("spark.task.cpus", 1));
    int trialsPerGpu = TrialGpus.trialsPerGpu(conf);
    int gpus = TrialGpus.gpusPerExecutor(conf);
    return new Allowance(
        place,
        overheadBytes(conf),
        place == Place.HERE ? List.of() : TrialGpus.ofExecutor(),
        gpus == 0 ? cores : Math.min(cores, gpus * trialsPerGpu),
        trialsPerGpu);
  }

  static int cores(SparkConf conf) {
    int all = Runtime.getRuntime().availableProcessors();
    String master = conf.get("spark.master");
    if (TrialGpus.isLocal(master)) {
      Matcher slots = LOCAL.matcher(master);
      return !slots.matches()
          ? 1
          : slots.group(1).equals("*") ? all : Integer.parseInt(slots.group(1));
    }
    // A standalone worker's executor takes all its cores.
    return conf.getInt("spark.executor.cores", master.startsWith("spark:") ? all : 1);
  }

  private static long overheadBytes(SparkConf conf) {
    String master = conf.get("spark.master");
    if (!master.equals("yarn") && !master.startsWith("k8s://")) {
      return -1;
    }
    long heapMib = conf.getSizeAsMb("spark.executor.memory", "1g");
    double share = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_SHARE);
    long usual = Math.max(LEAST_OVERHEAD_MIB, (long) (share * heapMib));
    return conf.getSizeAsMb("spark.executor.memoryOverhead", usual + "m") * BYTES_PER_MIB;
  }
}
