package org.apga.method;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.RewardNorms;
import org.apga.config.GridConfig.RewardOf;
import org.apga.config.GridConfig.Sampling;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.GradientCarry;
import org.apga.engine.Losses;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NormSet;
import org.apga.engine.NormStatistics;
import org.apga.engine.Reinforcement;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * Adversarial policy gradient augmentation (Cheng et al. 2019, section 2 and Algorithm 1, with the
 * moving baseline of the published code).
 *
 * <p>For each batch, the classifier makes a clean step. The adversary erases the pixels that the
 * policy points at, and the resulting increase of the classifier's loss is the policy's reward. The
 * policy makes a policy-gradient step on the reward minus its moving baseline. The aid then keeps
 * only the pixels that the updated policy points at, and the classifier makes a step on them. With
 * one reward per batch, the first batch has advantage 0 because the baseline starts as its reward.
 *
 * <p>As published, the reward is a loss after the clean step with running statistics, minus the
 * loss of the clean step itself, which was computed before that step with the statistics of the
 * batch ({@link RewardNorms#MIXED}). The other two settings compute both losses after the step,
 * with the same statistics.
 */
public final class Apga implements Method {
  private static final String BASELINE = "reward_baseline";
  private static final String DRAWN = "numbers_drawn";

  private final Classifier classifier;
  private final MaskPolicy policy;
  private final GridConfig.Apga settings;
  private final long seed;
  private double baseline = Double.NaN;
  private RandomStream random;

  /** Trains both networks; {@code seed} is the trial's. */
  public Apga(Classifier classifier, MaskPolicy policy, GridConfig.Apga settings, long seed) {
    this.classifier = classifier;
    this.policy = policy;
    this.settings = settings;
    this.seed = seed;
    this.random = RandomStream.of(seed, Purpose.MASKS, 0);
  }

  @Override
  public void startEpoch(int epoch) {
    random = RandomStream.of(seed, Purpose.MASKS, epoch);
  }

  @Override
  public Step step(Batch batch) {
    Losses clean = classifier.fit(batch, NormSet.CLEAN, GradientCarry.NONE);

    Masks masks = chosen(policy.masks(batch));
    NormStatistics statistics =
        settings.rewardNorms() == RewardNorms.TRAINING
            ? NormStatistics.BATCH
            : NormStatistics.RUNNING;
    Losses maskedOut =
        classifier.losses(batch.erasedWhere(masks, settings.fill()), NormSet.MASKED, statistics);
    Losses whole =
        settings.rewardNorms() == RewardNorms.MIXED
            ? clean
            : classifier.losses(batch, NormSet.CLEAN, statistics);
    double reward = maskedOut.mean() - whole.mean();
    double decay = settings.baselineDecay();
    baseline = Double.isNaN(baseline) ? reward : decay * baseline + (1 - decay) * reward;
    double policyLoss =
        policy.reinforce(
            batch,
            new Reinforcement(
                advantages(maskedOut, whole),
                settings.sampling() == Sampling.BERNOULLI ? masks.pointed() : null,
                settings.weights()));

    Masks updated = chosen(policy.masks(batch));
    double maskedIn = classifier.fitMasked(batch.keptWhere(updated, settings.fill()));

    return Step.of(Measure.CLEAN_LOSS, clean.mean())
        .with(Measure.MASKED_OUT_LOSS, maskedOut.mean())
        .with(Measure.MASKED_IN_LOSS, maskedIn)
        .with(Measure.REWARD, reward)
        .with(Measure.REWARD_BASELINE, baseline)
        .with(Measure.ADVANTAGE, reward - baseline)
        .with(Measure.POLICY_LOSS, policyLoss)
        .withMasksBefore(masks)
        .withMasksAfter(updated);
  }

  /** The masks that are applied: the probabilities, for a threshold, or a draw from them. */
  private Masks chosen(Masks probabilities) {
    return settings.sampling() == Sampling.BERNOULLI ? probabilities.drawn(random) : probabilities;
  }

  /** One for the batch, or one per image. */
  private double[] advantages(Losses maskedOut, Losses whole) {
    if (settings.rewardOf() == RewardOf.BATCH) {
      return new double[] {maskedOut.mean() - whole.mean() - baseline};
    }
    double[] advantages = new double[whole.images().length];
    Arrays.setAll(advantages, i -> maskedOut.images()[i] - whole.images()[i] - baseline);
    return advantages;
  }

  @Override
  public Map<String, Double> memory() {
    Map<String, Double> memory = new TreeMap<>(Map.of(BASELINE, baseline));
    if (settings.sampling() == Sampling.BERNOULLI) {
      // Exact up to 2^53, more than any epoch draws.
      memory.put(DRAWN, (double) random.position());
    }
    return memory;
  }

  @Override
  public void remember(Map<String, Double> memory) {
    baseline = memory.getOrDefault(BASELINE, Double.NaN);
    random.skip(memory.getOrDefault(DRAWN, 0.0).longValue() - random.position());
  }
}
