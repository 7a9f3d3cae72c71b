package org.apga.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apga.evaluation.ModelChoice;
import org.apga.evaluation.TrainedModel;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose the models of commands that score images. */
final class ModelOptions {
  @Option(names = "--root", required = true, paramLabel = "ROOT")
  private String root = "";

  @Option(names = "--trial", paramLabel = "ID")
  private @Nullable String trial;

  @Option(names = "--arm", paramLabel = "ARM")
  private @Nullable String arm;

  @Option(names = "--part", paramLabel = "PART")
  private @Nullable String part;

  @Option(names = "--shots", paramLabel = "SHOTS")
  private @Nullable String shots;

  @Option(names = "--seed", split = ",", paramLabel = "SEED")
  private List<Long> seeds = new ArrayList<>();

  @Option(names = "--run", paramLabel = "RUN")
  private @Nullable String run;

  @Option(names = "--variant", paramLabel = "NAME")
  private @Nullable String variant;

  String root() {
    return root;
  }

  /** Finds the models and prints their names. */
  List<TrainedModel> in(ResultStore store, PrintWriter print) {
    List<TrainedModel> models =
        new ModelChoice(trial, arm, part, shots, seeds, run, variant).in(store);
    for (TrainedModel model : models) {
      print.println("Model     " + model.title() + ": " + model.commit().trial());
    }
    return models;
  }
}
