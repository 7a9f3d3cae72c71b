package org.apga.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What this machine computes how fast. */
@Command(
    name = "bench",
    description = {
      "Times training steps, decoding, scheduling and tables on this machine (docs/benchmarks.md).",
      "submit/bench-against-pytorch times the first two in turn with PyTorch and shows the ratios."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchStepsCommand.class,
      BenchDataCommand.class,
      BenchScheduleCommand.class,
      BenchTablesCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of steps, data, schedule, tables");
  }

  /** A number without the digits that no clock justifies. */
  static double rounded(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }

  /**
   * @throws UsageException if {@code value} is below 1
   */
  static void requireOneOrMore(String option, int value, int usual) {
    if (value < 1) {
      throw new UsageException(
          String.format(
              "Cannot run the benchmark with %s %d: it must be 1 or more. Take %s %d.",
              option, value, option, usual));
    }
  }
}
