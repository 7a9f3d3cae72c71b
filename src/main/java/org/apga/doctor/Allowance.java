package org.apga.doctor;

import java.util.List;

/**
 * What Spark gives the process that trains.
 *
 * @param place where that process is
 * @param overheadBytes that it may use beside its heap before its cluster manager ends it ({@code
 *     spark.executor.memoryOverhead} on YARN and Kubernetes); -1 where nobody does
 * @param gpus addresses of its GPUs; empty where Spark deals out none
 * @param trialsAtOnce that it trains
 * @param trialsPerGpu that share one GPU
 */
public record Allowance(
    Place place, long overheadBytes, List<String> gpus, int trialsAtOnce, int trialsPerGpu) {

  /** Where trials are trained. */
  public enum Place {
    /** In the process that was started by hand: {@code local[...]}. */
    HERE,
    /** In an executor. */
    EXECUTOR,
    /** Elsewhere: the process looks at its machine on behalf of executors like it. */
    ELSEWHERE
  }

  public Allowance {
    gpus = List.copyOf(gpus);
  }
}
