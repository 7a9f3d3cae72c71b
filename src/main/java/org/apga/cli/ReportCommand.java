package org.apga.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Resampling;
import org.apga.report.ConsoleGate;
import org.apga.report.ConsoleReport;
import org.apga.report.ConsoleSummary;
import org.apga.report.EarlierRuns;
import org.apga.report.Gate;
import org.apga.report.GateJson;
import org.apga.report.GateVerdict;
import org.apga.report.ReportSettings;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.Subgroups;
import org.apga.report.html.Finding;
import org.apga.run.RunTables;
import org.apga.run.spark.SparkContexts;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "report", mixinStandardHelpOptions = true)
final class ReportCommand extends ApgaCommand {
  @Parameters(paramLabel = "ROOT")
  private String root = "";

  @Option(names = "--run", paramLabel = "RUN")
  private @Nullable String run;

  @Option(names = "--gate", paramLabel = "BASE_RUN")
  private @Nullable String base;

  @Option(names = "--resamples", paramLabel = "N")
  private @Nullable Integer resamples;

  @Mixin private SubgroupOptions subgroups = new SubgroupOptions();

  @Override
  public Integer call() {
    ResultStore store = ResultStore.open(root, SparkContexts.hadoop());
    String chosen = chosen(store);
    ReportSettings planned = RunReports.settings(store, chosen);
    Resampling resampling = resampling(planned.resampling());
    RunResults earlier = base == null ? null : RunReports.results(store, base);
    Publication publication =
        new Publication(
            store,
            chosen,
            RunTables.ofStored(store, chosen),
            results ->
                subgroups.in(
                    planned.with(resampling),
                    () -> Subgroups.columns(results),
                    results.classes().size()),
            results ->
                earlier == null
                    ? EarlierRuns.drift(store, results, resampling)
                    : Optional.of(Gate.judge(results, earlier, resampling)));
    Publication.Held held = publication.hold();
    PrintWriter print = out();
    print.println("Run " + chosen + " in " + store.root());
    print.println();
    ConsoleSummary.finding(Finding.of(held.report())).forEach(print::println);
    print.println();
    ConsoleReport.lines(held.report()).forEach(print::println);
    ConsoleReport.failures(held.results().trials()).forEach(print::println);
    Publication.Published published = publication.publish(held);
    GateVerdict verdict = published.verdict();
    if (earlier == null || verdict == null) {
      pages(published);
      return Main.DONE;
    }
    print.println();
    ConsoleGate.lines(verdict).forEach(print::println);
    print.println(
        "Verdict   "
            + store.writeReport(
                chosen, "gate-" + verdict.base() + ".json", JsonFile.bytes(GateJson.of(verdict))));
    pages(published);
    return verdict.isBroken() ? Main.SOME_FAILED : Main.DONE;
  }

  private void pages(Publication.Published published) {
    out().println("All runs  " + published.runs());
    out().println("Page      " + published.page());
  }

  private String chosen(ResultStore store) {
    List<String> runs = store.plans().runs();
    List<String> published = runs.stream().filter(store::isPublished).toList();
    if (run != null && !runs.contains(run)) {
      throw unknown("report on run " + run, runs);
    }
    if (run == null && published.isEmpty()) {
      throw new UsageException(
          "Cannot report on %s: no run has published its tables there. %s",
          root,
          runs.isEmpty()
              ? "Run a grid first."
              : "To publish one, pass --run " + runs.get(runs.size() - 1) + ".");
    }
    String chosen = run == null ? published.get(published.size() - 1) : run;
    if (base != null && !published.contains(base)) {
      throw unknown("compare with run " + base, published);
    }
    if (chosen.equals(base)) {
      throw new UsageException(
          "Cannot compare run " + chosen + " with itself: name an earlier run after --gate.");
    }
    return chosen;
  }

  private UsageException unknown(String what, List<String> runs) {
    return runs.isEmpty()
        ? new UsageException("Cannot %s: %s has no such run. Run a grid first.", what, root)
        : new UsageException(
            "Cannot %s: %s has %s. Name one of them.", what, root, String.join(", ", runs));
  }

  private Resampling resampling(Resampling planned) {
    if (resamples == null) {
      return planned;
    }
    requireEnough(resamples);
    return new Resampling(resamples, planned.seed());
  }
}
