package org.apga.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apga.bench.ScheduleBenchmark;
import org.apga.files.JsonFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times what a trial costs besides its training. */
@Command(
    name = "schedule",
    description = {
      "Runs trials that do nothing through the real scheduler on Spark, and prints one line of JSON:"
          + " milliseconds that each adds to a grid, and how much the driver's heap grew.",
      "Options of spark-submit (--master, --conf, ...) may stand anywhere."
    },
    mixinStandardHelpOptions = true)
final class BenchScheduleCommand implements Callable<Integer> {
  private static final double MS_PER_S = 1000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "How many; rounded up to whole chains of a baseline and its five arms. Default:"
              + " ${DEFAULT-VALUE}.")
  private int trials;

  @Override
  public Integer call() {
    BenchCommand.requireOneOrMore("--trials", trials, 10000);
    ScheduleBenchmark.Result result = ScheduleBenchmark.run(trials);
    PrintWriter print = spec.commandLine().getOut();
    print.println(
        JsonFile.object()
            .put("trials", result.trials())
            .put("slots", result.slots())
            .put("seconds", BenchCommand.rounded(result.seconds(), 2))
            .put(
                "added_ms_per_trial",
                BenchCommand.rounded(result.seconds() / result.trials() * MS_PER_S, 2))
            .put("heap_growth_mb", BenchCommand.rounded(result.heapGrowthMb(), 1)));
    print.flush();
    return Main.DONE;
  }
}
