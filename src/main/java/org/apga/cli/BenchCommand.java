package org.apga.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apga.bench.BenchNetworks;
import org.apga.bench.DataBenchmark;
import org.apga.bench.ImageFolder;
import org.apga.bench.Laps;
import org.apga.bench.ScheduleBenchmark;
import org.apga.bench.StepBenchmark;
import org.apga.bench.TablesBenchmark;
import org.apga.config.GridConfig;
import org.apga.data.Manifest;
import org.apga.engine.Engine;
import org.apga.engine.EngineChoice;
import org.apga.engine.EngineDescription;
import org.apga.files.JsonFile;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.apga.store.ResultStore;
import org.apga.trial.Engines;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchCommand.Steps.class,
      BenchCommand.Data.class,
      BenchCommand.Schedule.class,
      BenchCommand.Tables.class
    })
final class BenchCommand extends ApgaCommand {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    throw nameOne();
  }

  @Command(name = "steps", mixinStandardHelpOptions = true)
  static final class Steps extends ApgaCommand {
    private static final String DOING = "run the benchmark";
    private static final int HALVINGS = 32;
    private static final int MOST_PIXELS = 2048;

    @Option(names = "--method", paramLabel = "M", defaultValue = "apga")
    private String method = "";

    @Option(names = "--classifier", paramLabel = "NAME", defaultValue = "densenet169")
    private String classifier = "";

    @Option(names = "--profile", paramLabel = "NAME", defaultValue = "sound")
    private String profile = "";

    @Option(names = "--set", paramLabel = "PATH=VALUE")
    private List<String> sets = List.of();

    @Option(names = "--size", paramLabel = "PIXELS", defaultValue = "224")
    private int size;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "8")
    private int batch;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "3")
    private int steps;

    @Mixin private EngineOptions computing = new EngineOptions();

    @Override
    public Integer call() throws InterruptedException {
      StepBenchmark.Workload workload =
          StepBenchmark.Workload.all().stream()
              .filter(w -> w.label().equals(method))
              .findFirst()
              .orElseThrow(
                  () ->
                      EngineOptions.none(DOING, "method", method, StepBenchmark.Workload.labels()));
      requireOptions();
      GridConfig config = BenchNetworks.config(classifier, profile, size, sets);
      EngineChoice choice = computing.choice(DOING);
      // Like a trial to which its executor gives all of its cores.
      List<Integer> cores = Engines.cores();
      Engines.useCores(cores.size() == choice.threads() ? cores : List.of());
      try (Engine engine = Engines.open(choice, 0);
          StepBenchmark benchmark = new StepBenchmark(engine, config, workload, batch)) {
        Laps.Lap step = benchmark.run(steps);
        EngineDescription opened = engine.description();
        Map<String, String> versions = opened.versions();
        String version =
            versions.getOrDefault("libtorch", versions.getOrDefault("deeplearning4j", ""));
        ObjectNode line = JsonFile.object();
        line.put("engine", (choice.name() + " " + version).strip()).put("method", workload.label());
        line.put("classifier", classifier).put("size", size).put("batch", batch);
        line.put("profile", profile);
        if (!sets.isEmpty()) {
          line.put("set", String.join(" ", sets));
        }
        line.put("threads", choice.threads()).put("device", opened.device());
        line.put("precision", choice.precision().name().toLowerCase(Locale.ROOT));
        line.put("wall_s", rounded(step.wall(), 5)).put("cpu_s", rounded(step.cpu(), 5));
        line.put("peak_rss_mb", (long) Machine.peakMemoryMib());
        out().println(line);
      }
      return Main.DONE;
    }

    private void requireOptions() {
      if (!BenchNetworks.names().contains(classifier)) {
        throw EngineOptions.none(DOING, "classifier", classifier, BenchNetworks.names());
      }
      if (size < HALVINGS || size > MOST_PIXELS || size % HALVINGS != 0) {
        throw new UsageException(
            "Cannot run the benchmark with --size %d: both networks halve an image five times,"
                + " so it must be a multiple of 32 up to 2048. Use --size 224.",
            size);
      }
      requireOneOrMore("--batch", batch, 8);
      requireOneOrMore("--steps", steps, 3);
    }
  }

  @Command(name = "data", mixinStandardHelpOptions = true)
  static final class Data extends ApgaCommand {
    @Option(names = "--images", paramLabel = "N", defaultValue = "500")
    private int images;

    @Option(names = "--size", paramLabel = "PIXELS", defaultValue = "224")
    private int size;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "25")
    private int batch;

    @Option(names = "--threads", paramLabel = "N")
    private int threads = CORES;

    @Option(names = "--dir", paramLabel = "DIR")
    private @Nullable Path folder;

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "png")
    private ImageFolder.Kind kind = ImageFolder.Kind.PNG;

    @Override
    public Integer call() throws Exception {
      requireOneOrMore("--images", images, 500);
      requireOneOrMore("--size", size, 224);
      requireOneOrMore("--batch", batch, 25);
      requireOneOrMore("--threads", threads, 1);
      in(folder == null ? null : folder.toString(), from -> time(Path.of(from)));
      return Main.DONE;
    }

    private void time(Path from) throws IOException, InterruptedException {
      if (!Files.exists(from)) {
        draw(from);
      }
      Manifest manifest = ImageFolder.manifest(from, images);
      ObjectNode line = JsonFile.object();
      line.put("engine", "apga " + RunProvenance.current().version());
      line.put("kind", kind.name().toLowerCase(Locale.ROOT));
      line.put("images", manifest.examples().size()).put("size", size).put("batch", batch);
      line.put("threads", threads);
      new DataBenchmark(manifest, size, batch, threads, new Configuration())
          .run()
          .forEach((name, rate) -> line.put(name, rounded(rate, 1)));
      out().println(line.put("peak_rss_mb", (long) Machine.peakMemoryMib()));
    }

    private void draw(Path to) {
      try {
        ImageFolder.draw(to, kind, images);
      } catch (IOException e) {
        throw new UsageException(
            "Cannot draw phantoms into " + to + ": " + e + ". Name another folder with --dir.");
      }
    }
  }

  @Command(name = "schedule", mixinStandardHelpOptions = true)
  static final class Schedule extends ApgaCommand {
    private static final double MS_PER_S = 1000;

    @Option(names = "--trials", paramLabel = "N", defaultValue = "10000")
    private int trials;

    @Override
    public Integer call() {
      requireOneOrMore("--trials", trials, 10000);
      ScheduleBenchmark.Result result = ScheduleBenchmark.run(trials);
      double added = result.seconds() / result.trials() * MS_PER_S;
      ObjectNode line = JsonFile.object();
      line.put("trials", result.trials())
          .put("slots", result.slots())
          .put("seconds", rounded(result.seconds(), 2))
          .put("added_ms_per_trial", rounded(added, 2))
          .put("heap_growth_mb", rounded(result.heapGrowthMb(), 1));
      out().println(line);
      return Main.DONE;
    }
  }

  @Command(name = "tables", mixinStandardHelpOptions = true)
  static final class Tables extends ApgaCommand {
    @Option(names = "--trials", paramLabel = "N", defaultValue = "10000")
    private int trials;

    @Option(names = "--variants", paramLabel = "N", defaultValue = "1")
    private int variants;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "100")
    private int epochs;

    @Option(names = "--predictions", paramLabel = "N", defaultValue = "20")
    private int predictions;

    @Option(names = "--root", paramLabel = "ROOT")
    private @Nullable String root;

    @Override
    public Integer call() throws Exception {
      requireOneOrMore("--trials", trials, 10000);
      requireOneOrMore("--variants", variants, 100);
      requireOneOrMore("--epochs", epochs, 100);
      requireOneOrMore("--predictions", predictions, 20);
      in(root, this::time);
      return Main.DONE;
    }

    private void time(String place) throws Exception {
      ResultStore store = ResultStore.open(place, new Configuration());
      store.requireWritable();
      ObjectNode line = JsonFile.object();
      TablesBenchmark benchmark = new TablesBenchmark(store, trials, variants, epochs, predictions);
      line.put("trials", benchmark.planned()).put("variants", variants);
      line.put("epochs", epochs).put("predictions", predictions);
      benchmark.run().forEach((name, figure) -> line.put(name, rounded(figure, 2)));
      out().println(line);
    }
  }

  /** Works in a folder, or if none is named, in a temporary one that is deleted afterwards. */
  private static void in(@Nullable String folder, FailableConsumer<String, Exception> work)
      throws Exception {
    if (folder != null) {
      work.accept(folder);
      return;
    }
    Path temporary = Files.createTempDirectory("apga-bench");
    try {
      work.accept(temporary.resolve("bench").toString());
    } finally {
      FileUtils.deleteDirectory(temporary.toFile());
    }
  }

  /**
   * @throws UsageException if {@code value} is below 1
   */
  private static void requireOneOrMore(String option, int value, int usual) {
    if (value < 1) {
      throw new UsageException(
          "Cannot run the benchmark with %s %d: it must be 1 or more. Use %s %d.",
          option, value, option, usual);
    }
  }
}
