package org.apga.engine;

/** How the batch norms of a classifier treat a step on masked images. */
public enum MaskedNorms {
  /** One set of norms: masked images update the running statistics too. As published. */
  SHARED(false, false),
  /** Masked images do not update the running statistics. */
  HELD(false, false),
  /** Masked images have running statistics, scales and shifts of their own (AdvProp). */
  SPLIT(true, true),
  /** Masked images have running statistics of their own; scales and shifts are shared. */
  SPLIT_STATISTICS(true, false);

  private final boolean ownStatistics;
  private final boolean ownAffine;

  MaskedNorms(boolean ownStatistics, boolean ownAffine) {
    this.ownStatistics = ownStatistics;
    this.ownAffine = ownAffine;
  }

  /** Whether masked images have running means and variances of their own. */
  public boolean ownStatistics() {
    return ownStatistics;
  }

  /** Whether masked images have scales and shifts of their own, which Adam updates separately. */
  public boolean ownAffine() {
    return ownAffine;
  }
}
