package org.apga.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.config.Shots;
import org.apga.data.ChecksumReader;
import org.apga.data.Classes;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.ExpectedCounts;
import org.apga.data.InTwoSplits;
import org.apga.data.Leakage;
import org.apga.data.Lesions;
import org.apga.data.Manifest;
import org.apga.data.MuraLists;
import org.apga.data.ShotDraw;
import org.apga.data.Split;
import org.apga.data.Splits;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomReport;
import org.apga.doctor.MemoryNeed;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.files.FileErrors;
import org.apga.metrics.stats.Resampling;
import org.apga.plan.Cell;
import org.apga.plan.Choices;
import org.apga.plan.Committed;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.report.ReportSettings;
import org.apga.run.DataContents;
import org.apga.run.Race;
import org.apga.run.Runs;
import org.apga.run.Tuning;
import org.apga.secrets.Secrets;
import org.apga.store.ResultStore;
import org.apga.trial.DataSet;
import org.apga.trial.Engines;
import org.apga.trial.StartWeights;

/**
 * The checked data set, results root and plan of a grid, before a trial starts.
 *
 * @param store the results root
 * @param start hashes of the files that networks start from
 * @param committed the trials that are committed in the results root
 * @param race decides which trials of the plan are dropped early
 */
record GridSetup(
    GridConfig config,
    DataContents contents,
    ResultStore store,
    StartHashes start,
    Collection<Committed> committed,
    GridPlan plan,
    Race race) {
  private static final int DIFFERENCES_SHOWN = 10;

  /** A class with more than this many times the images of another is reported. */
  private static final int UNBALANCED = 5;

  /**
   * Checks the data set and the results root, and makes the plan.
   *
   * @param reader reads image files whose contents are not known
   * @throws DataException if the data set cannot be used
   * @throws UsageException if there are phantoms that were drawn with other settings
   * @throws org.apga.files.StoreException if the results root cannot be used
   * @throws org.apga.engine.WeightsException if a file that networks start from cannot be used
   */
  static GridSetup of(
      GridConfig given, Configuration hadoop, ChecksumReader reader, PrintWriter print)
      throws InterruptedException {
    Secrets.learn(hadoop);
    ResultStore store = ResultStore.open(given.resultsRoot(), hadoop);
    FileSystem files = dataFiles(given, hadoop);
    if (given.data().asksForPhantoms()) {
      Path folder = new Path(given.data().root(), MuraLists.NAME);
      PhantomsCommand.requireDrawnAs(given.data().phantoms(), files, folder);
    }
    DataSet dataSet = DataSet.open(given, hadoop);
    GridConfig config = ConfigReader.of(given, dataSet.manifest().classes());
    dataSet.require(config);
    requireColumns(config, dataSet);
    describe(config, dataSet, print);
    print.println("Engine    " + computing(config));
    List<String> parts = config.grid().parts();
    Consumer<String> told = line -> print.println("Images    " + line);
    DataContents contents = DataContents.of(dataSet, parts, store, hadoop, reader, told);
    StartHashes start =
        new StartWeights(config, hadoop).check(line -> print.println("Weights   " + line));
    return planned(config, contents, store, start, Choices.NONE);
  }

  private static GridSetup planned(
      GridConfig config,
      DataContents contents,
      ResultStore store,
      StartHashes start,
      Choices choices) {
    Collection<Committed> committed = Runs.committed(store);
    GridPlan plan =
        GridPlanner.plan(
            config,
            contents.identity(),
            Engines.software(config.engine()),
            start,
            committed,
            Runs.begun(store),
            choices);
    Race race = Race.none();
    if (config.grid().halving().isPresent() && choices.isEmpty()) {
      race = Race.of(store, Runs.name(store, plan, Instant.now()), plan, config);
    }
    return new GridSetup(config, contents, store, start, committed, race.settled(plan), race);
  }

  /** The second stage of the same grid: the chosen variants on the reported seeds. */
  GridSetup chosen(Choices choices) {
    return planned(config, contents, store, start, choices);
  }

  /** Whether this is the first stage of two, which tries every variant. */
  boolean tunes() {
    return config.grid().isTuned() && plan.choices().isEmpty();
  }

  /**
   * The variants that are chosen from the published tables of this first stage.
   *
   * @param run name of the first stage's run
   * @return empty while some of its trials are not done
   */
  Optional<Choices> choices(String run) {
    return Tuning.choices(store, run, plan, config.selection().metric(), config.grid().halving());
  }

  /** One line about when variants are dropped; empty if none are. */
  List<String> halving() {
    return config.grid().halving().filter(rule -> tunes()).stream()
        .map(rule -> HalvingLine.of(rule, plan, race))
        .toList();
  }

  /** Writes the phantoms that a configuration requests, if the folder does not exist yet. */
  static void writePhantoms(GridConfig config, Configuration hadoop, PrintWriter print)
      throws IOException {
    Path root = new Path(config.data().root());
    FileSystem files = dataFiles(config, hadoop);
    if (!config.data().asksForPhantoms() || files.exists(new Path(root, MuraLists.NAME))) {
      return;
    }
    GridConfig.Phantoms wanted = config.data().phantoms();
    if (!files.getScheme().equals("file")) {
      throw new UsageException(
          "Cannot write phantoms to %s: they are written only to local folders. Write them"
              + " with submit/apga phantoms and copy them there.",
          root);
    }
    PhantomReport report =
        PhantomsCommand.write(
            config.grid().parts(),
            wanted.patients(),
            wanted.seed(),
            wanted.difficulty(),
            Set.of(),
            PhantomFormat.PNG,
            wanted.classes(),
            java.nio.file.Path.of(files.makeQualified(root).toUri().getPath()));
    print.println("Phantoms  " + report.images() + " images written to " + root);
  }

  /** Returns the file system of the data set after a first request, to fail early. */
  private static FileSystem dataFiles(GridConfig config, Configuration hadoop) {
    try {
      Path root = new Path(config.data().root());
      FileSystem files = root.getFileSystem(hadoop);
      files.exists(root);
      return files;
    } catch (IOException | RuntimeException e) {
      // Unchecked if the library of a scheme is missing, or a path is not valid.
      throw new DataException(
          "Cannot reach the data set in %s: %s. Set data.root to a folder on a file system"
              + " that this machine reaches.",
          config.data().root(), FileErrors.reason(e));
    }
  }

  /** Checks before training that the report can show what its settings request. */
  private static void requireColumns(GridConfig config, DataSet dataSet) {
    Splits splits = splits(config, dataSet);
    Set<String> columns =
        dataSet.manifest().examples().stream()
            .filter(example -> config.grid().parts().contains(example.group()))
            // Each image is tested in one of the folds.
            .filter(e -> config.grid().folds() > 0 || splits.of(e) == Split.TEST)
            .flatMap(example -> example.attributes().keySet().stream())
            .collect(toSet());
    List<String> problems =
        new ReportSettings(Resampling.USUAL)
            .withSubgroups(config.report().subgroups())
            .withMatch(config.report().match())
            .problems(columns, config.classifier().classes());
    if (!problems.isEmpty()) {
      throw new DataException(
          "%s Correct report.subgroups and report.match.", String.join("\n", problems));
    }
  }

  private static void describe(GridConfig config, DataSet dataSet, PrintWriter print) {
    Manifest manifest = dataSet.manifest();
    List<Example> wanted =
        manifest.examples().stream()
            .filter(e -> config.grid().parts().contains(e.group()))
            .toList();
    Splits splits = splits(config, dataSet);
    print.printf(
        "Data      %s in %s: %d images for training, %d for selection, %d for the test%s%n",
        manifest.name(),
        config.data().root(),
        count(splits, wanted, Split.TRAIN),
        count(splits, wanted, Split.SELECTION),
        count(splits, wanted, Split.TEST),
        config.grid().folds() == 0 ? "" : " in the first of " + config.grid().folds() + " folds");
    classes(config, dataSet).forEach(print::println);
    shots(config, wanted, splits).forEach(print::println);
    Lesions lesions = dataSet.lesions();
    if (!lesions.file().isEmpty()) {
      List<Example> tested = wanted.stream().filter(e -> splits.of(e) == Split.TEST).toList();
      print.printf(
          "Boxes     %d of lesions, %d of them in test images%n",
          lesions.count(wanted), lesions.count(tested));
    }
    List<String> leaks = Leakage.patients(splits);
    print.println(
        leaks.isEmpty()
            ? "Leakage   no patient is in two splits"
            : "Leakage   %s patients are in two splits%s, first: %s"
                .formatted(
                    leaks.size(),
                    config.data().patientsInTwoSplits() == InTwoSplits.DROP
                        ? " and are left out of the earlier one"
                        : "",
                    leaks.get(0)));
    if (config.data().manifest().isEmpty() && !dataSet.lesions().synthetic()) {
      List<String> differences = ExpectedCounts.ofMura().differences(manifest);
      differences.stream()
          .limit(DIFFERENCES_SHOWN)
          .forEach(d -> print.println("Counts    not as in MURA v1.1: " + d));
      if (differences.isEmpty()) {
        print.println("Counts    as in MURA v1.1");
      }
    }
  }

  /** One line per part and number of shots that its training images do not suffice for. */
  private static List<String> shots(GridConfig config, List<Example> wanted, Splits splits) {
    Map<String, List<Example>> training =
        wanted.stream()
            .filter(example -> splits.of(example) == Split.TRAIN)
            .collect(groupingBy(Example::group, TreeMap::new, toList()));
    List<String> lines = new ArrayList<>();
    for (Shots shots : config.grid().shots()) {
      training.forEach(
          (part, examples) ->
              ShotDraw.tooMany(examples, splits.manifest().classes(), shots.perClass())
                  .ifPresent(why -> lines.add("Shots     these trials will fail: " + why)));
    }
    return lines;
  }

  /**
   * One line per part with the training images of each class, of two classes only if they are far
   * from balanced; then one line per split that lacks one of two.
   */
  private static List<String> classes(GridConfig config, DataSet dataSet) {
    Splits splits = splits(config, dataSet);
    Classes classes = dataSet.manifest().classes();
    List<String> lines = new ArrayList<>();
    for (String part : config.grid().parts()) {
      int[] counts =
          classes.count(
              dataSet.manifest().ofGroup(part).stream()
                  .filter(example -> splits.of(example) == Split.TRAIN)
                  .toList());
      IntSummaryStatistics of = IntStream.of(counts).summaryStatistics();
      boolean balanced = of.getMax() <= UNBALANCED * of.getMin();
      if (classes.size() > 2 || !balanced) {
        lines.add(
            "Classes   %s for training: %s%s"
                .formatted(
                    part,
                    classes.counted(counts),
                    balanced ? "" : "; they are far from balanced: see train.class-weights"));
      }
    }
    dataSet.lacking(config).forEach(why -> lines.add("Classes   these trials will fail: " + why));
    return lines;
  }

  /** {@code dl4j on a GPU in float; a trial's networks need 4.5 GiB or more}. */
  private static String computing(GridConfig config) {
    EngineChoice engine = config.engine();
    return "%s on a %s in %s; a trial's networks need %s or more"
        .formatted(
            engine.name(),
            engine.device() == Device.CUDA ? "GPU" : "CPU",
            engine.precision().name().toLowerCase(Locale.ROOT),
            MemoryNeed.of(config).told());
  }

  private static long count(Splits splits, List<Example> examples, Split split) {
    return examples.stream().filter(e -> splits.of(e) == split).count();
  }

  /** The splits of the first seed and fold. */
  private static Splits splits(GridConfig config, DataSet dataSet) {
    return dataSet.scheme().example(config.grid().seeds().get(0));
  }

  /**
   * The relative length of a trial, apart from its arm: its number of training images times {@link
   * Race#share}.
   */
  ToDoubleFunction<Trial> weights() {
    ToDoubleFunction<Cell> images = images();
    return trial -> images.applyAsDouble(trial.cell()) * race.share(trial);
  }

  /** Images that a trial of a cell trains on; 0 for a part that is not in the data set. */
  ToDoubleFunction<Cell> images() {
    Splits splits = splits(config, contents.dataSet());
    Map<String, Long> images =
        contents.dataSet().manifest().examples().stream()
            .filter(e -> splits.of(e) == Split.TRAIN)
            .collect(groupingBy(Example::group, counting()));
    return cell -> {
      long ofPart = images.getOrDefault(cell.part(), 0L);
      double drawn = (double) config.classifier().classes() * cell.shots().perClass();
      return cell.shots().isFull() ? ofPart : Math.min(ofPart, drawn);
    };
  }
}
