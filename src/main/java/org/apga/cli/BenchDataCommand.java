package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.bench.DataBenchmark;
import org.apga.bench.DataBenchmark.Rates;
import org.apga.bench.PngFolder;
import org.apga.data.Manifest;
import org.apga.files.JsonFile;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times the way from PNG files to batches. */
@Command(
    name = "data",
    description = {
      "Times the way from PNG files to training batches and prints one line of JSON: images a second"
          + " of an epoch that reads and decodes every file (cold), of one from the cache (cached),"
          + " and both for a second of CPU time."
    },
    mixinStandardHelpOptions = true)
final class BenchDataCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "500",
      description = "Images of an epoch, at most. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Height and width images are resized to. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "25",
      description = "Images of a batch. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that decode. Default: every core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Folder whose PNG files are read, subfolders included. Where it is not there, phantoms are"
              + " drawn into it. Default: phantoms in a temporary folder.")
  private @Nullable Path folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchCommand.requireOneOrMore("--images", images, 500);
    BenchCommand.requireOneOrMore("--size", size, 224);
    BenchCommand.requireOneOrMore("--batch", batch, 25);
    BenchCommand.requireOneOrMore("--threads", threads, 1);
    if (folder != null) {
      time(folder);
      return Main.DONE;
    }
    Path temporary = Files.createTempDirectory("apga-bench");
    try {
      time(temporary.resolve("phantoms"));
    } finally {
      delete(temporary);
    }
    return Main.DONE;
  }

  private void time(Path from) throws IOException, InterruptedException {
    if (!Files.exists(from)) {
      draw(from);
    }
    Manifest manifest = PngFolder.manifest(from, images);
    Rates rates = new DataBenchmark(manifest, size, batch, threads, new Configuration()).run();
    PrintWriter print = spec.commandLine().getOut();
    print.println(
        JsonFile.object()
            .put("engine", "apga " + RunProvenance.current().version())
            .put("images", rates.images())
            .put("size", size)
            .put("batch", batch)
            .put("threads", threads)
            .put("cold_images_per_s", BenchCommand.rounded(rates.cold(), 1))
            .put("cold_images_per_cpu_s", BenchCommand.rounded(rates.coldCpu(), 1))
            .put("cached_images_per_s", BenchCommand.rounded(rates.cached(), 1))
            .put("cached_images_per_cpu_s", BenchCommand.rounded(rates.cachedCpu(), 1))
            .put("peak_rss_mb", (long) Machine.peakMemoryMib()));
    print.flush();
  }

  private void draw(Path to) {
    try {
      PngFolder.draw(to, images);
    } catch (IOException e) {
      throw new UsageException(
          "Cannot draw phantoms into " + to + ": " + e + ". Name another folder with --dir.");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
