package org.apga.method;

import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.JointLoss;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NormSet;

/**
 * A clean step; one joint step of classifier and policy on the softly masked image p * x with terms
 * for the mask's size; then a step of the classifier on the pixels that the updated policy points
 * at.
 *
 * @param classifier trained
 * @param policy trained
 * @param joint weights of the joint loss
 */
public record EndToEnd(Classifier classifier, MaskPolicy policy, JointStep joint)
    implements Method {
  @Override
  public Step step(Batch batch) {
    double clean = classifier.fit(batch, NormSet.CLEAN, joint.carry()).mean();
    JointLoss soft = classifier.fitThrough(policy, batch, joint);
    Masks updated = policy.masks(batch);
    double maskedIn = classifier.fitMasked(batch.keptWhere(updated, joint.fill()));
    return Step.of(Measure.CLEAN_LOSS, clean)
        .with(Measure.SOFT_MASK_LOSS, soft.crossEntropy())
        .with(Measure.POLICY_LOSS, soft.total())
        .with(Measure.MASKED_IN_LOSS, maskedIn)
        .withMasksAfter(updated);
  }
}
