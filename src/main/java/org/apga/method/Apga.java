package org.apga.method;

import java.util.Map;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;

/**
 * Adversarial policy gradient augmentation (Cheng et al. 2019, section 2 and Algorithm 1, with the
 * moving baseline of the published code).
 *
 * <p>A batch: a clean step of the classifier; the adversary erases what the policy points at, and
 * what the classifier loses by that is the policy's reward; a policy-gradient step on reward minus
 * its moving baseline; the aid keeps only what the updated policy points at, and the classifier
 * makes a step on it. The first batch has advantage 0, for the baseline starts as its reward.
 */
public final class Apga implements Method {
  private static final String BASELINE = "reward_baseline";

  private final Classifier classifier;
  private final MaskPolicy policy;
  private final GridConfig.Apga settings;
  private double baseline = Double.NaN;

  public Apga(Classifier classifier, MaskPolicy policy, GridConfig.Apga settings) {
    this.classifier = classifier;
    this.policy = policy;
    this.settings = settings;
  }

  @Override
  public Step step(Batch batch) {
    double clean = classifier.fit(batch);

    Masks masks = policy.masks(batch);
    double maskedOut = classifier.loss(batch.erasedWhere(masks));
    double reward = maskedOut - clean;
    double decay = settings.baselineDecay();
    baseline = Double.isNaN(baseline) ? reward : decay * baseline + (1 - decay) * reward;
    double advantage = reward - baseline;
    double policyLoss = policy.reinforce(batch, advantage, settings.weights());

    Masks updated = policy.masks(batch);
    double maskedIn = classifier.fit(batch.keptWhere(updated));

    return Step.of(Measure.CLEAN_LOSS, clean)
        .with(Measure.MASKED_OUT_LOSS, maskedOut)
        .with(Measure.MASKED_IN_LOSS, maskedIn)
        .with(Measure.REWARD, reward)
        .with(Measure.REWARD_BASELINE, baseline)
        .with(Measure.ADVANTAGE, advantage)
        .with(Measure.POLICY_LOSS, policyLoss)
        .withMasksBefore(masks)
        .withMasksAfter(updated);
  }

  @Override
  public Map<String, Double> memory() {
    return Map.of(BASELINE, baseline);
  }

  @Override
  public void remember(Map<String, Double> memory) {
    baseline = memory.getOrDefault(BASELINE, Double.NaN);
  }
}
