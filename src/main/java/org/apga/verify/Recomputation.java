package org.apga.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.apga.config.GridConfig;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.Classifier;
import org.apga.engine.ClassifierSteps;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Engine;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.Tensor;
import org.apga.method.Augmentation;
import org.apga.method.GradCam;
import org.apga.method.Method;
import org.apga.method.Step;
import org.apga.verify.ParityCase.NormNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Trains a case's epoch with the case's arm and returns every number by its path.
 *
 * <p>Weights and images come from the rule, settings from the configuration. {@code method} and
 * {@code engine} do all computations, as in a trial.
 */
record Recomputation(
    ParityCase parity,
    GridConfig config,
    Classifier classifier,
    @Nullable MaskPolicy policy,
    Method method,
    List<Batch> training,
    Batch validation) {
  /**
   * @param all every number of the case
   * @param afterOneStep the first batch's numbers, and those of the networks right after it
   */
  record Numbers(Map<String, Double> all, Map<String, Double> afterOneStep) {}

  /** Trains the whole epoch. */
  static Numbers whole(ParityCase parity, Engine engine) {
    return run(parity, engine, parity.batches());
  }

  /** Trains the first batch only. */
  static Map<String, Double> oneStep(ParityCase parity, Engine engine) {
    return run(parity, engine, 1).afterOneStep();
  }

  private static Numbers run(ParityCase parity, Engine engine, int steps) {
    GridConfig config = parity.config();
    DenseNetSpec network = parity.classifier();
    NetworkState weights = ParityRule.weights(network.parameters(), "classifier.", parity.seed());
    try (Classifier classifier =
            engine.classifier(
                network,
                new ClassifierSteps(
                    config.classifierAdam(), CrossEntropy.PLAIN, config.norms().maskedSteps()),
                weights);
        Classifier frozen =
            parity.arm().looksAtFrozenBaseline()
                ? engine.classifier(network, config.classifierAdam(), weights)
                : null;
        MaskPolicy policy =
            parity.arm().trainsPolicy()
                ? engine.policy(
                    config.policy(),
                    config.policyAdam(),
                    ParityRule.weights(config.policy().parameters(), "policy.", parity.seed()))
                : null) {
      Method method = Method.of(parity.arm(), config, parity.seed(), classifier, policy, frozen);
      List<Batch> training = parity.training();
      Batch validation = parity.validation();
      return new Recomputation(parity, config, classifier, policy, method, training, validation)
          .run(steps);
    }
  }

  private Numbers run(int steps) {
    Map<String, Double> all = new LinkedHashMap<>(before());
    Map<String, Double> first = step(0);
    all.putAll(first);
    Map<String, Double> afterOneStep = new LinkedHashMap<>(first);
    afterOneStep.putAll(after());
    for (int b = 1; b < steps; b++) {
      all.putAll(step(b));
    }
    all.putAll(steps == 1 ? afterOneStep : after());
    return new Numbers(all, afterOneStep);
  }

  private Map<String, Double> before() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (policy != null) {
      Centring centring = policy.centre(training);
      numbers.put("policy_final.subtract", centring.subtract());
      numbers.put("policy_final.divide", centring.divide());
      mask(numbers, "mask_before", policy, training);
    }
    logits(numbers, "logits_before");
    return numbers;
  }

  private Map<String, Double> step(int b) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    Batch batch = training.get(b);
    if (method instanceof GradCam gradcam) {
      maps(numbers, b, gradcam.scaledMaps(batch), batch.images());
    }
    Step step = method.step(batch);
    CasePaths.ofStep(parity.arm(), b)
        .forEach(
            (measure, path) ->
                numbers.put(path, Objects.requireNonNull(step.measures().get(measure))));
    return numbers;
  }

  private Map<String, Double> after() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    NetworkState running = classifier.state();
    if (config.norms().evaluation() == GridConfig.Norms.Evaluation.GATHERED) {
      classifier.gatherStatistics(training);
    }
    logits(numbers, "logits_after");
    numbers.put("classifier_norm_after", norm(running.tensors(), Recomputation::trained));
    if (parity.norms() != NormNumbers.NONE) {
      numbers.put(
          CasePaths.STATISTICS, norm(classifier.state().tensors(), tensor -> !trained(tensor)));
    }
    if (parity.norms() == NormNumbers.OWN) {
      numbers.put(CasePaths.OWN_NORMS, norm(ownNorms(running), tensor -> true));
    }
    if (policy != null) {
      mask(numbers, "mask_after", policy, List.of(validation));
      table(numbers, "tta_probabilities", augmented(policy.masks(validation)));
      numbers.put("policy_norm_after", norm(policy.state().tensors(), Recomputation::trained));
    }
    classifier.restoreStatistics();
    return numbers;
  }

  private void logits(Map<String, Double> numbers, String table) {
    table(numbers, table, classifier.logits(validation));
  }

  /**
   * @param values images x classes, row-major
   */
  private void table(Map<String, Double> numbers, String table, double[] values) {
    int classes = parity.classes();
    for (int i = 0; i < values.length; i++) {
      numbers.put(CasePaths.cell(table, i / classes, i % classes), values[i]);
    }
  }

  /** Returns images x classes, row-major. */
  private double[] augmented(Masks masks) {
    return Augmentation.probabilities(
        classifier, validation, masks, config.apga().fill(), classifier.probabilities(validation));
  }

  /**
   * Computes the mask's numbers batch by batch, because the masks of a whole epoch may not fit into
   * memory.
   */
  private static void mask(
      Map<String, Double> numbers, String name, MaskPolicy policy, List<Batch> batches) {
    double sum = 0;
    double over = 0;
    long pixels = 0;
    for (Batch batch : batches) {
      Masks masks = policy.masks(batch);
      if (pixels == 0) {
        int row = masks.height() / 2 * masks.width();
        for (int j = 0; j < CasePaths.ROW_COLUMNS; j++) {
          numbers.put(CasePaths.column(name, j), masks.probabilities()[row + j]);
        }
      }
      for (double p : masks.probabilities()) {
        sum += p;
      }
      over += masks.shareOverHalf() * masks.probabilities().length;
      pixels += masks.probabilities().length;
    }
    numbers.put(name + ".mean", sum / pixels);
    numbers.put(name + ".over_half", over / pixels);
  }

  private static void maps(Map<String, Double> numbers, int b, double[] maps, int images) {
    int pixels = maps.length / images;
    int flat = 0;
    double sum = 0;
    for (int i = 0; i < images; i++) {
      if (Double.isNaN(maps[i * pixels])) {
        flat++;
      } else {
        for (int k = i * pixels; k < (i + 1) * pixels; k++) {
          sum += maps[k];
        }
      }
    }
    numbers.put(CasePaths.meanOfMaps(b), sum / ((double) (images - flat) * pixels));
    numbers.put(CasePaths.flatMaps(b), (double) flat);
  }

  private static Map<String, Tensor> ownNorms(NetworkState state) {
    return Objects.requireNonNull(state.optimiser()).masked().tensors();
  }

  private static boolean trained(String tensor) {
    return !tensor.contains(".running_");
  }

  private static double norm(Map<String, Tensor> tensors, Predicate<String> counts) {
    double squares = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      if (counts.test(named.getKey())) {
        Tensor tensor = named.getValue();
        for (int i = 0; i < tensor.size(); i++) {
          squares += tensor.at(i) * tensor.at(i);
        }
      }
    }
    return Math.sqrt(squares);
  }
}
