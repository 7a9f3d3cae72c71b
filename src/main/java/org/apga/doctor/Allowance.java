package org.apga.doctor;

import java.util.List;

/**
 * The resources that Spark gives the process that trains.
 *
 * @param place where that process is
 * @param overheadBytes memory that it may use outside its heap before its cluster manager ends it
 *     ({@code spark.executor.memoryOverhead} on YARN and Kubernetes); -1 if there is no such limit
 * @param gpus addresses of its GPUs; empty if Spark assigns none
 * @param trialsAtOnce number of trials that it trains at once
 * @param trialsPerGpu number of trials that share one GPU
 */
public record Allowance(
    Place place, long overheadBytes, List<String> gpus, int trialsAtOnce, int trialsPerGpu) {

  /** Where trials are trained. */
  public enum Place {
    /** In the process that was started by hand: {@code local[...]}. */
    HERE,
    /** In an executor. */
    EXECUTOR,
    /**
     * Elsewhere: the process checks its own machine, assuming that those of executors are like it.
     */
    ELSEWHERE
  }

  public Allowance {
    gpus = List.copyOf(gpus);
  }
}
