package org.apga.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apga.engine.AdamSpec;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.Classifier;
import org.apga.engine.Engine;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.MaskPolicy;
import org.apga.engine.Masks;
import org.apga.engine.NetworkState;
import org.apga.engine.NormStatistics;
import org.apga.engine.Parameter;
import org.apga.engine.PolicyLossWeights;
import org.apga.engine.Softmax;
import org.apga.engine.Tensor;

/** Runs a parity case through the seam, as the published functions run it. */
public final class ParityRun {
  private final ParityCase parity;
  private final Engine engine;
  private final AdamSpec adam;
  private final Map<String, Double> differences = new TreeMap<>();

  private ParityRun(ParityCase parity, Engine engine) {
    this.parity = parity;
    this.engine = engine;
    this.adam = AdamSpec.of(parity.learningRate());
  }

  /**
   * The difference of each computed number from the expected one.
   *
   * @return absolute differences by the number's path in the case
   */
  public static Map<String, Double> differences(ParityCase parity, Engine engine) {
    ParityRun run = new ParityRun(parity, engine);
    try (Classifier classifier = run.classifier()) {
      run.run(classifier);
    }
    return run.differences;
  }

  private Classifier classifier() {
    return engine.classifier(
        parity.classifier(),
        adam,
        ParityRule.weights(parity.classifier().parameters(), "classifier.", parity.seed()));
  }

  private void run(Classifier classifier) {
    compare("logits_before", classifier.logits(parity.validation()));
    switch (parity.method()) {
      case "baseline" -> baseline(classifier);
      case "gradcam" -> gradcam(classifier);
      default -> withPolicy(classifier);
    }
    compare("logits_after", classifier.logits(parity.validation()));
    compare("classifier_norm_after", norm(classifier.state(), parity.classifier().parameters()));
  }

  private void baseline(Classifier classifier) {
    List<Batch> batches = parity.training();
    for (int b = 0; b < batches.size(); b++) {
      compare("losses/clean/" + b, classifier.fit(batches.get(b)));
    }
  }

  private void gradcam(Classifier classifier) {
    NormStatistics statistics = parity.published() ? NormStatistics.BATCH : NormStatistics.RUNNING;
    List<Batch> batches = parity.training();
    try (Classifier guide = classifier()) {
      for (int b = 0; b < batches.size(); b++) {
        Batch batch = batches.get(b);
        ScaledMaps maps = ScaledMaps.of(guide.activationMaps(batch, statistics), batch.height());
        compare("cam/" + b + "/mean_of_defined", maps.meanOfDefined());
        compare("cam/" + b + "/images_all_zero", maps.imagesAllZero());
        compare("cam/" + b + "/over_half", maps.shareOverHalf());
        Batch masked = batch.kept(maps.values(), value -> value > 0.5);
        compare("losses/cam_masked/" + b, classifier.fit(masked));
        compare("losses/clean/" + b, classifier.fit(batch));
      }
    }
  }

  private void withPolicy(Classifier classifier) {
    try (MaskPolicy policy =
        engine.policy(
            parity.policy(),
            adam,
            ParityRule.weights(parity.policy().parameters(), "policy.", parity.seed()))) {
      Centring centring = policy.centre(parity.training());
      compare("policy_final/subtract", centring.subtract());
      compare("policy_final/divide", centring.divide());
      compareMask(
          "mask_before",
          policy.masks(
              ParityRule.images(
                  parity.seed(),
                  0,
                  parity.batchSize() * parity.batches(),
                  parity.classifier().imageSize())));
      if (parity.method().equals("apga")) {
        apga(classifier, policy);
      } else {
        endToEnd(classifier, policy);
      }
      Masks after = policy.masks(parity.validation());
      compareMask("mask_after", after);
      compare("policy_norm_after", norm(policy.state(), parity.policy().parameters()));
      compare("tta_probabilities", testTimeAugmentation(classifier, after));
    }
  }

  private double[] testTimeAugmentation(Classifier classifier, Masks masks) {
    Batch validation = parity.validation();
    double[] clean = Softmax.of(classifier.logits(validation), validation.images());
    double[] kept = Softmax.of(classifier.logits(validation.keptWhere(masks)), validation.images());
    for (int i = 0; i < clean.length; i++) {
      clean[i] = (clean[i] + kept[i]) / 2;
    }
    return clean;
  }

  private void apga(Classifier classifier, MaskPolicy policy) {
    PolicyLossWeights weights = new PolicyLossWeights(100, 0.1, 0.01);
    double baseline = 0;
    List<Batch> batches = parity.training();
    for (int b = 0; b < batches.size(); b++) {
      Batch batch = batches.get(b);
      double clean = classifier.fit(batch);
      double maskedOut = classifier.loss(batch.erasedWhere(policy.masks(batch)));
      double reward = maskedOut - clean;
      baseline = b == 0 ? reward : 0.5 * baseline + 0.5 * reward;
      double policyLoss = policy.reinforce(batch, reward - baseline, weights);
      double maskedIn = classifier.fit(batch.keptWhere(policy.masks(batch)));
      compare("losses/clean/" + b, clean);
      compare("losses/masked_out/" + b, maskedOut);
      compare("losses/masked_in/" + b, maskedIn);
      compare("policy/" + b + "/reward", reward);
      compare("policy/" + b + "/baseline", baseline);
      compare("policy/" + b + "/policy_loss", policyLoss);
    }
  }

  private void endToEnd(Classifier classifier, MaskPolicy policy) {
    GradientCarry carry = parity.published() ? GradientCarry.ACCUMULATE : GradientCarry.NONE;
    List<Batch> batches = parity.training();
    for (int b = 0; b < batches.size(); b++) {
      Batch batch = batches.get(b);
      compare("losses/clean/" + b, classifier.fit(batch, carry));
      compare(
          "losses/soft_mask_ce/" + b,
          classifier.fitThrough(policy, batch, new JointStep(0.5, 0.6, carry)).crossEntropy());
      compare("losses/masked_in/" + b, classifier.fit(batch.keptWhere(policy.masks(batch))));
    }
  }

  private void compareMask(String path, Masks masks) {
    double sum = 0;
    for (double p : masks.probabilities()) {
      sum += p;
    }
    compare(path + "/mean", sum / masks.probabilities().length);
    compare(path + "/over_half", masks.shareOverHalf());
    for (int j = 0; j < 8; j++) {
      int row = masks.height() / 2;
      compare(path + "/first_row/" + j, masks.probabilities()[row * masks.width() + j]);
    }
  }

  private static double norm(NetworkState state, List<Parameter> parameters) {
    double squares = 0;
    for (Parameter parameter : parameters) {
      if (parameter.trained()) {
        Tensor tensor = Objects.requireNonNull(state.tensors().get(parameter.name()));
        for (int i = 0; i < tensor.size(); i++) {
          squares += tensor.at(i) * tensor.at(i);
        }
      }
    }
    return Math.sqrt(squares);
  }

  private void compare(String path, double[] actual) {
    JsonNode rows = parity.expected().get(path);
    int classes = rows.get(0).size();
    for (int i = 0; i < actual.length; i++) {
      compare(path + "/" + i / classes + "/" + i % classes, actual[i]);
    }
  }

  private void compare(String path, double actual) {
    JsonNode node = parity.expected().at("/" + path);
    if (!node.isNumber()) {
      throw new IllegalStateException("Case " + parity.name() + " has no number " + path + ".");
    }
    differences.put(path, Math.abs(actual - node.asDouble()));
  }
}
