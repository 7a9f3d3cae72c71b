package org.apga.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apga.config.ConfigReader;
import org.apga.trial.Engines;
import org.apga.verify.CaseReader;
import org.apga.verify.Difference;
import org.apga.verify.ParityCase;
import org.apga.verify.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares this machine's numbers with those of the published code. */
@Command(
    name = "verify",
    description = {
      "Recomputes parity cases in double precision through the classes that train, and compares"
          + " every number with the published functions' own.",
      "Also tells how far single precision is from double after one step.",
      "Exit codes: 0 all are within the tolerance; 1 one is not; 2 nothing was computed."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final double NANOSECONDS = 1e9;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "CASE.json",
      arity = "0..*",
      description = "The cases (docs/fidelity.md). Default: the ten that travel with the program.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "dl4j",
      description = "What computes. Default: ${DEFAULT-VALUE}.")
  private String engine = "";

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      defaultValue = "1e-6",
      description = "Largest absolute difference. Default: ${DEFAULT-VALUE}.")
  private double tolerance;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute. Default: every core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    requireOptions();
    List<ParityCase> cases =
        files.isEmpty() ? CaseReader.shipped() : files.stream().map(CaseReader::read).toList();
    PrintWriter print = new PrintWriter(spec.commandLine().getOut(), true);
    long start = System.nanoTime();
    List<Verdict> verdicts = new ArrayList<>();
    for (ParityCase parity : cases) {
      long caseStart = System.nanoTime();
      Verdict verdict = Verdict.of(parity, p -> Engines.open(engine, p, threads, 0));
      verdicts.add(verdict);
      print.println(line(verdict, seconds(caseStart)));
    }
    long passed = verdicts.stream().filter(v -> v.within(tolerance)).count();
    print.println(closing(verdicts, passed, seconds(start)));
    return passed == verdicts.size() ? Main.DONE : Main.SOME_FAILED;
  }

  private void requireOptions() {
    if (!ConfigReader.ENGINES.contains(engine)) {
      throw new UsageException(
          "Cannot verify with the engine "
              + engine
              + ": there is none of that name. Take "
              + String.join(", ", ConfigReader.ENGINES)
              + ".");
    }
    if (!(tolerance > 0)) {
      throw new UsageException(
          "Cannot verify to a tolerance of " + tolerance + ": it must be above 0. Take 1e-6.");
    }
    if (threads < 1) {
      throw new UsageException(
          "Cannot verify with " + threads + " threads: it takes one or more. Take --threads 1.");
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / NANOSECONDS;
  }

  private String line(Verdict verdict, double seconds) {
    Difference largest = verdict.largest();
    boolean passed = verdict.within(tolerance);
    String line =
        String.format(
            Locale.ROOT,
            "%s  %-32s %3d values  largest difference %7.1e at %s  %.1f s"
                + "  (float after one step: %.1e at %s)",
            passed ? "PASS" : "FAIL",
            verdict.name(),
            verdict.values(),
            largest.size(),
            largest.path(),
            seconds,
            verdict.inFloat().size(),
            verdict.inFloat().path());
    return passed
        ? line
        : line + "  expected " + largest.expected() + ", computed " + largest.computed();
  }

  private String closing(List<Verdict> verdicts, long passed, double seconds) {
    Verdict worst =
        verdicts.stream().max(Comparator.comparingDouble(v -> v.largest().size())).orElseThrow();
    return String.format(
        Locale.ROOT,
        "%d of %d cases are within %s of the published numbers; the largest difference is %.1e"
            + " (%s). Engine %s in double precision, %d threads, %.0f s.",
        passed,
        verdicts.size(),
        tolerance,
        worst.largest().size(),
        worst.name(),
        engine,
        threads,
        seconds);
  }
}
