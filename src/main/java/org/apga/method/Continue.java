package org.apga.method;

import org.apga.engine.Batch;
import org.apga.engine.Classifier;

/**
 * Two clean steps a batch, from the best baseline on: as many classifier steps on clean images as
 * the augmenting arms make in all, and no augmentation. What the others gain over this is theirs.
 *
 * @param classifier trained
 */
public record Continue(Classifier classifier) implements Method {
  @Override
  public Step step(Batch batch) {
    double first = classifier.fit(batch);
    return Step.of(Measure.CLEAN_LOSS, first).with(Measure.SECOND_LOSS, classifier.fit(batch));
  }
}
