package org.apga.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that prints lines and ends with an exit code of {@link Main}. */
abstract class ApgaCommand implements Callable<Integer> {
  private static final int FEWEST_RESAMPLES = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Where lines go, each at once. */
  final PrintWriter out() {
    return new PrintWriter(spec.commandLine().getOut(), true);
  }

  /**
   * @throws UsageException if {@code --resamples} is too small for intervals
   */
  static void requireEnough(int resamples) {
    if (resamples < FEWEST_RESAMPLES) {
      throw new UsageException(
          "Cannot resample %s times: intervals need more. Give --resamples %s or more."
              .formatted(resamples, FEWEST_RESAMPLES));
    }
  }
}
