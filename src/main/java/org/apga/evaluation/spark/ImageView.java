package org.apga.evaluation.spark;

import java.io.Serializable;
import org.apga.metrics.MaskMetrics;
import org.jspecify.annotations.Nullable;

/**
 * What the classifier looks at: an image as it is, or what the policy keeps of it. The key of a
 * forward pass; it stays within a task and never travels.
 */
final class ImageView implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final Kind kind;
  private final transient @Nullable MaskMetrics mask;

  /** Of the image. */
  enum Kind {
    PLAIN,
    KEPT
  }

  ImageView(int index, Kind kind, @Nullable MaskMetrics mask) {
    this.index = index;
    this.kind = kind;
    this.mask = mask;
  }

  /** What came of it, as it travels to the driver. */
  Seen seen(double probability) {
    return new Seen(index, kind, probability, mask);
  }

  /**
   * A view and its probability.
   *
   * @param mask of a plain view; null without a policy
   */
  record Seen(int index, Kind kind, double probability, @Nullable MaskMetrics mask) {}
}
