package org.apga.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed and the same number of threads give the same bits, whatever else goes on. */
public abstract class RepeatabilityContract {

  /** The engine in single precision, on the calling thread. */
  protected abstract Engine engine(int threads);

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTrainingGivesTheSameBitsAgainAndBesideAnother(int threads) {
    double[] first = train(1, threads);
    double[] second = train(2, threads);
    assertThat(second).isNotEqualTo(first);
    assertThat(train(1, threads)).isEqualTo(first);

    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<double[]> left =
          CompletableFuture.supplyAsync(() -> train(1, threads), two);
      CompletableFuture<double[]> right =
          CompletableFuture.supplyAsync(() -> train(2, threads), two);
      assertThat(left.join()).isEqualTo(first);
      assertThat(right.join()).isEqualTo(second);
    } finally {
      two.shutdown();
    }
  }

  /** Steps and looks of every kind, on batches of several sizes; all that they give. */
  private double[] train(long seed, int threads) {
    DoubleStream.Builder seen = DoubleStream.builder();
    try (Engine engine = engine(threads);
        Classifier classifier = engine.classifier(Samples.CLASSIFIER, Samples.ADAM, seed);
        MaskPolicy policy = engine.policy(Samples.POLICY, Samples.ADAM, seed)) {
      for (int images : new int[] {4, 3, 1}) {
        Batch batch = Samples.batch(images, seed + images);
        seen.add(classifier.fit(batch));
        seen.add(classifier.loss(batch));
        classifier.fitThrough(policy, batch, new JointStep(0.5, 0.6, GradientCarry.NONE));
        policy.masks(batch);
        seen.add(
            policy.reinforce(
                batch, Reinforcement.published(0.1, new PolicyLossWeights(100, 0.1, 0.01))));
        Arrays.stream(classifier.activationMaps(batch, NormStatistics.BATCH).values())
            .forEach(seen::add);
      }
      Arrays.stream(Samples.numbers(classifier.state())).forEach(seen::add);
      Arrays.stream(Samples.numbers(policy.state())).forEach(seen::add);
    }
    return seen.build().toArray();
  }
}
