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
 * Cores for one trial alone, if its executor knows which cores are its own: those on which the
 * operating system lets it run must be as many as Spark counts for it. That is the case on a
 * machine with one executor, and in a container that was given cores. Elsewhere other executors may
 * run on the same cores, and trials of two executors would be bound to the same one.
 */
record TrialCores(List<Integer> mine) implements AutoCloseable {
  /** The argument that each cluster manager passes to an executor's process. */
  private static final Pattern OF_EXECUTOR = Pattern.compile("ExecutorBackend .*--cores (\\d+)\\b");

  /** The cores of trials that run in this process. */
  private static final Set<Integer> TAKEN = new HashSet<>();

  /**
   * On an executor: binds the task's thread to as many cores as Spark counts for the task, until
   * closed. If that is one core, the kernel chooses it.
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
   * Returns how many cores Spark counts for an executor.
   *
   * @param command the main class and arguments of its process
   * @return 0 if that is not known, or with {@code local-cluster}
   */
  static int ofExecutor(SparkConf conf, String command) {
    String master = conf.get("spark.master", "");
    if (TrialGpus.isLocal(master)) {
      return Allowances.cores(conf);
    }
    Matcher told = OF_EXECUTOR.matcher(command);
    return !master.startsWith("local-cluster") && told.find() ? Integer.parseInt(told.group(1)) : 0;
  }

  /** Returns cores that no trial has; none if too few are left, or if one is enough. */
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
