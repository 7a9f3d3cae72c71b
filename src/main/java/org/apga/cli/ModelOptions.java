package org.apga.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apga.evaluation.ModelChoice;
import org.apga.evaluation.TrainedModel;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which models, of commands that ask trained ones. */
final class ModelOptions {
  @Option(names = "--root", required = true, paramLabel = "ROOT", description = "The results root.")
  private String root = "";

  @Option(
      names = "--trial",
      paramLabel = "ID",
      description = "One model: a committed trial, column trial of table trials.")
  private @Nullable String trial;

  @Option(
      names = "--arm",
      paramLabel = "ARM",
      description = "With --part: the models of an arm, one a seed. Such as apga.")
  private @Nullable String arm;

  @Option(names = "--part", paramLabel = "PART", description = "What they were trained for.")
  private @Nullable String part;

  @Option(
      names = "--shots",
      paramLabel = "SHOTS",
      description = "full, or images of each class. Needed where there are several.")
  private @Nullable String shots;

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "SEED",
      description = "Some seeds, separated by commas. Default: all.")
  private List<Long> seeds = new ArrayList<>();

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "The models that a run planned. Needed where seeds were trained several ways.")
  private @Nullable String run;

  String root() {
    return root;
  }

  /** Finds the models and names them. */
  List<TrainedModel> in(ResultStore store, PrintWriter print) {
    List<TrainedModel> models = new ModelChoice(trial, arm, part, shots, seeds, run).in(store);
    for (TrainedModel model : models) {
      print.println("Model     " + model.title() + ": " + model.commit().trial());
    }
    return models;
  }
}
