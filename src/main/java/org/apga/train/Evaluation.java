package org.apga.train;

import java.util.ArrayList;
import java.util.List;
import org.apga.data.Example;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Scored;
import org.apga.metrics.Studies;
import org.jspecify.annotations.Nullable;

/**
 * What the networks say of a split.
 *
 * @param examples the images, in order
 * @param probabilities of being abnormal, an image each
 * @param augmented the same with test-time augmentation; null for arms without a policy
 * @param maskShares share of pixels over one half, an image each; null for arms without a policy
 */
public record Evaluation(
    List<Example> examples,
    double[] probabilities,
    double @Nullable [] augmented,
    double @Nullable [] maskShares) {

  /** Metrics over images. */
  public ClassificationMetrics images() {
    return ClassificationMetrics.of(scored(probabilities));
  }

  /** Metrics over studies: the mean probability of a study's images. */
  public ClassificationMetrics studies() {
    return ClassificationMetrics.of(Studies.of(scored(probabilities)));
  }

  /** Metrics over images with test-time augmentation; null for arms without a policy. */
  public @Nullable ClassificationMetrics augmentedImages() {
    return augmented == null ? null : ClassificationMetrics.of(scored(augmented));
  }

  /** Metrics over studies with test-time augmentation; null for arms without a policy. */
  public @Nullable ClassificationMetrics augmentedStudies() {
    return augmented == null ? null : ClassificationMetrics.of(Studies.of(scored(augmented)));
  }

  private List<Scored> scored(double[] values) {
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Example of = examples.get(i);
      scored.add(new Scored(values[i], of.label(), of.study(), of.patient()));
    }
    return scored;
  }
}
