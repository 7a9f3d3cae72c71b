package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apga.JavaProcess;
import org.apga.cli.CommandRun;
import org.apga.data.phantom.PhantomClasses;
import org.apga.data.phantom.PhantomFormat;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.store.Circumstances;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/** Phantoms in a folder, networks of a few thousand weights, and commands on them. */
final class TinyGrid {
  private static final String SETTINGS =
      """
      grid { parts = [elbow], seeds = [0], shots = [full] }
      data { root = "%s", selection-share = 0.25, decode-threads = 1, cache-bytes = 64M }
      results.root = "%s"
      # The GPUs of the tests' clusters are stand-ins.
      numerics.device = cpu
      classifier { depth = custom, blocks = [1, 1, 1, 1], growth = 4, stem-width = 8 }
      policy { base-width = 1, centre-images = 16 }
      train { image-size = 32, batch-size = 8, epochs = 2, learning-rate = 2e-3 }
      """;

  private final Path folder;
  private final Path data;

  private TinyGrid(Path folder, Path data) {
    this.folder = folder;
    this.data = data;
  }

  /** Writes phantoms of {@code parts} into {@code folder}, 16 training patients each. */
  static TinyGrid in(Path folder, String... parts) {
    return in(folder, PhantomFormat.PNG, parts);
  }

  /** The same phantoms in files of another kind. */
  static TinyGrid in(Path folder, PhantomFormat format, String... parts) {
    return in(folder, new PhantomSpec(List.of(parts), 16, 1, 0, Set.of(), format));
  }

  /** Phantoms whose lesion's kind is their class, listed in {@code manifest.csv}. */
  static TinyGrid ofKinds(Path folder, String... parts) {
    return in(
        folder,
        new PhantomSpec(
            List.of(parts), 16, 1, 0, Set.of(), PhantomFormat.PNG, PhantomClasses.KINDS));
  }

  private static TinyGrid in(Path folder, PhantomSpec phantoms) {
    Path data = folder.resolve("data");
    try {
      PhantomWriter.write(phantoms, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TinyGrid(folder, data);
  }

  /** The same grid over a copy of its phantoms, to be spoilt. */
  TinyGrid copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(data.relativize(file)));
      }
    }
    return new TinyGrid(folder, copy);
  }

  /** The folder that holds MURA-v1.1. */
  Path data() {
    return data;
  }

  /** The results root of that name. */
  Path root(String name) {
    return folder.resolve(name);
  }

  /** Writes the grid's file. */
  Path conf(String root) {
    try {
      return Files.writeString(
          folder.resolve(root.replace('/', '-') + ".conf"),
          String.format(SETTINGS, data, root(root)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code run} on two local slots. */
  CommandRun run(String root, String... sets) {
    return run(Map.of(), root, sets);
  }

  /** {@code run} on two local slots, with more settings of Spark. */
  CommandRun run(Map<String, String> spark, String root, String... sets) {
    Map<String, String> settings = new HashMap<>(spark);
    settings.put("spark.master", "local[2]");
    return on(settings, "run", root, sets);
  }

  /** A command that takes a grid, and Spark's master for it. */
  CommandRun on(String master, String command, String root, String... sets) {
    return on(Map.of("spark.master", master), command, root, sets);
  }

  private CommandRun on(Map<String, String> spark, String command, String root, String... sets) {
    List<String> arguments = new ArrayList<>(List.of(command, conf(root).toString()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    Map<String, String> settings = new HashMap<>(spark);
    settings.put("spark.ui.enabled", "false");
    return CommandRun.of(settings, arguments.toArray(String[]::new));
  }

  /** {@code run} on one slot in a process of its own, not started yet. */
  ProcessBuilder process(String root, String... sets) {
    List<String> options = new ArrayList<>(SparkInstallation.quickStart());
    options.addAll(List.of("-Xmx1g", "-Dspark.master=local[1]", "-Dspark.ui.enabled=false"));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("org.apga.cli.Main", "run", conf(root).toString()));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return JavaProcess.of(options, arguments).redirectErrorStream(true);
  }

  /** The results in a root. */
  ResultStore store(String root) {
    return ResultStore.open(root(root).toString(), new Configuration());
  }

  /** A table of the only run of a root. */
  List<Row> table(String root, TableSchema schema) {
    ResultStore store = store(root);
    assertThat(store.plans().runs()).hasSize(1);
    return store.published(store.plans().runs().get(0), schema);
  }

  /** The rows of the only run of a root, without what may differ between two runs. */
  Map<String, List<Map<String, Object>>> results(String root) {
    ResultStore store = store(root);
    assertThat(store.plans().runs()).hasSize(1);
    return results(store, store.plans().runs().get(0));
  }

  /** What the evaluation whose run the last of these lines names said of each image. */
  List<Map<String, Object>> predictions(String root, List<String> lines) {
    return predictions(store(root), lines);
  }

  /** The same in any store. */
  static List<Map<String, Object>> predictions(ResultStore store, List<String> lines) {
    String run = lines.get(lines.size() - 1).replaceAll(".*run=(.*)\\.", "$1");
    return Circumstances.without(store.published(run, Tables.PREDICTIONS));
  }

  /** The rows of a run, by table, without what may differ between two runs. */
  static Map<String, List<Map<String, Object>>> results(ResultStore store, String run) {
    return Tables.ALL.stream()
        .collect(
            Collectors.toMap(
                TableSchema::table, schema -> Circumstances.without(store.published(run, schema))));
  }

  /** Names of the attempts there are, such as {@code elbow-apga-full-s0-.../attempt-1-1f0c9a3e}. */
  Set<String> attempts(String root) throws IOException {
    Path trials = root(root).resolve("trials");
    try (Stream<Path> files = Files.walk(trials, 2)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("attempt-"))
          .map(file -> trials.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
