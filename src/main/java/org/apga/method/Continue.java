package org.apga.method;

import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;

/**
 * Clean steps alone, starting from the best baseline: the control, with as many steps per batch as
 * the arms that are compared with it but without augmentation.
 *
 * @param classifier trained
 * @param steps per batch, 1 to 3
 */
public record Continue(Classifier classifier, int steps) implements Method {
  private static final List<Measure> LOSSES =
      List.of(Measure.CLEAN_LOSS, Measure.SECOND_LOSS, Measure.THIRD_LOSS);

  @Override
  public Step step(Batch batch) {
    Step step = Step.of(Measure.CLEAN_LOSS, classifier.fit(batch));
    for (Measure loss : LOSSES.subList(1, steps)) {
      step = step.with(loss, classifier.fit(batch));
    }
    return step;
  }
}
