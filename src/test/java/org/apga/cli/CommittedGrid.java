package org.apga.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.ChecksumReader;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.Patience;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlan.Planned;
import org.apga.plan.Trial;
import org.apga.report.SimulatedRun;
import org.apga.run.Runs;
import org.apga.store.Attempt;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;
import org.apga.trial.TrialRows;

/** A grid of two baselines and two cutouts whose trials a test commits instead of training them. */
final class CommittedGrid {
  private final Path folder;
  private final SimulatedRun simulated =
      new SimulatedRun("s").with("elbow", "baseline", 1, 1, 2).with("elbow", "cutout", 1.2, 1, 2);

  CommittedGrid(Path folder) throws IOException {
    this.folder = folder;
    PhantomWriter.write(
        new PhantomSpec(List.of("elbow"), 6, 1, 0, Set.of()), folder.resolve("data"));
  }

  /** The grid's file, for the results root with this name. */
  File conf(String root) {
    try {
      return Files.writeString(
              folder.resolve(root + ".conf"),
              """
              grid { parts = [elbow], seeds = [1, 2], arms = [cutout] }
              data { root = "%s", selection-share = 0.3 }
              results { root = "%s", patience-minutes = 0 }
              report { resamples = 100, seed = 1 }
              """
                  .formatted(folder.resolve("data"), root(root)))
          .toFile();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Path root(String root) {
    return folder.resolve(root);
  }

  ResultStore store(String root) {
    return ResultStore.open(root(root).toString(), new Configuration());
  }

  /** {@code run}, which has nothing to train once all trials are committed. */
  CommandRun run(String root) {
    return CommandRun.of(Map.of(), "run", conf(root).toString());
  }

  CommandRun report(String root, String... options) {
    List<String> arguments = new ArrayList<>(List.of("report", root(root).toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(Map.of(), arguments.toArray(String[]::new));
  }

  GridPlan plan(String root) {
    Configuration hadoop = new Configuration();
    try {
      return GridSetup.of(
              GridOptions.read(conf(root), List.of()),
              hadoop,
              ChecksumReader.here(hadoop, Patience.none()),
              new PrintWriter(PrintWriter.nullWriter()))
          .plan();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stores the plan as a run does before its first trial, and returns the run's name. */
  String freeze(String root) {
    Instant now = Instant.parse("2026-02-03T12:00:00Z");
    String run = Runs.name(store(root), plan(root), now);
    Runs.freeze(store(root), run, plan(root), now);
    return run;
  }

  /** The trials, baselines first. */
  List<Trial> trials(String root) {
    return plan(root).trials().stream().map(Planned::trial).toList();
  }

  /** Commits all trials except some. */
  void commitAllBut(String root, Trial... not) throws IOException {
    for (Trial trial : trials(root)) {
      if (!List.of(not).contains(trial)) {
        commit(root, trial);
      }
    }
  }

  void commit(String root, Trial trial) throws IOException {
    Attempt attempt = store(root).begin(trial.id().value());
    attempt.write(Tables.TRIALS, rows(trial, simulated.trials()));
    attempt.write(
        Tables.EPOCHS, List.of(TrialRows.cell(trial, Tables.EPOCHS).set("epoch", 1).build()));
    attempt.write(Tables.PREDICTIONS, rows(trial, simulated.predictions()));
    for (TableSchema masks : Tables.OF_MASKS) {
      attempt.writeAny(masks, List.of());
    }
    store(root)
        .commit(
            attempt.offer(
                trial.cell().part(),
                trial.cell().arm().label(),
                trial.cell().shots().label(),
                trial.seed(),
                trial.identity(),
                new TreeMap<>(Map.of("seconds", 1.0))));
  }

  private static List<Row> rows(Trial trial, List<Row> rows) {
    return rows.stream()
        .filter(
            row ->
                row.text("arm").equals(trial.cell().arm().label())
                    && row.whole("seed") == trial.seed())
        .map(row -> row.toBuilder().set("trial", trial.id().value()).build())
        .toList();
  }

  /** All published tables of a run, by name. */
  Map<String, List<Row>> tables(String root, String run) {
    return Tables.ALL.stream()
        .collect(
            Collectors.toMap(TableSchema::table, schema -> store(root).published(run, schema)));
  }
}
