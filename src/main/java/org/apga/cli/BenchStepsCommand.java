package org.apga.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apga.bench.BenchNetworks;
import org.apga.bench.StepBenchmark;
import org.apga.bench.StepBenchmark.Timing;
import org.apga.bench.Workload;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.Engine;
import org.apga.engine.EngineDescription;
import org.apga.engine.Precision;
import org.apga.files.JsonFile;
import org.apga.provenance.Machine;
import org.apga.trial.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times steps of a method. */
@Command(
    name = "steps",
    description = {
      "Times steps of a method on drawn weights and images of noise, and prints one line of JSON:"
          + " median seconds a step (wall clock, and CPU over all threads) after one step that"
          + " warms up, and the process's highest resident memory in MiB.",
      "Settings of the methods are the defaults (submit/apga settings)."
    },
    mixinStandardHelpOptions = true)
final class BenchStepsCommand implements Callable<Integer> {
  private static final int HALVINGS = 32;
  private static final int MOST_PIXELS = 2048;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--method",
      paramLabel = "M",
      defaultValue = "apga",
      description =
          "An arm (submit/apga settings, grid.arms); inference (a classifier's scores of a batch) or"
              + " policy (a policy's masks and its step). Default: ${DEFAULT-VALUE}.")
  private String method = "";

  @Option(
      names = "--classifier",
      paramLabel = "NAME",
      defaultValue = "densenet169",
      description =
          "densenet121, 161, 169 or 201, with the policy UNet-11; or small, the demo's networks."
              + " Default: ${DEFAULT-VALUE}.")
  private String classifier = "";

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Height and width of an image, a multiple of 32. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Images of a batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Steps that are timed; a small network wants 50, for Java compiles while they run."
              + " Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute. Default: every core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--double", description = "Computes in double precision instead of single.")
  private boolean inDouble;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "dl4j",
      description = "What computes. Default: ${DEFAULT-VALUE}.")
  private String engineName = "";

  @Override
  public Integer call() throws InterruptedException {
    Workload workload = workload();
    requireOptions();
    GridConfig config = BenchNetworks.config(classifier, size);
    Precision precision = inDouble ? Precision.DOUBLE : Precision.FLOAT;
    try (Engine engine = Engines.open(engineName, precision, threads, 0);
        StepBenchmark benchmark = new StepBenchmark(engine, config, workload, batch)) {
      Timing timing = benchmark.run(steps);
      PrintWriter print = spec.commandLine().getOut();
      print.println(line(engine.description(), workload, timing));
      print.flush();
    }
    return Main.DONE;
  }

  private ObjectNode line(EngineDescription engine, Workload workload, Timing timing) {
    String version = engine.versions().getOrDefault("deeplearning4j", "");
    return JsonFile.object()
        .put("engine", (engineName + " " + version).strip())
        .put("method", workload.label())
        .put("classifier", classifier)
        .put("size", size)
        .put("batch", batch)
        .put("threads", threads)
        .put("wall_s", BenchCommand.rounded(timing.wallSeconds(), 5))
        .put("cpu_s", BenchCommand.rounded(timing.cpuSeconds(), 5))
        .put("peak_rss_mb", (long) Machine.peakMemoryMib());
  }

  private Workload workload() {
    return Workload.all().stream()
        .filter(w -> w.label().equals(method))
        .findFirst()
        .orElseThrow(() -> unknown("method", method, String.join(", ", Workload.labels())));
  }

  private void requireOptions() {
    if (!BenchNetworks.names().contains(classifier)) {
      throw unknown("classifier", classifier, String.join(", ", BenchNetworks.names()));
    }
    if (!ConfigReader.ENGINES.contains(engineName)) {
      throw unknown("engine", engineName, String.join(", ", ConfigReader.ENGINES));
    }
    if (size < HALVINGS || size > MOST_PIXELS || size % HALVINGS != 0) {
      throw new UsageException(
          String.format(
              "Cannot run the benchmark with --size %d: both networks halve an image five times, so"
                  + " it must be a multiple of 32 up to 2048. Take --size 224.",
              size));
    }
    BenchCommand.requireOneOrMore("--batch", batch, 8);
    BenchCommand.requireOneOrMore("--steps", steps, 3);
    BenchCommand.requireOneOrMore("--threads", threads, 1);
  }

  private static UsageException unknown(String what, String name, String names) {
    return new UsageException(
        String.format(
            "Cannot run the benchmark with the %s %s: there is none of that name. Take one of %s.",
            what, name, names));
  }
}
