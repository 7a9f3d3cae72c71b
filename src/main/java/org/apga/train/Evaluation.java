package org.apga.train;

import java.util.List;
import java.util.stream.IntStream;
import org.apga.data.Example;
import org.apga.metrics.ClassificationMetrics;
import org.apga.metrics.Probabilities;
import org.apga.metrics.Scored;
import org.apga.metrics.Studies;
import org.jspecify.annotations.Nullable;

/**
 * The networks' predictions for a split.
 *
 * @param examples the images, in order
 * @param probabilities probabilities of the classes, for each image
 * @param augmented the same with test-time augmentation; null for arms without a policy
 * @param maskShares share of the mask's pixels over one half, for each image; null for arms without
 *     a policy
 */
public record Evaluation(
    List<Example> examples,
    List<Probabilities> probabilities,
    @Nullable List<Probabilities> augmented,
    double @Nullable [] maskShares) {

  /** Metrics over images. */
  public ClassificationMetrics images() {
    return ClassificationMetrics.of(scored(probabilities));
  }

  /** Metrics over studies: the mean probabilities of a study's images. */
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

  private List<Scored> scored(List<Probabilities> values) {
    return IntStream.range(0, values.size()).mapToObj(i -> scored(i, values.get(i))).toList();
  }

  private Scored scored(int i, Probabilities said) {
    Example of = examples.get(i);
    return new Scored(said, of.label(), of.study(), of.patient());
  }
}
