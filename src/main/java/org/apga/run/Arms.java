package org.apga.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.Classifier;
import org.apga.engine.Engine;
import org.apga.engine.MaskPolicy;
import org.apga.engine.NetworkState;
import org.apga.method.Method;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.train.Networks;
import org.jspecify.annotations.Nullable;

/** Opens the networks of a trial with the weights it starts from, and its method on them. */
final class Arms {
  private final GridConfig config;
  private final Engine engine;
  private final ResultStore store;
  private final StartWeights start;

  Arms(GridConfig config, Engine engine, ResultStore store, StartWeights start) {
    this.config = config;
    this.engine = engine;
    this.store = store;
    this.start = start;
  }

  /**
   * An arm ready to train.
   *
   * @param frozen Grad-CAM's copy of the baseline; null for other arms
   * @param centring what was done to the untrained policy; null where nothing was
   */
  record Opened(
      Networks networks, Method method, @Nullable Classifier frozen, @Nullable Centring centring)
      implements AutoCloseable {
    @Override
    public void close() {
      networks.close();
      if (frozen != null) {
        frozen.close();
      }
    }
  }

  /**
   * @param batches of the training set; an untrained policy is centred on some of them
   * @throws IOException if the weights that it starts from can not be read
   */
  Opened open(Trial trial, Batches batches) throws IOException {
    Arm arm = trial.cell().arm();
    Classifier classifier = classifier(trial);
    StartWeights.Policy first = arm.trainsPolicy() ? start.policy(trial) : null;
    MaskPolicy policy =
        first == null ? null : engine.policy(config.policy(), config.policyAdam(), first.state());
    Networks networks = new Networks(classifier, policy);
    Classifier frozen = arm == Arm.GRADCAM ? classifier(trial) : null;
    Method method = Method.of(arm, config, trial.seed(), classifier, policy, frozen);
    Centring centring =
        policy != null && first != null && first.decoderDrawn() && config.centreImages() > 0
            ? policy.centre(some(batches))
            : null;
    return new Opened(networks, method, frozen, centring);
  }

  /** Networks with the weights a training ended with. */
  Networks withWeights(Networks.Weights weights) {
    NetworkState policy = weights.policy();
    return new Networks(
        engine.classifier(config.classifier(), config.classifierAdam(), weights.classifier()),
        policy == null ? null : engine.policy(config.policy(), config.policyAdam(), policy));
  }

  private Classifier classifier(Trial trial) throws IOException {
    TrialId baseline = trial.baseline();
    if (baseline == null) {
      return engine.classifier(
          config.classifier(), config.classifierAdam(), start.classifier(trial));
    }
    Commit commit =
        store
            .commit(baseline.value())
            .orElseThrow(
                () ->
                    new IOException(
                        "Cannot start from " + baseline + ": it is not committed. Run it first."));
    NetworkState best = store.weights(commit, ResultFiles.CLASSIFIER);
    return engine.classifier(config.classifier(), config.classifierAdam(), best);
  }

  private List<Batch> some(Batches batches) {
    List<Batch> some = new ArrayList<>();
    int images = 0;
    for (Batch batch : batches.epoch(0)) {
      if (images >= config.centreImages()) {
        break;
      }
      some.add(batch);
      images += batch.images();
    }
    return some;
  }
}
