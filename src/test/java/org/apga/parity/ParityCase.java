package org.apga.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apga.engine.Batch;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.UNetSpec;

/**
 * A training run of one epoch whose numbers are known.
 *
 * @param name of its resource
 * @param method baseline, apga, end2end or gradcam
 * @param published whether the published code's quirks are part of it
 * @param classifier the network
 * @param batches in the epoch
 * @param batchSize images
 * @param seed of weights and images
 * @param learningRate of Adam, both networks
 * @param expected what has to come out
 */
public record ParityCase(
    String name,
    String method,
    boolean published,
    DenseNetSpec classifier,
    int batches,
    int batchSize,
    long seed,
    double learningRate,
    JsonNode expected) {

  /** Reads {@code parity/<name>.json} from the class path. */
  public static ParityCase read(String name) {
    try (InputStream in = ParityCase.class.getResourceAsStream("/parity/" + name + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException("Cannot read parity case " + name + ": there is none.");
      }
      JsonNode json = new ObjectMapper().readTree(in);
      int depth = Integer.parseInt(json.get("classifier").asText().substring("densenet".length()));
      return new ParityCase(
          name,
          json.get("method").asText(),
          json.get("variant").asText().equals("published"),
          DenseNetSpec.ofDepth(depth, json.get("image_size").asInt()),
          json.get("batches").asInt(),
          json.get("batch").asInt(),
          json.get("seed").asLong(),
          json.get("learning_rate").asDouble(),
          json.get("expected"));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The policy's network. */
  public UNetSpec policy() {
    return new UNetSpec(classifier.imageSize(), 32);
  }

  /** The epoch, in order. */
  public List<Batch> training() {
    List<Batch> all = new ArrayList<>();
    for (int b = 0; b < batches; b++) {
      all.add(ParityRule.images(seed, b * batchSize, batchSize, classifier.imageSize()));
    }
    return all;
  }

  /** The validation images, one batch. */
  public Batch validation() {
    return ParityRule.images(seed + 7, 0, batchSize, classifier.imageSize());
  }
}
