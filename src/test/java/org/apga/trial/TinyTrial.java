package org.apga.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.apga.engine.EngineChoice;
import org.apga.files.Patience;
import org.apga.plan.GridPlan;
import org.apga.plan.GridPlanner;
import org.apga.plan.StartHashes;
import org.apga.plan.Trial;
import org.apga.store.Circumstances;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/**
 * Trials of small networks on phantoms, each attempt in the calling thread as an executor would
 * make it.
 */
final class TinyTrial {
  private final Map<String, String> settings = new TreeMap<>();
  private final Configuration hadoop;
  private StartHashes start = StartHashes.NO_FILES;

  /** Phantoms in a folder of their own, four batches an epoch. */
  static void phantoms(Path data) throws IOException {
    PhantomWriter.write(new PhantomSpec(List.of("elbow"), 16, 1, 0, Set.of()), data);
  }

  TinyTrial(Path data, String root, String... more) {
    this(new Configuration(false), data, root, more);
  }

  TinyTrial(Configuration hadoop, Path data, String root, String... more) {
    this.hadoop = hadoop;
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

  /** Hashes of the files that {@code classifier.weights} and {@code policy.weights} name. */
  void startHashes(StartHashes hashes) {
    start = hashes;
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
        Identities.of(DataSet.open(config, hadoop)),
        new TreeMap<>(Map.of("code", "code")),
        start,
        List.of(),
        Map.of());
  }

  /** What an executor is told of the trial of that arm, as it is planned now. */
  TrialRequest request(Arm arm) {
    return TrialRequest.of(trial(arm), plan(arm), (setting, text) -> text);
  }

  /** One attempt at what was planned. */
  TrialOutcome attempt(TrialRequest request, ProgressSink sink) throws Exception {
    return TrialTraining.run(request, hadoop, sink, "a log");
  }

  /** One attempt that another engine computes than the settings say. */
  TrialOutcome attempt(Arm arm, EngineChoice engine) throws Exception {
    return TrialTraining.run(
        request(arm),
        hadoop,
        progress -> {},
        "a log",
        new TrialTraining.Means(config -> Engines.open(engine, 0), Patience::new));
  }

  /** One attempt. */
  TrialOutcome attempt(Arm arm, ProgressSink sink) throws Exception {
    return attempt(request(arm), sink);
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
            Tables.MASKS,
            Tables.MASK_HISTORY,
            Tables.CURVES)) {
      tables.put(schema.table(), Circumstances.without(store().rows(commit, schema)));
    }
    return tables;
  }

  /** The only row of a committed trial. */
  Row row(Arm arm) {
    Commit commit = store().commit(trial(arm).id().value()).orElseThrow();
    return store().rows(commit, Tables.TRIALS).get(0);
  }

  /** Makes sure that a trial of two roots has the same rows and the same weights, bit for bit. */
  void assertSameBits(TinyTrial other, Arm arm) throws IOException {
    assertThat(results(arm)).isEqualTo(other.results(arm));
    for (String network :
        arm.trainsPolicy() ? List.of("classifier", "policy") : List.of("classifier")) {
      assertThat(Files.mismatch(weights(arm, network), other.weights(arm, network)))
          .as(network)
          .isEqualTo(-1);
    }
  }

  /** The weights that a trial committed of a network. */
  Path weights(Arm arm, String network) {
    Commit commit = store().commit(trial(arm).id().value()).orElseThrow();
    return folder("trials", arm).resolve(commit.attempt() + "/" + network + ".npz");
  }

  /** What is stored of a trial in a folder of the root, such as {@code checkpoints}. */
  Path folder(String kind, Arm arm) {
    return Path.of(store().root().toUri().getPath(), kind, trial(arm).id().value());
  }
}
