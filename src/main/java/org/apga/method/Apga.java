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
 * <p>A batch: a clean step of the classifier; the adversary erases what the policy points at, and
 * what the classifier loses by that is the policy's reward; a policy-gradient step on reward minus
 * its moving baseline; the aid keeps only what the updated policy points at, and the classifier
 * makes a step on it. With one reward a batch the first batch has advantage 0, for the baseline
 * starts as its reward.
 *
 * <p>Published: the reward takes the loss of the clean step, made with statistics of the batch
 * before the step, from a loss with running statistics behind it ({@link RewardNorms#MIXED}). The
 * other two take both losses behind the step, with the same statistics.
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

  /** Trains both; {@code seed} is the trial's. */
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

  /** What of the probabilities is acted on: themselves, by threshold, or a draw. */
  private Masks chosen(Masks probabilities) {
    return settings.sampling() == Sampling.BERNOULLI ? probabilities.drawn(random) : probabilities;
  }

  /** One of the batch, or one an image. */
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
      // Exact up to 2^53, which no epoch draws.
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
