package org.apga.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.Precision;
import org.apga.files.Parallel;
import org.apga.trial.Engines;
import org.apga.verify.CaseReader;
import org.apga.verify.ParityCase;
import org.apga.verify.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "verify", mixinStandardHelpOptions = true)
final class VerifyCommand extends ApgaCommand {
  private static final double NANOSECONDS = 1e9;

  @Parameters(paramLabel = "CASE.json", arity = "0..*")
  private List<Path> files = new ArrayList<>();

  private EngineChoice engine =
      new EngineChoice(EngineChoice.FITTING, Device.CPU, Precision.FLOAT, 1);

  @Mixin private EngineOptions computing = new EngineOptions();

  @Option(names = "--tolerance", paramLabel = "X", defaultValue = "1e-6")
  private double tolerance;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(tolerance > 0)) {
      throw new UsageException(
          "Cannot verify to a tolerance of " + tolerance + ": it must be above 0. Use 1e-6.");
    }
    EngineChoice asked = computing.choice("verify");
    engine = asked.precision() == Precision.DOUBLE ? asked.in(Precision.FLOAT) : asked;
    List<ParityCase> cases =
        files.isEmpty() ? CaseReader.shipped() : files.stream().map(CaseReader::read).toList();
    long start = System.nanoTime();
    List<Verdict> verdicts = verdicts(cases);
    long passed = verdicts.stream().filter(v -> v.within(tolerance)).count();
    out().println(closing(verdicts, passed, seconds(start)));
    return passed == verdicts.size() ? Main.DONE : Main.SOME_FAILED;
  }

  /**
   * Prints a line for each case when it is done. On a CPU each thread computes cases of its own,
   * because a second thread speeds up a case only a little.
   */
  private List<Verdict> verdicts(List<ParityCase> cases) throws IOException, InterruptedException {
    boolean gpu = engine.device() == Device.CUDA;
    EngineChoice ofOne = gpu ? engine : engine.withThreads(1);
    return Parallel.all(
        gpu ? 1 : engine.threads(),
        cases,
        parity -> {
          long start = System.nanoTime();
          Verdict verdict =
              Verdict.of(parity, engine.precision(), p -> Engines.open(ofOne.in(p), 0));
          out().println(line(verdict, seconds(start)));
          return verdict;
        });
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / NANOSECONDS;
  }

  private String line(Verdict verdict, double seconds) {
    Verdict.Difference largest = verdict.largest();
    boolean passed = verdict.within(tolerance);
    String line =
        text(
            "%s  %-32s %3d values  largest difference %7.1e at %s  %.1f s"
                + "  (%s after one step: %.1e at %s)",
            passed ? "PASS" : "FAIL",
            verdict.name(),
            verdict.values(),
            largest.size(),
            largest.path(),
            seconds,
            engine.precision().name().toLowerCase(Locale.ROOT),
            verdict.inOther().size(),
            verdict.inOther().path());
    return passed
        ? line
        : line + "  expected " + largest.expected() + ", computed " + largest.computed();
  }

  private String closing(List<Verdict> verdicts, long passed, double seconds) {
    Verdict worst =
        verdicts.stream().max(Comparator.comparingDouble(v -> v.largest().size())).orElseThrow();
    return text(
        "%d of %d cases are within %s of PyTorch's numbers; the largest difference is %.1e"
            + " (%s). Engine %s %s in double precision, %d threads, %.0f s.",
        passed,
        verdicts.size(),
        tolerance,
        worst.largest().size(),
        worst.name(),
        engine.name(),
        engine.device() == Device.CUDA ? "on a GPU" : "on a CPU",
        engine.threads(),
        seconds);
  }
}
