package org.apga.cli;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apga.config.GridConfig;
import org.apga.data.ChecksumReader;
import org.apga.files.Patience;
import org.apga.files.StoreException;
import org.apga.plan.Cell;
import org.apga.plan.Choices;
import org.apga.plan.Decision;
import org.apga.plan.Trial;
import org.apga.report.ConsoleSummary;
import org.apga.report.EarlierRuns;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.html.Finding;
import org.apga.run.EventLog;
import org.apga.run.GridException;
import org.apga.run.GridListener;
import org.apga.run.GridListeners;
import org.apga.run.GridRunner;
import org.apga.run.Notifier;
import org.apga.run.QualifiedPaths;
import org.apga.run.RunLimit;
import org.apga.run.RunTables;
import org.apga.run.Runs;
import org.apga.run.spark.GridMetrics;
import org.apga.run.spark.SparkChecksumReader;
import org.apga.run.spark.SparkContexts;
import org.apga.run.spark.SparkTrialRunner;
import org.apga.run.spark.TrainingJob;
import org.apga.secrets.Secrets;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.trial.TrialJson;
import org.apga.trial.TrialOutcome;
import org.apga.trial.TrialRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "run", mixinStandardHelpOptions = true)
final class RunCommand extends ApgaCommand {
  /** Time for the whole command after a signal; time for running trials to store a checkpoint. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration GRACE_OF_TRIALS = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  @Mixin private GridOptions options = new GridOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    GridConfig config = options.read();
    PrintWriter print = out();
    Notifier notifier = new Notifier(config.notification().webhook());
    int exitCode = Main.SOME_FAILED;
    String message = "";
    try {
      exitCode = call(config, notifier, print);
      return exitCode;
    } catch (Exception | Error e) {
      exitCode = Main.exitCode(e);
      message = String.valueOf(e.getMessage());
      throw e;
    } finally {
      notifier.ended(exitCode, message).ifPresent(print::println);
    }
  }

  private static int call(GridConfig config, Notifier notifier, PrintWriter print)
      throws IOException, InterruptedException {
    // spark-submit's process has the settings --conf spark.hadoop.* before any context exists.
    Configuration hadoop = SparkContexts.hadoop();
    GridSetup.writePhantoms(config, hadoop, print);
    InstantSource clock = InstantSource.system();
    try (SparkContexts.Lazy context = new SparkContexts.Lazy(config);
        RunLimit limit = new RunLimit(config.limits(), clock, ZoneId.systemDefault())) {
      return run(config, new Call(hadoop, context, limit, notifier, print));
    }
  }

  /** The Hadoop settings, Spark context, limits and output that the stages of a call share. */
  private record Call(
      Configuration hadoop,
      SparkContexts.Lazy context,
      RunLimit limit,
      Notifier notifier,
      PrintWriter print) {}

  private static int run(GridConfig config, Call call) throws IOException, InterruptedException {
    Patience patience = new Patience(config.recovery().patience(), call.print::println);
    ChecksumReader here = ChecksumReader.here(call.hadoop, patience);
    SparkChecksumReader reader =
        new SparkChecksumReader(call.context, here, config.recovery().patience());
    GridSetup setup = GridSetup.of(config, call.hadoop, reader, call.print);
    setup.store().requireWritable();
    setup.contents().keep();
    return setup.tunes() ? stages(setup, call) : stage(setup, call);
  }

  /** Trains every variant on the tuning seeds, then the chosen ones on the reported seeds. */
  private static int stages(GridSetup tuning, Call call) throws IOException, InterruptedException {
    PrintWriter print = call.print;
    print.println("Stage 1   every variant on seeds " + tuning.config().grid().tuneSeeds());
    tuning.halving().forEach(print::println);
    int tuned = stage(tuning, call);
    if (tuned == Interrupts.EXIT_CODE) {
      return tuned;
    }
    print.println();
    String run = Runs.name(tuning.store(), tuning.plan(), Instant.now());
    Choices choices = tuning.choices(run).orElse(Choices.NONE);
    if (choices.isEmpty() || call.limit.reached().isPresent()) {
      print.println("Stage 2   has not begun. The same command continues from here.");
      return tuned == Main.DONE ? Main.TIME_OVER : tuned;
    }
    for (Cell cell : choices.open()) {
      print.printf("Stage 2   omits %s: no variant of it has completed every tuning seed%n", cell);
    }
    if (choices.chosen().isEmpty()) {
      return Main.SOME_FAILED;
    }
    print.println("Stage 2   the chosen variants on seeds " + tuning.config().grid().seeds());
    int reported = stage(tuning.chosen(choices), call);
    return reported == Main.DONE ? tuned : reported;
  }

  private static int stage(GridSetup setup, Call call) throws IOException, InterruptedException {
    PrintWriter print = call.print;
    print.println(PlanCommand.totals(setup.plan()));
    Instant now = Instant.now();
    String run = Runs.name(setup.store(), setup.plan(), now);
    Runs.freeze(setup.store(), run, setup.plan(), now);
    call.notifier.begins(run, setup.plan());
    if (setup.plan().toTrain().isEmpty()) {
      boolean drops = setup.plan().count(Decision.Kind.DROP) > 0;
      print.printf(
          "Nothing to train: every trial is committed%s in %s.%n",
          drops ? ", or dropped," : "", setup.store().root());
      return end(setup, run, new Trained(List.of(), false, ""), call);
    }
    print.println("Run       " + run + ", results in " + setup.store().root());
    Trained trained = train(setup, run, call);
    if (!setup.tunes()) {
      call.context.close();
    }
    if (trained.stopped) {
      print.println("Stopped: " + left(setup));
      return Interrupts.EXIT_CODE;
    }
    return end(setup, run, trained, call);
  }

  private static int end(GridSetup setup, String run, Trained trained, Call call) {
    return BegunException.during(
        Main.UNPUBLISHED,
        "Every trial that is done is committed. The same command publishes them.",
        () -> finish(setup, run, trained, call));
  }

  /**
   * @param stopped by a signal
   * @param limit that ended the grid, in words; empty if none did
   */
  private record Trained(List<TrialOutcome> outcomes, boolean stopped, String limit) {}

  private static Trained train(GridSetup setup, String run, Call call) {
    BinaryOperator<String> places = QualifiedPaths.of(call.hadoop);
    int tries = setup.config().recovery().tries();
    InstantSource clock = InstantSource.system();
    try (EventLog events = new EventLog(setup.store().events(run, clock.instant()), run, clock)) {
      JavaSparkContext spark = call.context.get();
      SparkContexts.page(spark).ifPresent(url -> call.print.printf("Spark     %s%n", url));
      SparkTrialRunner runner =
          new SparkTrialRunner(
              spark,
              new TrainingJob(),
              trial ->
                  TrialJson.write(
                      TrialRequest.of(trial, setup.plan(), places).at(setup.race().rungs(trial))),
              new SparkTrialRunner.Retries(tries, FIRST_PAUSE));
      ToDoubleFunction<Trial> weight = setup.weights();
      GridMetrics metrics = new GridMetrics(setup.config().training().batchSize(), clock);
      GridListener listeners =
          GridListeners.of(
              ProgressConsole.onStandardOutput(weight), events, metrics, call.notifier, call.limit);
      GridRunner grid =
          new GridRunner(runner, listeners, weight, setup.config().run().lookAhead(), setup.race());
      call.limit.stops(grid);
      try (Interrupts interrupts =
          new Interrupts(
              () -> grid.cancel("by a signal", GRACE_OF_TRIALS),
              () -> "Stopped: " + left(setup),
              System.out,
              GRACE)) {
        List<TrialOutcome> outcomes = grid.run(setup.plan());
        return new Trained(outcomes, interrupts.happened(), call.limit.reached().orElse(""));
      } catch (GridException e) {
        throw new BegunException(Main.SOME_FAILED, left(setup), e);
      }
    }
  }

  /** The number of committed trials of an unfinished grid. */
  private static String left(GridSetup setup) {
    try {
      Set<String> committed = setup.store().commits().stream().map(Commit::trial).collect(toSet());
      long done =
          setup.plan().trials().stream()
              .filter(planned -> committed.contains(planned.trial().id().value()))
              .count();
      return String.format(
          "%s of %s trials are committed in %s. The same command continues from there.",
          done, setup.plan().trials().size(), Secrets.redact(setup.config().resultsRoot()));
    } catch (StoreException e) {
      return "how many trials are committed is not known. "
          + e.getMessage()
          + " The same command continues from there.";
    }
  }

  private static int finish(GridSetup setup, String run, Trained trained, Call call)
      throws IOException, InterruptedException {
    PrintWriter print = call.print;
    ResultStore store = setup.store();
    ReportSettings asked = RunReports.settings(store, run);
    Publication publication =
        new Publication(
            store,
            run,
            Optional.of(new RunTables(store, setup.plan(), trained.outcomes)),
            results -> asked,
            results -> EarlierRuns.drift(store, results, asked.resampling()));
    Patience patience = new Patience(setup.config().recovery().patience(), print::println);
    Publication.Published published =
        patience.obtain(
            "publish the tables and the report in " + store.root(),
            () -> {
              store.indexCommits();
              return publication.publish(publication.hold());
            });
    RunReport report = published.held().report();
    print.println();
    ConsoleSummary.lines(report, Finding.of(report), published.held().results().trials())
        .forEach(print::println);
    print.println("Tables are in " + store.root() + "/tables, run=" + run + ".");
    print.println("Page      " + published.page());
    print.println("All runs  " + published.runs());
    print.printf("The rest  submit/apga report %s --run %s%n", store.root(), run);
    call.notifier.published(published.page().toString());
    long notDone = report.trials().expected() - report.trials().done();
    if (notDone == 0) {
      return Main.DONE;
    }
    boolean over =
        !trained.limit.isEmpty()
            && trained.outcomes.stream().noneMatch(TrialOutcome.Failed.class::isInstance);
    print.println(
        notDone
            + (notDone == 1 ? " trial is" : " trials are")
            + " not done: "
            + (over
                ? trained.limit + " was reached. The same command continues from there."
                : "table trials has the reasons. The same command tries failed trials again."));
    return over ? Main.TIME_OVER : Main.SOME_FAILED;
  }
}
