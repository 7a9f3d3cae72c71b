package org.apga.train;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apga.config.GridConfig;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DivergedException;
import org.apga.engine.Engine;
import org.apga.engine.Fill;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Network;
import org.apga.engine.NetworkState;
import org.jspecify.annotations.Nullable;

/**
 * The networks that a trial trains.
 *
 * @param policy null for arms without one
 * @param fill the values of pixels that the policy's masks erase
 * @param gathering the images whose statistics the classifier's norms use in evaluation; null for
 *     their running statistics
 */
public record Networks(
    Classifier classifier, @Nullable MaskPolicy policy, Fill fill, @Nullable Gathering gathering)
    implements AutoCloseable {
  /** Networks evaluated with running statistics, whose masks leave black. */
  public Networks(Classifier classifier, @Nullable MaskPolicy policy) {
    this(classifier, policy, Fill.ZERO, null);
  }

  /**
   * Opens networks with these settings and weights, whose optimisers start anew or go on.
   *
   * @param loss the loss of the classifier's steps
   * @param gathering null if its norms are evaluated with running statistics
   */
  public static Networks open(
      Engine engine,
      GridConfig config,
      CrossEntropy loss,
      Weights weights,
      @Nullable Gathering gathering) {
    NetworkState policy = weights.policy();
    return new Networks(
        engine.classifier(
            config.classifier(),
            new ClassifierSteps(config.classifierAdam(), loss, config.norms().maskedSteps()),
            weights.classifier()),
        policy == null ? null : engine.policy(config.policy(), config.policyAdam(), policy),
        config.apga().fill(),
        gathering);
  }

  /** The classifier without the policy. */
  Networks classifierAlone() {
    return new Networks(classifier, null, fill, null);
  }

  /** Multiplies the optimisers' learning rates by this factor in the next steps. */
  void rate(double share) {
    all().forEach(network -> network.rate(share));
  }

  /**
   * Runs {@code work} with the networks as they are evaluated: with averaged weights if they keep
   * averages, and with gathered statistics if that is configured.
   */
  public <T> T asEvaluated(Supplier<T> work) {
    return averaged(
        () -> {
          if (gathering != null) {
            classifier.gatherStatistics(gathering);
          }
          try {
            return work.get();
          } finally {
            classifier.restoreStatistics();
          }
        });
  }

  /** The same with running statistics. */
  <T> T averaged(Supplier<T> work) {
    all().forEach(Network::exchangeAverage);
    try {
      return work.get();
    } finally {
      all().forEach(Network::exchangeAverage);
    }
  }

  private Stream<Network> all() {
    return Stream.concat(Stream.of(classifier), Stream.ofNullable(policy));
  }

  /** Copies of the weights, without the optimisers. */
  public Weights weights() {
    return new Weights(
        classifier.state().withoutOptimiser(),
        policy == null ? null : policy.state().withoutOptimiser());
  }

  /**
   * Checks that all values of the networks are finite.
   *
   * @param flaw finds a value of a network that is not finite
   * @throws DivergedException if there is one
   */
  void requireNumbers(Function<Network, Optional<String>> flaw) {
    all()
        .flatMap(network -> flaw.apply(network).stream())
        .findFirst()
        .ifPresent(
            what -> {
              throw new DivergedException(what);
            });
  }

  /**
   * The weights of a trial.
   *
   * @param policy null for arms without one
   */
  public record Weights(NetworkState classifier, @Nullable NetworkState policy) {}

  @Override
  public void close() {
    classifier.close();
    if (policy != null) {
      policy.close();
    }
  }
}
