package org.apga.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import org.apga.engine.EngineDescription;
import org.apga.engine.NetworkState;
import org.apga.plan.Trial;
import org.apga.store.Checkpoint;
import org.apga.store.CheckpointName;
import org.apga.store.CheckpointStore;
import org.apga.store.DamagedCheckpointException;
import org.apga.train.Networks.Weights;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint of an earlier attempt at a trial. Networks are read on each call and not kept.
 *
 * @param name the name of the checkpoint
 */
record Resumption(CheckpointName name, TrainingDocument document, Checkpoint checkpoint) {
  /**
   * The newest checkpoint of a trial that is complete and was made with the same images.
   *
   * @param images {@link TrialData#hash}
   * @param log receives a warning for each checkpoint that cannot be used
   * @throws IOException if the file system does not answer
   */
  static Optional<Resumption> newest(
      CheckpointStore store, Trial trial, String images, TrialLog log) throws IOException {
    for (CheckpointName name : store.of(trial.id().value())) {
      try {
        Checkpoint checkpoint = store.open(trial.id().value(), name);
        JsonNode json = checkpoint.document(TrainingDocument.PART);
        if (!TrainingDocument.isReadable(json)) {
          log.warn(refusal(name, "another version of this software wrote it"));
          continue;
        }
        TrainingDocument document = TrainingDocument.of(json);
        if (document.images().equals(images)) {
          return Optional.of(new Resumption(name, document, checkpoint));
        }
        log.warn(refusal(name, "other images were readable then"));
      } catch (DamagedCheckpointException e) {
        log.warn(refusal(name, String.valueOf(e.getMessage())));
      }
    }
    return Optional.empty();
  }

  private static String refusal(CheckpointName name, String why) {
    return "Cannot continue from checkpoint %s: %s. The one before it is used, if there is one."
        .formatted(name, why);
  }

  NetworkState classifier() throws IOException {
    return checkpoint.network(ResultFiles.CLASSIFIER);
  }

  /** Null for arms without a policy. */
  @Nullable NetworkState policy() throws IOException {
    return network(ResultFiles.POLICY);
  }

  /** Weights of the best evaluation so far; empty before the first. */
  Optional<Weights> best() throws IOException {
    NetworkState classifier = network(CheckpointWriter.BEST + ResultFiles.CLASSIFIER);
    NetworkState policy = network(CheckpointWriter.BEST + ResultFiles.POLICY);
    return Optional.ofNullable(classifier).map(weights -> new Weights(weights, policy));
  }

  private @Nullable NetworkState network(String part) throws IOException {
    return checkpoint.has(part) ? checkpoint.network(part) : null;
  }

  /**
   * The resumption in words.
   *
   * @param engine the engine that goes on; named if it differs, because it rounds differently
   */
  String told(EngineDescription engine) {
    String before = document.engine();
    return "continues from %s, stored by attempt %d%s"
        .formatted(
            CheckpointWriter.where(document.state()),
            name.attempt().number(),
            before.equals(engine.place())
                ? ""
                : "; computed by %s up to there, by %s since".formatted(before, engine.place()));
  }
}
