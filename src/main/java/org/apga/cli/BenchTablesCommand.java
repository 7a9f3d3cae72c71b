package org.apga.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.bench.MadeUpGrid;
import org.apga.bench.TablesBenchmark;
import org.apga.bench.TablesBenchmark.Times;
import org.apga.files.JsonFile;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times a results root with many trials. */
@Command(
    name = "tables",
    description = {
      "Fills a results root with made-up trials, which takes minutes, and prints one line of JSON:"
          + " seconds to plan them, to plan them again when all are done (reading every commit"
          + " record, then with their index), to gather their tables, and to read tables trials and"
          + " epochs back."
    },
    mixinStandardHelpOptions = true)
final class BenchTablesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "How many; rounded up to whole chains of a baseline and its five arms. Default:"
              + " ${DEFAULT-VALUE}.")
  private int trials;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "100",
      description = "Epochs of each trial. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--predictions",
      paramLabel = "N",
      defaultValue = "20",
      description = "Predictions of each trial. Default: ${DEFAULT-VALUE}.")
  private int predictions;

  @Option(
      names = "--root",
      paramLabel = "ROOT",
      description =
          "Results root to fill, on any Hadoop file system; trials that are there are kept, so that a"
              + " second run need not write them. Default: a temporary folder.")
  private @Nullable String root;

  @Override
  public Integer call() throws Exception {
    BenchCommand.requireOneOrMore("--trials", trials, 10000);
    BenchCommand.requireOneOrMore("--epochs", epochs, 100);
    BenchCommand.requireOneOrMore("--predictions", predictions, 20);
    if (root != null) {
      time(root);
      return Main.DONE;
    }
    Path temporary = Files.createTempDirectory("apga-bench");
    try {
      time(temporary.toString());
    } finally {
      delete(temporary);
    }
    return Main.DONE;
  }

  private void time(String place) throws Exception {
    ResultStore store = ResultStore.open(place, new Configuration());
    store.requireWritable();
    Times times = new TablesBenchmark(store, new MadeUpGrid(trials), epochs, predictions).run();
    PrintWriter print = spec.commandLine().getOut();
    print.println(
        JsonFile.object()
            .put("trials", times.trials())
            .put("epochs", epochs)
            .put("predictions", predictions)
            .put("plan_s", BenchCommand.rounded(times.plan(), 2))
            .put("replan_s", BenchCommand.rounded(times.replan(), 2))
            .put("indexed_replan_s", BenchCommand.rounded(times.indexedReplan(), 2))
            .put("publish_s", BenchCommand.rounded(times.publish(), 2))
            .put("read_trials_s", BenchCommand.rounded(times.readTrials(), 2))
            .put("read_epochs_s", BenchCommand.rounded(times.readEpochs(), 2)));
    print.flush();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
