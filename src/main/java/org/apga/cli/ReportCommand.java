package org.apga.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.report.ConsoleSummary;
import org.apga.report.Failures;
import org.apga.store.ResultStore;
import org.apga.store.Tables;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the summary of a run. */
@Command(
    name = "report",
    description = "Shows the summary of a run in a results root.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ROOT", description = "The results root.")
  private String root = "";

  @Option(names = "--run", paramLabel = "RUN", description = "Which run. Default: the newest.")
  private @Nullable String run;

  @Override
  public Integer call() {
    ResultStore store = ResultStore.open(root, new Configuration());
    List<String> published = store.runs().stream().filter(store::isPublished).toList();
    if (published.isEmpty()) {
      throw new UsageException(
          "Cannot report on "
              + root
              + ": no run has published its tables there. Run a grid first.");
    }
    String chosen = run == null ? published.get(published.size() - 1) : run;
    if (!published.contains(chosen)) {
      throw new UsageException(
          "Cannot report on run "
              + chosen
              + ": "
              + root
              + " has "
              + String.join(", ", published)
              + ". Name one of them.");
    }
    PrintWriter print = spec.commandLine().getOut();
    print.println("Run " + chosen + " in " + store.root());
    print.println();
    ConsoleSummary.lines(store.published(chosen, Tables.SUMMARY)).forEach(print::println);
    Failures.lines(store.published(chosen, Tables.TRIALS)).forEach(print::println);
    print.flush();
    return Main.DONE;
  }
}
