package org.apga.trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apga.config.Arm;
import org.apga.config.GridConfig;
import org.apga.data.Batches;
import org.apga.data.ImageSet;
import org.apga.engine.Batch;
import org.apga.engine.Centring;
import org.apga.engine.Classifier;
import org.apga.engine.CrossEntropy;
import org.apga.engine.DivergedException;
import org.apga.engine.Engine;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.method.Method;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.train.Gathering;
import org.apga.train.Networks;
import org.jspecify.annotations.Nullable;

/** Opens the networks of a trial with the weights it starts from, and its method on them. */
record TrialNetworks(GridConfig config, Engine engine, ResultStore store, StartWeights start) {
  /**
   * An arm ready to train.
   *
   * @param frozen Grad-CAM's copy of the baseline; null for other arms
   * @param centring how the untrained policy was centred; null if it was not
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
   * Opens an arm before its first batch. Reads files before it opens networks, so that a call that
   * fails on a file holds no memory and can be repeated.
   *
   * @param train the batches, on some of which an untrained policy is centred
   * @throws IOException if the weights that it starts from cannot be read
   */
  Opened open(Trial trial, Batches train) throws IOException {
    Arm arm = trial.cell().arm();
    UnaryOperator<NetworkState> normalised = normalised(train.images());
    NetworkState classifier = normalised.apply(firstWeights(trial));
    StartWeights.Policy policy = arm.trainsPolicy() ? start.policy(trial) : null;
    Networks networks =
        open(
            train,
            new Networks.Weights(
                classifier, policy == null ? null : normalised.apply(policy.state())));
    Centring centring = null;
    if (networks.policy() != null
        && policy != null
        && policy.decoderDrawn()
        && config.centreImages() > 0) {
      try {
        centring = networks.policy().centre(some(train));
      } catch (DivergedException e) {
        networks.close();
        throw e.atStart();
      }
    }
    return opened(trial, networks, centring, arm.looksAtFrozenBaseline() ? classifier : null);
  }

  /**
   * Opens an arm as it was at a checkpoint.
   *
   * @throws IOException if the checkpoint, or the baseline that Grad-CAM uses, cannot be read
   */
  Opened open(Trial trial, Batches train, Resumption from) throws IOException {
    Networks.Weights weights = new Networks.Weights(from.classifier(), from.policy());
    NetworkState frozen = trial.cell().arm().looksAtFrozenBaseline() ? firstWeights(trial) : null;
    return opened(trial, open(train, weights), from.document().centring(), frozen);
  }

  private Opened opened(
      Trial trial, Networks networks, @Nullable Centring centring, @Nullable NetworkState frozen) {
    Classifier still = frozen == null ? null : classifier(frozen);
    Method method =
        Method.of(
            trial.cell().arm(),
            config,
            trial.seed(),
            networks.classifier(),
            networks.policy(),
            still);
    return new Opened(networks, method, still, centring);
  }

  private Networks open(Batches train, Networks.Weights weights) {
    int[] labels = train.images().labels();
    CrossEntropy loss = config.recipe().loss(labels, config.classifier().classes());
    return Networks.open(engine, config, loss, weights, Gathering.of(config.norms(), train));
  }

  /** Sets the normalisation of a network's input by {@code data.normalise}. */
  private UnaryOperator<NetworkState> normalised(ImageSet train) {
    return switch (config.recipe().normalise()) {
      case NONE -> state -> state.withInput(Normalisation.NONE);
      case IMAGENET -> state -> state.withInput(Normalisation.IMAGENET);
      case DATASET -> {
        Normalisation input = train.normalisation();
        yield state -> state.withInput(input);
      }
      case WEIGHTS -> UnaryOperator.identity();
    };
  }

  /** Networks with these weights, for evaluation only. */
  Networks withWeights(Networks.Weights weights) {
    return Networks.open(engine, config, CrossEntropy.PLAIN, weights, null);
  }

  private Classifier classifier(NetworkState state) {
    return engine.classifier(config.classifier(), config.classifierAdam(), state);
  }

  private NetworkState firstWeights(Trial trial) throws IOException {
    TrialId baseline = trial.baseline();
    if (baseline == null) {
      return start.classifier(trial);
    }
    Commit commit =
        store
            .commit(baseline.value())
            .orElseThrow(
                () ->
                    new IOException(
                        "Cannot start from " + baseline + ": it is not committed. Run it first."));
    return store.weights(commit, ResultFiles.CLASSIFIER);
  }

  private List<Batch> some(Batches batches) {
    List<Batch> some = new ArrayList<>();
    int images = 0;
    for (Batch batch : batches.epoch(0, 0)) {
      if (images >= config.centreImages()) {
        break;
      }
      some.add(batch);
      images += batch.images();
    }
    return some;
  }
}
