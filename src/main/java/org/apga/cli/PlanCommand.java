package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.GridConfig;
import org.apga.data.ChecksumReader;
import org.apga.files.Patience;
import org.apga.plan.Decision.Kind;
import org.apga.plan.Estimator;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.run.Forecast;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a run would do. */
@Command(
    name = "plan",
    description = {
      "Shows what `run` would do with each trial and how long that would take, and does nothing.",
      "Times come from trials that were measured in the results root."
    },
    mixinStandardHelpOptions = true)
final class PlanCommand implements Callable<Integer> {
  private static final int WIDTH = 40;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GridOptions options = new GridOptions();

  @Option(
      names = "--json",
      description =
          "Prints one JSON document, for machines; what else there is to say is left out.")
  private boolean json;

  @Option(
      names = "--slots",
      paramLabel = "N,…",
      split = ",",
      defaultValue = "1,8,64",
      description =
          "Trials that run at once, such as GPUs, for each of which the end is estimated. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> slots = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (slots.stream().anyMatch(some -> some < 1)) {
      throw new UsageException(
          "Cannot plan for --slots "
              + String.join(",", slots.stream().map(String::valueOf).toList())
              + ": a number is below 1. Take --slots 8.");
    }
    PrintWriter print = spec.commandLine().getOut();
    PrintWriter told = json ? new PrintWriter(PrintWriter.nullWriter()) : print;
    GridConfig config = options.read();
    Configuration hadoop = new Configuration();
    Patience patience = new Patience(config.recovery().patience(), told::println);
    GridSetup setup = GridSetup.of(config, hadoop, ChecksumReader.here(hadoop, patience), told);
    Forecast forecast =
        Forecast.of(
            setup.plan(), new Estimator(setup.committed(), setup.images()), setup.weights(), slots);
    if (json) {
      print.println(PlanDocument.of(setup, forecast));
    } else {
      show(setup, forecast, print);
    }
    print.flush();
    return Main.DONE;
  }

  private static void show(GridSetup setup, Forecast forecast, PrintWriter print) {
    // One string instead of a write each: a plan may have ten thousand lines.
    StringBuilder lines = new StringBuilder();
    for (Planned planned : setup.plan().trials()) {
      String title = planned.trial().title();
      lines.append(title).append(" ".repeat(Math.max(0, WIDTH - title.length())));
      lines.append(' ').append(planned.decision()).append(System.lineSeparator());
    }
    print.print(lines);
    print.println(totals(setup.plan()));
    ForecastLines.of(forecast, setup.store().root().toString(), Instant.now())
        .forEach(print::println);
  }

  static String totals(GridPlan plan) {
    long again = plan.count(Kind.RERUN);
    long onwards = plan.count(Kind.RESUME);
    return String.format(
        "Plan      %d trials: %d to train%s%s, %d done",
        plan.trials().size(),
        plan.count(Kind.RUN),
        onwards == 0 ? "" : ", " + onwards + " to go on with",
        again == 0 ? "" : ", " + again + " to train again because something changed",
        plan.count(Kind.SKIP));
  }
}
