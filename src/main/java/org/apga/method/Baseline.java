package org.apga.method;

import org.apga.engine.Batch;
import org.apga.engine.Classifier;

/**
 * Cross-entropy on clean images.
 *
 * @param classifier trained
 */
public record Baseline(Classifier classifier) implements Method {
  @Override
  public Step step(Batch batch) {
    return Step.of(Measure.CLEAN_LOSS, classifier.fit(batch));
  }
}
