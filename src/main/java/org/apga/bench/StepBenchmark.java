package org.apga.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.Engine;
import org.apga.engine.MaskPolicy;
import org.apga.method.Method;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Times steps on networks with drawn weights and images of noise, a new batch each step. Making a
 * batch is not timed: in training another thread makes it meanwhile.
 */
public final class StepBenchmark implements AutoCloseable {
  private static final long SEED = 0;

  private final int batchSize;
  private final int imageSize;
  private final RandomStream noise = RandomStream.of(SEED, Purpose.BENCHMARK);
  private final @Nullable Classifier classifier;
  private final @Nullable Classifier frozen;
  private final @Nullable MaskPolicy policy;
  private final Consumer<Batch> step;

  /**
   * Opens the networks that the work needs.
   *
   * @param config networks, optimisers and the settings of the arms
   */
  public StepBenchmark(Engine engine, GridConfig config, Workload workload, int batchSize) {
    this.batchSize = batchSize;
    this.imageSize = config.classifier().imageSize();
    classifier = workload.hasClassifier() ? classifier(engine, config) : null;
    frozen = workload.hasFrozenClassifier() ? classifier(engine, config) : null;
    policy =
        workload.hasPolicy() ? engine.policy(config.policy(), config.policyAdam(), SEED) : null;
    step = workload.arm().map(arm -> armStep(arm, config)).orElseGet(() -> other(workload, config));
  }

  private static Classifier classifier(Engine engine, GridConfig config) {
    return engine.classifier(config.classifier(), config.classifierAdam(), SEED);
  }

  private Consumer<Batch> armStep(Arm arm, GridConfig config) {
    Method method =
        Method.of(arm, config, SEED, Objects.requireNonNull(classifier), policy, frozen);
    method.startEpoch(1);
    return method::step;
  }

  private Consumer<Batch> other(Workload workload, GridConfig config) {
    if (workload.equals(Workload.INFERENCE)) {
      return Objects.requireNonNull(classifier)::logits;
    }
    MaskPolicy trained = Objects.requireNonNull(policy);
    return batch -> {
      trained.masks(batch);
      trained.reinforce(batch, 1, config.apga().weights());
    };
  }

  /**
   * Makes a step that does not count, then {@code steps} that do.
   *
   * @param steps at least 1
   * @return the median step
   */
  public Laps.Lap run(int steps) throws InterruptedException {
    step.accept(batch());
    List<Laps.Lap> laps = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      Batch batch = batch();
      laps.add(Laps.of(() -> step.accept(batch)));
    }
    return Laps.median(laps);
  }

  private Batch batch() {
    double[] pixels = new double[batchSize * imageSize * imageSize];
    for (int i = 0; i < pixels.length; i++) {
      // Training's pixels are no finer than floats either.
      pixels[i] = (float) noise.nextDouble();
    }
    int[] labels = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      labels[i] = i % 2;
    }
    return new Batch(batchSize, imageSize, imageSize, pixels, labels);
  }

  @Override
  public void close() {
    if (classifier != null) {
      classifier.close();
    }
    if (frozen != null) {
      frozen.close();
    }
    if (policy != null) {
      policy.close();
    }
  }

  /**
   * What is done with a batch: a step of an arm, or something else.
   *
   * @param label its name on the command line
   * @param arm whose step it is, if it is one
   */
  public record Workload(String label, Optional<Arm> arm) {
    /** The classifier's scores in evaluation mode. */
    public static final Workload INFERENCE = new Workload("inference", Optional.empty());

    /** The policy's masks and its policy-gradient step, without a classifier. */
    public static final Workload POLICY = new Workload("policy", Optional.empty());

    boolean hasClassifier() {
      return !equals(POLICY);
    }

    boolean hasFrozenClassifier() {
      return arm.filter(Arm::looksAtFrozenBaseline).isPresent();
    }

    boolean hasPolicy() {
      return equals(POLICY) || arm.filter(Arm::trainsPolicy).isPresent();
    }

    public static List<Workload> all() {
      return Stream.concat(
              Stream.of(Arm.values()).map(arm -> new Workload(arm.label(), Optional.of(arm))),
              Stream.of(INFERENCE, POLICY))
          .toList();
    }

    public static List<String> labels() {
      return all().stream().map(Workload::label).toList();
    }
  }
}
