package org.apga.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.config.Recipe;
import org.apga.data.Augment;
import org.apga.data.Batches;
import org.apga.data.Example;
import org.apga.data.ImageSet;
import org.apga.data.Split;
import org.apga.engine.Batch;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.Engine;
import org.apga.engine.InitialWeights;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Normalisation;
import org.apga.engine.Reinforcement;
import org.apga.method.Method;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Times steps of networks with drawn weights on images of noise. Another thread makes a new batch
 * for each step, as in training; waiting for it is part of the time.
 */
public final class StepBenchmark implements AutoCloseable {
  private static final long SEED = 0;

  private final int batchSize;
  private final int imageSize;
  private final Augment augment;
  private final @Nullable Classifier classifier;
  private final @Nullable Classifier frozen;
  private final @Nullable MaskPolicy policy;
  private final Consumer<Batch> step;

  /**
   * Opens the networks that the workload needs.
   *
   * @param config networks, recipe and the settings of the arms
   */
  public StepBenchmark(Engine engine, GridConfig config, Workload workload, int batchSize) {
    this.batchSize = batchSize;
    this.imageSize = config.classifier().imageSize();
    this.augment = config.recipe().augment();
    classifier = workload.hasClassifier() ? classifier(engine, config) : null;
    frozen = workload.hasFrozenClassifier() ? classifier(engine, config) : null;
    policy =
        workload.hasPolicy() ? engine.policy(config.policy(), config.policyAdam(), SEED) : null;
    step = workload.arm().map(arm -> armStep(arm, config)).orElseGet(() -> other(workload, config));
  }

  private static Classifier classifier(Engine engine, GridConfig config) {
    boolean plain = config.recipe().normalise() == Recipe.Normalise.NONE;
    return engine.classifier(
        config.classifier(),
        new ClassifierSteps(
            config.classifierAdam(),
            config.recipe().loss(new int[] {0, 1}, config.classifier().classes()),
            config.norms().maskedSteps()),
        InitialWeights.draw(config.classifier(), SEED)
            .withInput(plain ? Normalisation.NONE : Normalisation.IMAGENET));
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
      trained.reinforce(batch, Reinforcement.published(1, config.apga().weights()));
    };
  }

  /**
   * Computes one step that is not timed, then {@code steps} that are.
   *
   * @param steps at least 1
   * @return the median step
   */
  public Laps.Lap run(int steps) throws InterruptedException {
    ImageSet images = noise((steps + 1) * batchSize);
    Iterator<Batch> batches = new Batches(images, batchSize, SEED, augment).epoch(1, 0).iterator();
    step.accept(batches.next());
    List<Laps.Lap> laps = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      laps.add(Laps.of(() -> step.accept(batches.next())));
    }
    return Laps.median(laps);
  }

  private ImageSet noise(int count) {
    RandomStream noise = RandomStream.of(SEED, Purpose.BENCHMARK);
    List<Example> examples = new ArrayList<>();
    List<byte[]> pixels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "noise" + i;
      examples.add(new Example(name, i % 2, name, name, "noise", Split.TRAIN));
      byte[] levels = new byte[imageSize * imageSize];
      for (int p = 0; p < levels.length; p++) {
        levels[p] = (byte) noise.nextLong();
      }
      pixels.add(levels);
    }
    return new ImageSet(imageSize, examples, pixels);
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
   * The work for a batch: a step of an arm, or something else.
   *
   * @param label its name on the command line
   * @param arm the arm, if it is a step of one
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
