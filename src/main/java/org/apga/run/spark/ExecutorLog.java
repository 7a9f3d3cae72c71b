package org.apga.run.spark;

import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/** Where a process of a grid logs, in words. */
final class ExecutorLog {
  private ExecutorLog() {}

  /**
   * Of this process: the file that the launcher names for a run on one machine, or the page that
   * the cluster manager tells an executor of.
   */
  static String here() {
    String page = System.getenv("SPARK_LOG_URL_STDERR");
    return page == null ? of(SparkEnv.get().executorId(), null) : page;
  }

  /**
   * Of an executor.
   *
   * @param page that its cluster manager named; null if it named none
   */
  static String of(String executor, @Nullable String page) {
    if (page != null) {
      return page;
    }
    String file = System.getProperty("apga.log");
    return file != null && executor.equals("driver") ? file : "log of executor " + executor;
  }
}
