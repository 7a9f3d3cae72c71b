package org.apga.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.metrics.stats.Resampling;
import org.apga.report.ConsoleGate;
import org.apga.report.ConsoleReport;
import org.apga.report.EarlierRuns;
import org.apga.report.Failures;
import org.apga.report.Gate;
import org.apga.report.GateJson;
import org.apga.report.GateVerdict;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the report of a run again from its tables, and compares it with an earlier run. */
@Command(
    name = "report",
    description = {
      "Makes the report of a run again from its tables of trials and predictions, shows it, and"
          + " writes its page, report/RUN/index.html.",
      "With --gate: exit code 1 when the accuracy of a cell fell beyond its interval since that"
          + " run, or a cell has no results any more."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private static final int FEWEST_RESAMPLES = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ROOT", description = "The results root.")
  private String root = "";

  @Option(names = "--run", paramLabel = "RUN", description = "Which run. Default: the newest.")
  private @Nullable String run;

  @Option(
      names = "--gate",
      paramLabel = "BASE_RUN",
      description = "An earlier run of the same root that this one must not fall behind.")
  private @Nullable String base;

  @Option(
      names = "--resamples",
      paramLabel = "N",
      description = "Of patients and seeds. Default: report.resamples of the run.")
  private @Nullable Integer resamples;

  @Override
  public Integer call() {
    ResultStore store = ResultStore.open(root, new Configuration());
    String chosen = chosen(store);
    Resampling resampling = resampling(store, chosen);
    RunResults results = RunReports.results(store, chosen);
    RunReport report = RunReport.of(results, resampling);
    PrintWriter print = spec.commandLine().getOut();
    print.println("Run " + chosen + " in " + store.root());
    print.println();
    ConsoleReport.lines(report).forEach(print::println);
    Failures.lines(store.published(chosen, Tables.TRIALS)).forEach(print::println);
    print.flush();
    RunReports.publish(store, chosen, report);
    if (base == null) {
      GateVerdict drift = EarlierRuns.drift(store, results, resampling).orElse(null);
      print.println("Page      " + PageFile.write(store, results, report, drift));
      print.flush();
      return Main.DONE;
    }
    GateVerdict verdict = Gate.judge(results, RunReports.results(store, base), resampling);
    print.println();
    ConsoleGate.lines(verdict).forEach(print::println);
    print.println(
        "Verdict   "
            + store.writeReport(chosen, "gate-" + verdict.base() + ".json", GateJson.of(verdict)));
    print.println("Page      " + PageFile.write(store, results, report, verdict));
    print.flush();
    return verdict.isBroken() ? Main.SOME_FAILED : Main.DONE;
  }

  private String chosen(ResultStore store) {
    List<String> published = store.runs().stream().filter(store::isPublished).toList();
    if (published.isEmpty()) {
      throw new UsageException(
          "Cannot report on "
              + root
              + ": no run has published its tables there. Run a grid first.");
    }
    String chosen = run == null ? published.get(published.size() - 1) : run;
    if (!published.contains(chosen)) {
      throw unknown("report on run " + chosen, published);
    }
    if (base != null && !published.contains(base)) {
      throw unknown("compare with run " + base, published);
    }
    if (chosen.equals(base)) {
      throw new UsageException(
          "Cannot compare run " + chosen + " with itself: name an earlier run after --gate.");
    }
    return chosen;
  }

  private UsageException unknown(String what, List<String> published) {
    return new UsageException(
        "Cannot "
            + what
            + ": "
            + root
            + " has "
            + String.join(", ", published)
            + ". Name one of them.");
  }

  private Resampling resampling(ResultStore store, String chosen) {
    Resampling planned = RunReports.resampling(store, chosen);
    if (resamples == null) {
      return planned;
    }
    if (resamples < FEWEST_RESAMPLES) {
      throw new UsageException(
          "Cannot resample "
              + resamples
              + " times: intervals need more. Give --resamples "
              + FEWEST_RESAMPLES
              + " or more.");
    }
    return new Resampling(resamples, planned.seed());
  }
}
