package org.apga.evaluation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apga.config.Arm;
import org.apga.config.ConfigException;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.config.Shots;
import org.apga.config.Variant;
import org.apga.data.Classes;
import org.apga.data.Decoding;
import org.apga.engine.NetworkState;
import org.apga.files.FileErrors;
import org.apga.plan.Cell;
import org.apga.plan.GridPlanner;
import org.apga.plan.Trial;
import org.apga.plan.TrialId;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.onnx.OnnxNetworks;
import org.apga.train.Networks;
import org.apga.trial.ResultFiles;

/**
 * A committed trial's model, from the trial's own record.
 *
 * @param config the settings that decided the trial's numbers; all others are those of
 *     reference.conf
 * @param variant its variant in the named run; {@link Variant#NONE} if no run was named, or the run
 *     has no variants
 */
public record TrainedModel(Commit commit, GridConfig config, Variant variant) {
  /**
   * Entries of an identity that are not settings, that replace the name of a file, or that are
   * stored with the weights (the normalisation, which may be that of such a file).
   */
  private static final Set<String> NO_SETTINGS =
      Set.of(
          "part",
          "arm",
          "shots",
          "seed",
          GridPlanner.FOLD,
          GridPlanner.MANIFEST,
          GridPlanner.IMAGES,
          GridPlanner.BOXES,
          "code",
          "data.normalise",
          GridPlanner.CLASSIFIER_WEIGHTS,
          GridPlanner.POLICY_WEIGHTS);

  /**
   * Reads a trial's record.
   *
   * @throws EvaluationException if this version does not know its settings
   */
  public static TrainedModel of(Commit commit, Variant variant) {
    SortedMap<String, String> settings = new TreeMap<>(commit.identity());
    settings.keySet().removeIf(name -> NO_SETTINGS.contains(name) || name.startsWith("library."));
    try {
      return new TrainedModel(commit, ConfigReader.read(settings), variant);
    } catch (ConfigException e) {
      throw new EvaluationException(
          "Cannot use trial %s: its record has settings that this version does not know, first %s"
              + " Use the version that trained it.",
          commit.trial(), e.problems().get(0).what());
    }
  }

  public Trial trial() {
    return new Trial(
        new TrialId(commit.trial()),
        new Cell(commit.part(), Arm.of(commit.arm()), Shots.of(commit.shots()), variant),
        commit.seed(),
        Integer.parseInt(commit.identity().getOrDefault(GridPlanner.FOLD, "0")),
        null,
        commit.identity());
  }

  /** Returns a title for people: {@code elbow apga seed 7}. */
  public String title() {
    return trial().title();
  }

  /** Returns the hash of its part's rows and of each image's split. */
  public String manifestHash() {
    return commit.identity().getOrDefault(GridPlanner.MANIFEST, "");
  }

  /** Returns how its images were decoded, one at a time. */
  public Decoding decoding() {
    return new Decoding(config.training().imageSize(), config.data().reading(), 1);
  }

  /** Returns the classes that it distinguishes. */
  public Classes classes() {
    return config.data().classes().orElse(Classes.TWO);
  }

  public boolean hasPolicy() {
    return Arm.of(commit.arm()).trainsPolicy();
  }

  /**
   * Reads its weights.
   *
   * @throws EvaluationException if they cannot be read
   */
  public Networks.Weights weights(ResultStore store) {
    return new Networks.Weights(
        weights(store, ResultFiles.CLASSIFIER),
        hasPolicy() ? weights(store, ResultFiles.POLICY) : null);
  }

  /**
   * Reads its networks, to be written as ONNX files.
   *
   * @throws EvaluationException if their weights cannot be read
   */
  public OnnxNetworks onnx(ResultStore store) {
    Networks.Weights weights = weights(store);
    return new OnnxNetworks(
        commit.trial(),
        classes().names(),
        config.training().imageSize(),
        weights.classifier(),
        weights.policy(),
        config.apga().fill());
  }

  private NetworkState weights(ResultStore store, String network) {
    try {
      return store.weights(commit, network);
    } catch (IOException e) {
      throw new EvaluationException(
          "Cannot use trial %s: the weights of its %s%s. Remove the trial's folder and run its grid"
              + " again, or use another trial.",
          commit.trial(),
          network,
          e instanceof FileNotFoundException
              ? " do not exist"
              : " cannot be read (" + FileErrors.reason(e).replaceFirst("\\.$", "") + ")");
    }
  }
}
