package org.apga.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that prints lines and ends with an exit code of {@link Main}. */
abstract class ApgaCommand implements Callable<Integer> {
  private static final int FEWEST_RESAMPLES = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Standard output, flushed after each line. */
  final PrintWriter out() {
    return new PrintWriter(spec.commandLine().getOut(), true);
  }

  /** The exception of a command that needs a subcommand, if none is named. */
  final ParameterException nameOne() {
    String names = String.join(", ", spec.subcommands().keySet());
    return new ParameterException(spec.commandLine(), "name one of " + names);
  }

  /** Formatted text, with numbers that look the same in every locale. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A number rounded to some decimals, because a clock justifies no more. */
  static double rounded(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }

  /**
   * @throws UsageException if {@code --resamples} is too small for intervals
   */
  static void requireEnough(int resamples) {
    if (resamples < FEWEST_RESAMPLES) {
      throw new UsageException(
          "Cannot resample %s times: intervals need more. Give --resamples %s or more.",
          resamples, FEWEST_RESAMPLES);
    }
  }
}
