package org.apga.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Decoding;
import org.apga.evaluation.GivenImages;
import org.apga.evaluation.ImageScore;
import org.apga.evaluation.PredictionFile;
import org.apga.evaluation.TrainedModel;
import org.apga.evaluation.spark.ScoringCluster;
import org.apga.run.spark.SparkContexts;
import org.apga.store.ResultStore;
import org.apga.train.Networks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "predict", mixinStandardHelpOptions = true)
final class PredictCommand extends ApgaCommand {
  @Mixin private ModelOptions options = new ModelOptions();

  @Option(names = "--data", required = true, paramLabel = "DIR|FILE|CSV")
  private String data = "";

  @Option(names = "--images", paramLabel = "DIR")
  private @Nullable String images;

  @Option(names = "--out", required = true, paramLabel = "DIR")
  private String out = "";

  @Option(names = "--masks")
  private boolean masks;

  @Override
  public Integer call() {
    PrintWriter print = out();
    Configuration hadoop = SparkContexts.hadoop();
    ResultStore store = ResultStore.open(options.root(), hadoop);
    List<TrainedModel> models = options.in(store, print);
    GivenImages given = GivenImages.unlabelled(data, images, hadoop);
    print.println("Data      " + given.examples().size() + " images in " + data);
    Map<Decoding, Map<TrainedModel, Networks.Weights>> byDecoding = new LinkedHashMap<>();
    for (TrainedModel model : models) {
      byDecoding
          .computeIfAbsent(model.decoding(), d -> new LinkedHashMap<>())
          .put(model, model.weights(store));
    }
    PredictionFile file = PredictionFile.in(out, hadoop);
    try (ScoringCluster cluster = ScoringCluster.open("apga predict", models.get(0).config())) {
      cluster.page().ifPresent(url -> print.println("Spark     " + url));
      byDecoding.forEach((decoding, some) -> ask(cluster, decoding, some, given, file, print));
    }
    int rows =
        BegunException.during(
            Main.UNPUBLISHED,
            "The same command scores the images again and writes the file.",
            file::write);
    print.println("Written   " + file.file() + ": " + rows + (rows == 1 ? " row" : " rows"));
    return Main.DONE;
  }

  private void ask(
      ScoringCluster cluster,
      Decoding decoding,
      Map<TrainedModel, Networks.Weights> models,
      GivenImages given,
      PredictionFile file,
      PrintWriter print) {
    int batchSize = models.keySet().iterator().next().config().training().batchSize();
    try (ScoringCluster.Images read =
        cluster.read(given.source(), given.examples(), decoding, batchSize)) {
      ScoringLines.readings(data, given.examples(), read.readings(), print);
      models.forEach(
          (model, weights) -> {
            List<ImageScore> scores =
                BegunException.during(
                    Main.SOME_FAILED,
                    "No predictions were written.",
                    () ->
                        cluster.score(
                            read,
                            model.title(),
                            model.config(),
                            weights,
                            masks ? file.masks(model) : null));
            file.add(
                model,
                given.examples(),
                read.readings(),
                scores,
                masks ? PredictionFile.Masks.WRITTEN : PredictionFile.Masks.NONE);
          });
    }
  }
}
