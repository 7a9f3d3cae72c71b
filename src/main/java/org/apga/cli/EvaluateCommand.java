package org.apga.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Classes;
import org.apga.data.Decoding;
import org.apga.data.Split;
import org.apga.evaluation.CallCounts;
import org.apga.evaluation.EvaluationException;
import org.apga.evaluation.EvaluationTables;
import org.apga.evaluation.GivenImages;
import org.apga.evaluation.ImageReading;
import org.apga.evaluation.ScoredModel;
import org.apga.evaluation.TrainedModel;
import org.apga.evaluation.TrainingImages;
import org.apga.evaluation.spark.ScoringCluster;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Resampling;
import org.apga.report.ConsoleReport;
import org.apga.report.Evaluated;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.html.EvaluationPage;
import org.apga.report.html.Overview;
import org.apga.report.html.RunPage;
import org.apga.run.spark.SparkContexts;
import org.apga.store.ResultStore;
import org.apga.train.Networks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "evaluate", mixinStandardHelpOptions = true)
final class EvaluateCommand extends ApgaCommand {
  @Mixin private ModelOptions options = new ModelOptions();

  @Option(names = "--data", required = true, paramLabel = "DIR|MANIFEST")
  private String data = "";

  @Option(names = "--images", paramLabel = "DIR")
  private @Nullable String images;

  @Option(names = "--boxes", paramLabel = "CSV")
  private @Nullable String boxes;

  @Option(names = "--group", paramLabel = "GROUP")
  private @Nullable String group;

  @Option(names = "--split", paramLabel = "SPLIT")
  private @Nullable Split split;

  @Option(names = "--data-set", paramLabel = "NAME")
  private @Nullable String name;

  @Option(names = "--no-recount")
  private boolean noRecount;

  @Option(names = "--resamples", paramLabel = "N", defaultValue = "2000")
  private int resamples;

  @Mixin private SubgroupOptions subgroups = new SubgroupOptions();

  @Override
  public Integer call() {
    requireEnough(resamples);
    PrintWriter print = out();
    Configuration hadoop = SparkContexts.hadoop();
    ResultStore store = ResultStore.open(options.root(), hadoop);
    List<TrainedModel> models = options.in(store, print);
    String part = models.get(0).commit().part();
    GivenImages given =
        GivenImages.labelled(
            data,
            models.get(0).classes(),
            images,
            boxes,
            group == null ? part : group,
            split,
            hadoop);
    ReportSettings asked =
        subgroups.in(
            new ReportSettings(new Resampling(resamples, Resampling.USUAL.seed()))
                .withOrdered(RunReports.isOrdered(store, models.get(0).commit().trial())),
            () ->
                given.examples().stream()
                    .flatMap(example -> example.attributes().keySet().stream())
                    .collect(Collectors.toSet()),
            models.get(0).classes().size());
    String dataSet = name == null ? given.manifest().name() : name;
    print.println(
        "Data      " + dataSet + " in " + data + ": " + given.examples().size() + " images");
    if (boxes != null) {
      print.println(
          "Boxes     " + given.lesions().count(given.examples()) + " of lesions in these images");
    }
    Map<TrainedModel, Networks.Weights> weights = new LinkedHashMap<>();
    models.forEach(model -> weights.put(model, model.weights(store)));
    store.requireWritable();
    List<ImageReading> readings = new ArrayList<>();
    List<ScoredModel> scored = score(given, weights, store, hadoop, readings, print);
    EvaluationTables tables = new EvaluationTables(dataSet, scored, readings, asked);
    RunReport report = tables.report();
    ScoringLines.figures(scored, report).forEach(print::println);
    if (scored.size() > 1) {
      print.println();
      ConsoleReport.lines(report, "data set " + dataSet).forEach(print::println);
    } else {
      ConsoleReport.subgroups(report).forEach(print::println);
    }
    String run =
        EvaluationTables.run(
            dataSet, given.examples(), given.lesions().hash(given.examples()), readings, models);
    Instant now = Instant.now();
    Evaluated evaluated = tables.evaluated(run, given.examples(), data, now);
    String page =
        BegunException.during(
            Main.UNPUBLISHED,
            "The same command scores the images again and publishes the tables.",
            () -> {
              String publication = tables.publish(store, run, report);
              byte[] document = JsonFile.bytes(tables.document(given, data, now));
              store.writeReport(run, "evaluation.json", document);
              return publish(store, evaluated, tables, report, publication);
            });
    print.println("Page      " + page);
    print.println("Tables are in " + store.root() + "/tables, run=" + run + ".");
    return Main.DONE;
  }

  /** Writes the page of the evaluation, and the page of all runs. */
  private static String publish(
      ResultStore store,
      Evaluated evaluated,
      EvaluationTables tables,
      RunReport report,
      String publication) {
    RunResults results = tables.results();
    String html = EvaluationPage.of(evaluated, results, report, tables.predictions());
    String page = store.writeReport(evaluated.run(), RunPage.NAME, html.getBytes(UTF_8)).toString();
    Overview.publish(store, evaluated.run(), publication, Overview.of(evaluated, results, report));
    return page;
  }

  private List<ScoredModel> score(
      GivenImages given,
      Map<TrainedModel, Networks.Weights> weights,
      ResultStore store,
      Configuration hadoop,
      List<ImageReading> readings,
      PrintWriter print) {
    TrainedModel first = weights.keySet().iterator().next();
    Decoding decoding = first.decoding();
    requireAlike(weights, decoding, first.classes());
    Map<TrainingImages.Listed, List<ImageReading>> known = new HashMap<>();
    try (ScoringCluster cluster = ScoringCluster.open("apga evaluate", first.config());
        ScoringCluster.Images read =
            cluster.read(
                given.source(),
                given.examples(),
                decoding,
                first.config().training().batchSize())) {
      cluster.page().ifPresent(url -> print.println("Spark     " + url));
      ScoringLines.readings(data, given.examples(), read.readings(), print);
      readings.addAll(read.readings());
      return BegunException.during(
          Main.SOME_FAILED,
          "Nothing was published.",
          () -> {
            List<ScoredModel> scored = new ArrayList<>();
            for (Map.Entry<TrainedModel, Networks.Weights> entry : weights.entrySet()) {
              TrainedModel model = entry.getKey();
              Networks.Weights of = entry.getValue();
              TrainingImages training =
                  TrainingImages.of(
                      model,
                      store,
                      hadoop,
                      listed ->
                          known.computeIfAbsent(
                              listed, l -> cluster.look(l.source(), l.examples(), decoding)));
              ScoredModel one =
                  ScoredModel.of(
                      model,
                      given.examples(),
                      readings,
                      cluster.score(read, model.title(), model.config(), of, null),
                      training.isKnown() ? training.splits() : null);
              print.println(ScoringLines.overlap(one, training));
              recount(cluster, read, one, of, print);
              scored.add(one);
            }
            return scored;
          });
    }
  }

  private static void requireAlike(
      Map<TrainedModel, Networks.Weights> models, Decoding decoding, Classes classes) {
    for (TrainedModel model : models.keySet()) {
      if (!model.decoding().equals(decoding) || !model.classes().equals(classes)) {
        throw new EvaluationException(
            "Cannot evaluate these models together: they use images of different sizes or"
                + " channels, or have different classes. Name a run with --run, or one trial with --trial.");
      }
    }
  }

  private void recount(
      ScoringCluster cluster,
      ScoringCluster.Images read,
      ScoredModel model,
      Networks.Weights weights,
      PrintWriter print) {
    if (noRecount) {
      return;
    }
    String title = model.model().title();
    Optional<CallCounts> counted = cluster.count(read, title, model.model().config(), weights);
    if (counted.isEmpty()) {
      print.println(
          "Recount   not possible for "
              + title
              + ": libtorch computes it, and Deeplearning4j's evaluation does not use libtorch");
      return;
    }
    CallCounts ours = CallCounts.of(model.evaluation().images());
    CallCounts theirs = counted.get();
    if (!ours.agrees(
        theirs, CallCounts.Doubtful.of(model.evaluation(), model.model().classes().size()))) {
      throw new EvaluationException(
          "Cannot trust the predictions of %s: there are %s, but Deeplearning4j's evaluation counts"
              + " %s. --no-recount publishes without this check.",
          title, ours, theirs);
    }
    print.println(
        "Recount   %s: Deeplearning4j's evaluation counts %s%s"
            .formatted(
                title,
                theirs,
                ours.equals(theirs)
                    ? ", like this program"
                    : "; this program counts " + ours + "; the difference is due to rounding"));
  }
}
