package org.apga.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.Arm;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.store.Commit;
import org.apga.store.MaskTables;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/**
 * Trials of small networks on phantoms, each attempt in the calling thread as an executor would
 * make it.
 */
final class TinyTrial {
  private static final Set<String> CIRCUMSTANCES =
      Set.of(
          "attempt",
          "resumed",
          "config_hash",
          "host",
          "started",
          "finished",
          "seconds",
          "earlier_seconds",
          "decode_seconds",
          "train_seconds",
          "checkpoint_seconds",
          "masks_seconds",
          "peak_memory_mb");

  private final Map<String, String> settings = new TreeMap<>();
  private final Configuration hadoop = new Configuration(false);
  private StartHashes start = StartHashes.NO_FILES;

  /** Phantoms in a folder of their own, four batches an epoch. */
  static void phantoms(Path data) throws IOException {
    PhantomWriter.write(new PhantomSpec(List.of("elbow"), 16, 1, 0, Set.of()), data);
  }

  TinyTrial(Path data, String root, String... more) {
    put(
        "grid.parts=[elbow]",
        "grid.seeds=[0]",
        "data.root=\"" + data + "\"",
        "data.selection-share=0.25",
        "data.decode-threads=1",
        "results.root=\"" + root + "\"",
        "results.patience-minutes=0",
        "checkpoint.every-epochs=0",
        "checkpoint.every-minutes=0",
        "classifier.depth=custom",
        "classifier.blocks=[1,1,1,1]",
        "classifier.growth=4",
        "classifier.stem-width=8",
        "policy.base-width=1",
        "policy.centre-images=16",
        "train.image-size=32",
        "train.batch-size=8",
        "train.epochs=2",
        "train.learning-rate=2e-3");
    put(more);
  }

  private void put(String... more) {
    for (String setting : more) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
  }

  /** Sets something of the file systems. */
  TinyTrial hadoop(String name, String value) {
    hadoop.set(name, value);
    return this;
  }

  /** Hash of the file that {@code policy.weights} names. */
  void startHash(String policy) {
    start = new StartHashes(StartHashes.DRAWN, policy);
  }

  ResultStore store() {
    return ResultStore.open(config().resultsRoot(), hadoop);
  }

  private GridConfig config() {
    return ConfigReader.read(settings);
  }

  /** The trial of that arm. */
  Trial trial(Arm arm) {
    return plan(arm).trials().stream()
        .map(GridPlan.Planned::trial)
        .filter(trial -> trial.cell().arm() == arm)
        .findFirst()
        .orElseThrow();
  }

  private GridPlan plan(Arm arm) {
    GridConfig config = config();
    Map<String, String> ofArm = new TreeMap<>(settings);
    ofArm.put("grid.arms", "[" + arm.label() + "]");
    return GridPlanner.plan(
        ConfigReader.read(ofArm),
        DataSet.open(config, hadoop).manifest().hash(),
        "code",
        start,
        List.of());
  }

  /** One attempt. */
  TrialOutcome attempt(Arm arm, ProgressSink sink) throws Exception {
    GridPlan plan = plan(arm);
    return TrialTraining.run(TrialRequest.of(trial(arm), plan, Map.of()), hadoop, sink, "a log");
  }

  /** One attempt that nothing disturbs. */
  TrialOutcome attempt(Arm arm) throws Exception {
    return attempt(arm, progress -> {});
  }

  /** What a committed trial gave, but for what may differ between two ways of getting there. */
  Map<String, List<Map<String, Object>>> results(Arm arm) {
    Commit commit = store().commit(trial(arm).id().value()).orElseThrow();
    Map<String, List<Map<String, Object>>> tables = new TreeMap<>();
    for (TableSchema schema :
        List.of(
            Tables.TRIALS,
            Tables.EPOCHS,
            Tables.PREDICTIONS,
            MaskTables.MASKS,
            MaskTables.MASK_HISTORY,
            MaskTables.CURVES)) {
      tables.put(
          schema.table(),
          store().rows(commit, schema).stream().map(TinyTrial::withoutCircumstances).toList());
    }
    return tables;
  }

  private static Map<String, Object> withoutCircumstances(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < row.schema().columns().size(); i++) {
      String name = row.schema().columns().get(i).name();
      if (!CIRCUMSTANCES.contains(name)) {
        values.put(name, row.value(i));
      }
    }
    return values;
  }

  /** The only row of a committed trial. */
  Row row(Arm arm) {
    Commit commit = store().commit(trial(arm).id().value()).orElseThrow();
    return store().rows(commit, Tables.TRIALS).get(0);
  }
}
