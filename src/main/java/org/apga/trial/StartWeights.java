package org.apga.trial;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.commons.lang3.function.FailableFunction;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.config.Recipe;
import org.apga.config.Variation;
import org.apga.engine.ImportedWeights;
import org.apga.engine.InitialWeights;
import org.apga.engine.NetworkState;
import org.apga.engine.Normalisation;
import org.apga.engine.WeightsException;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.store.weights.WeightsFile;

/**
 * What networks start from: the files of {@code classifier.weights} and {@code policy.weights}, and
 * weights drawn for the seed if there is no file or if it lacks some of them.
 */
public record StartWeights(GridConfig config, Configuration hadoop) {
  /**
   * The policy's weights.
   *
   * @param decoderDrawn whether the decoder is drawn, so that the policy's scores mean nothing yet
   */
  record Policy(NetworkState state, boolean decoderDrawn) {}

  /**
   * Reads the files, for a plan.
   *
   * @param say receives a line for each file: which weights it provides
   * @throws WeightsException if a file cannot be read, contains a value that is not finite, or does
   *     not fit its network
   */
  public StartHashes check(Consumer<String> say) {
    Set<String> said = new LinkedHashSet<>();
    String classifier = classifierHash(said::add);
    String policy = policyHash(said::add);
    Map<String, String> varied = new TreeMap<>();
    for (GridConfig one :
        Variation.each(config, List.of("classifier.", "policy.", "data.normalise"))) {
      if (one == config) {
        continue;
      }
      StartWeights weights = new StartWeights(one, hadoop);
      varied.put(text(one, GridPlanner.CLASSIFIER_WEIGHTS), weights.classifierHash(said::add));
      varied.put(text(one, GridPlanner.POLICY_WEIGHTS), weights.policyHash(said::add));
    }
    said.forEach(say);
    return new StartHashes(classifier, policy, varied);
  }

  private static String text(GridConfig config, String setting) {
    return config.settings().getOrDefault(setting, "");
  }

  private String classifierHash(Consumer<String> say) {
    return check(config.start().classifier(), this::classifier, say);
  }

  private String policyHash(Consumer<String> say) {
    return check(config.start().policy(), this::policy, say);
  }

  private String check(
      String path,
      FailableFunction<WeightsFile, ImportedWeights, IOException> network,
      Consumer<String> say) {
    if (path.isEmpty()) {
      return StartHashes.DRAWN;
    }
    WeightsFile file = new WeightsFile(path, hadoop);
    try {
      String hash = file.sha256();
      ImportedWeights weights = network.apply(file);
      String rest = weights.complete() ? "" : "; the rest is drawn for each seed";
      say.accept(path + " gives " + weights.what() + rest);
      weights.changes().forEach(change -> say.accept(path + ": " + change));
      checkInput(path, weights.input(), say);
      return hash;
    } catch (IOException e) {
      throw new WeightsException(String.valueOf(e.getMessage()), e);
    }
  }

  private void checkInput(String path, Normalisation input, Consumer<String> say) {
    Recipe.Normalise normalise = config.recipe().normalise();
    boolean same =
        switch (normalise) {
          case NONE, DATASET -> false;
          case IMAGENET -> input.equals(Normalisation.IMAGENET);
          case WEIGHTS -> true;
        };
    if (!same && !input.isNone()) {
      say.accept(
          "%s was trained on %s; data.normalise = %s feeds other levels; data.normalise = weights would feed those of the file"
              .formatted(path, input.inWords(), normalise.name().toLowerCase(Locale.ROOT)));
    }
    if (normalise == Recipe.Normalise.WEIGHTS
        && input.isNone()
        && path.equals(config.start().classifier())) {
      throw new WeightsException(
          "Cannot use data.normalise = weights with %s: the file records no normalisation. Set data.normalise to none, imagenet or dataset."
              .formatted(path));
    }
  }

  /**
   * What a baseline's classifier starts from.
   *
   * @throws IOException if the file cannot be read
   * @throws WeightsException if it is not the one that was planned
   */
  NetworkState classifier(Trial trial) throws IOException {
    NetworkState drawn = InitialWeights.draw(config.classifier(), trial.seed());
    String path = config.start().classifier();
    return path.isEmpty()
        ? drawn
        : classifier(planned(path, trial, GridPlanner.CLASSIFIER_WEIGHTS)).over(drawn);
  }

  /**
   * What a policy starts from.
   *
   * @throws IOException if the file cannot be read
   * @throws WeightsException if it is not the one that was planned
   */
  Policy policy(Trial trial) throws IOException {
    NetworkState drawn = InitialWeights.draw(config.policy(), trial.seed());
    String path = config.start().policy();
    if (path.isEmpty()) {
      return new Policy(drawn, true);
    }
    ImportedWeights weights = policy(planned(path, trial, GridPlanner.POLICY_WEIGHTS));
    return new Policy(weights.over(drawn), !weights.complete());
  }

  private ImportedWeights classifier(WeightsFile file) throws IOException {
    String path = config.start().classifier();
    return ImportedWeights.classifier(config.classifier(), file.read().usable(path), path);
  }

  private ImportedWeights policy(WeightsFile file) throws IOException {
    String path = config.start().policy();
    return ImportedWeights.policy(config.policy(), file.read().usable(path), path);
  }

  private WeightsFile planned(String path, Trial trial, String setting) throws IOException {
    WeightsFile file = new WeightsFile(path, hadoop);
    if (!Objects.equals(file.sha256(), trial.identity().get(setting))) {
      throw new WeightsException(
          "Cannot start from "
              + path
              + ": its content has changed since the run was planned. Start the run again.");
    }
    return file;
  }

  /**
   * The value in table {@code trials}: {@code drawn}, or the content's hash and the file's name.
   */
  static String told(String path, Trial trial, String setting) {
    String hash = trial.identity().getOrDefault(setting, StartHashes.DRAWN);
    return hash.equals(StartHashes.DRAWN)
        ? hash
        : hash + " " + path.substring(path.lastIndexOf('/') + 1);
  }
}
