package org.apga.run.spark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apga.trial.Engines;

/**
 * Cores of one trial's own, where its executor knows which are its own: the operating system lets
 * it run on as many as Spark counts for it, neither more nor fewer. That is so on a machine that
 * one executor has to itself, and in a container that was given cores. Elsewhere other executors
 * may run on the same cores, and trials of two executors would be bound to one.
 */
record TrialCores(List<Integer> mine) implements AutoCloseable {
  /** What each cluster manager tells an executor's process. */
  private static final Pattern OF_EXECUTOR = Pattern.compile("ExecutorBackend .*--cores (\\d+)\\b");

  /** Those of trials that run in this process. */
  private static final Set<Integer> TAKEN = new HashSet<>();

  /**
   * On an executor: gives the task's thread as many cores as Spark counts for the task, until
   * closed. A single thread stays where the kernel puts it.
   */
  static TrialCores bind(TaskContext task) {
    List<Integer> all = Engines.cores();
    SparkConf conf = SparkEnv.get().conf();
    boolean known = all.size() == ofExecutor(conf, System.getProperty("sun.java.command", ""));
    TrialCores cores = take(known ? all : List.of(), task.cpus());
    Engines.useCores(cores.mine);
    return cores;
  }

  /**
   * How many cores Spark counts for an executor.
   *
   * @param command its process's main class and arguments
   * @return 0 where that is not known, or where executors are pretended
   */
  static int ofExecutor(SparkConf conf, String command) {
    String master = conf.get("spark.master", "");
    if (TrialGpus.isLocal(master)) {
      return Allowances.cores(conf);
    }
    Matcher told = OF_EXECUTOR.matcher(command);
    return !master.startsWith("local-cluster") && told.find() ? Integer.parseInt(told.group(1)) : 0;
  }

  /** Cores that no trial has; none where so many are not left, or one is enough. */
  static TrialCores take(List<Integer> all, int wanted) {
    synchronized (TAKEN) {
      List<Integer> mine =
          all.stream().filter(core -> !TAKEN.contains(core)).limit(wanted).toList();
      TrialCores cores = new TrialCores(wanted > 1 && mine.size() == wanted ? mine : List.of());
      TAKEN.addAll(cores.mine);
      return cores;
    }
  }

  @Override
  public void close() {
    Engines.useCores(List.of());
    synchronized (TAKEN) {
      mine.forEach(TAKEN::remove);
    }
  }
}
