package org.apga.store;

/**
 * The tables that say how sure a run's figures are. They are made from {@link Tables#TRIALS} and
 * {@link Tables#PREDICTIONS} alone and can be made again.
 */
public final class StatisticsTables {
  /** In column {@code part}: what a row says of all parts together. No part's name has a blank. */
  public static final String ALL_PARTS = "all parts";

  /** One row a completed trial, split, level and kind of scores: metrics with intervals. */
  public static final TableSchema METRICS = Tables.named("metrics");

  /** One row an arm, rival and seed: two trials that started alike, on the test split. */
  public static final TableSchema PAIRS = Tables.named("pairs");

  /** One row a part, shot, arm, rival and measure, and one over all parts: arms compared. */
  public static final TableSchema COMPARISONS = Tables.named("comparisons");

  private StatisticsTables() {}
}
