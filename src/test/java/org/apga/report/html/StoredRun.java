package org.apga.report.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.files.JsonFile;
import org.apga.metrics.stats.Resampling;
import org.apga.report.EarlierRuns;
import org.apga.report.ReportSettings;
import org.apga.report.RunReport;
import org.apga.report.RunReports;
import org.apga.report.RunResults;
import org.apga.report.SimulatedRun;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Simulated runs in a results root, with the columns that otherwise only real trials fill in. */
public final class StoredRun {
  private static final Resampling RESAMPLING = new Resampling(100, 1);
  private static final int EPOCHS = 12;

  /** The run whose trials stored masks. */
  private static final String WITH_MASKS = "now";

  private final ResultStore store;
  private final String run;

  private StoredRun(ResultStore store, String run) {
    this.store = store;
    this.run = run;
  }

  /**
   * A run of two parts in which one seed failed, one is missing and one cell has no seed done,
   * after a run without failures. File names and messages are markup.
   */
  public static StoredRun withFailures(Path root) throws IOException {
    SimulatedRun before =
        new SimulatedRun("before")
            .with("elbow", "baseline", 1, 0, 1, 2, 3)
            .with("elbow", "apga", 1, 0, 1, 2, 3);
    ResultStore store = publish(root, before);
    RunReports.publish(store, "before", "", RunReport.of(before.results(), RESAMPLING));
    return of(
        root,
        new SimulatedRun(WITH_MASKS)
            .with("elbow", "baseline", 1, 0, 1, 2, 3)
            .with("elbow", "continue", 1, 0, 1, 2, 3)
            .with("elbow", "apga", 1.4, 0, 1)
            .ended("elbow", "apga", "failed", 2)
            .ended("elbow", "apga", "missing", 3)
            .with("wrist", "baseline", 1, 0, 1, 2, 3)
            .with("wrist", "continue", 1, 0, 1, 2, 3)
            .with("wrist", "cutout", 1, 0, 1, 2, 3)
            .ended("wrist", "apga", "skipped", 0, 1, 2, 3));
  }

  /** Publishes a run. */
  public static StoredRun of(Path root, SimulatedRun simulated) throws IOException {
    return new StoredRun(publish(root, simulated), simulated.results().run());
  }

  private static ResultStore publish(Path root, SimulatedRun simulated) throws IOException {
    ResultStore store = ResultStore.open(root.toString(), new Configuration());
    String run = simulated.results().run();
    List<Row> trials = new ArrayList<>();
    List<Row> epochs = new ArrayList<>();
    for (Row trial : simulated.trials()) {
      boolean completed = trial.text("status").equals("completed");
      trials.add(completed ? told(trial) : failed(root, trial));
      for (int epoch = 1; completed && epoch <= EPOCHS; epoch++) {
        epochs.add(epoch(trial, epoch));
      }
    }
    ObjectNode plan = JsonFile.object();
    plan.putObject("settings").put("sgd.rate", "0.1").put("report.gpu-hour-price", "2.5");
    store.plans().freeze(run, plan);
    store.publish(run, "", Tables.TRIALS, trials);
    store.publish(run, "", Tables.EPOCHS, epochs);
    store.publish(
        run,
        "",
        Tables.PREDICTIONS,
        simulated.predictions().stream().map(StoredRun::named).toList());
    if (run.equals(WITH_MASKS)) {
      store.publish(run, "", Tables.MASKS, MaskRows.sheets(simulated.trials()));
      store.publish(run, "", Tables.MASK_HISTORY, MaskRows.histories(simulated.trials()));
      store.publish(run, "", Tables.CURVES, MaskRows.curves(simulated.trials()));
    }
    return store;
  }

  private static Row named(Row prediction) {
    Row.Builder row = copy(prediction);
    if (prediction.text("path").equals("test0")) {
      // The image is normal, so every trial is wrong.
      row.set("path", "<img src=x onerror=alert(1)>.png").set("probability", 0.99);
    }
    return row.build();
  }

  private static Row.Builder copy(Row row) {
    Row.Builder copy = Row.builder(row.schema());
    for (int i = 0; i < row.schema().columns().size(); i++) {
      copy.set(row.schema().columns().get(i).name(), row.value(i));
    }
    return copy;
  }

  private static Row told(Row trial) {
    Row.Builder row =
        copy(trial)
            .set("best_epoch", 8)
            .set("epochs", EPOCHS)
            .set("stop_reason", "No improvement for 3 epochs; the best was epoch 8.")
            .set("git_dirty", true)
            .set("manifest", "phantoms")
            .set("profile", "sound")
            .set("device", "a test device")
            .set("seconds", 90.0)
            .set("train_seconds", 80.0)
            .set("started", Instant.parse("2026-01-02T03:04:05Z"))
            .set("finished", Instant.parse("2026-01-02T03:05:35Z"))
            .set("train_images", 100)
            .set("test_images", 60)
            .set("unreadable_images", 1)
            .set("unreadable_paths", "Cannot decode elbow/broken.png: it is cut off.")
            .set("unreadable_test_images", 1)
            .set("shared_patient_images", 2)
            .set("shared_patients", 0);
    if (trial.text("arm").equals("apga")) {
      row.set("mask_share", 0.2).set("mask_empty", 0.0).set("mask_full", 0.05);
      row.set("mask_lesions", 30).set("mask_iou", 0.15).set("mask_hit", 0.4);
      row.set("mask_chance", 0.06).set("tta_accuracy", trial.real("accuracy") + 0.01);
      row.set("curve_images", 20).set("policy_deletion_area", 0.4 + 0.1 * trial.whole("seed"));
    }
    return row.build();
  }

  private static Row failed(Path root, Row trial) throws IOException {
    Row.Builder row = copy(trial);
    if (trial.text("status").equals("failed")) {
      Path log = root.resolve("trials").resolve(trial.text("trial")).resolve("failure.log");
      Files.createDirectories(log.getParent());
      Files.writeString(
          log,
          "first line of a log that is far too long\n"
              + "a line of it\n".repeat(2000)
              + "fs.password=hunter2hunter2\n"
              + "java.lang.OutOfMemoryError: <script>alert(1)</script>\n");
      row.set("cause", "OUT_OF_MEMORY")
          .set("message", "Cannot allocate 8 GB: <b>none</b> is left. Lower train.batch-size.")
          .set("log", log.toString());
    } else if (trial.text("status").equals("skipped")) {
      row.set("message", "baseline failed");
    }
    return row.build();
  }

  private static Row epoch(Row trial, int epoch) {
    double fall = Math.exp(-epoch / 4.0) + 0.01 * trial.whole("seed");
    Row.Builder row =
        Row.builder(Tables.EPOCHS)
            .set("trial", trial.text("trial"))
            .set("part", trial.text("part"))
            .set("shots", trial.text("shots"))
            .set("arm", trial.text("arm"))
            .set("seed", trial.whole("seed"))
            .set("epoch", epoch)
            .set("best", epoch == 8)
            .set("clean_loss", 0.2 + 0.5 * fall)
            .set("loss", 0.3 + 0.4 * fall + 0.004 * epoch)
            .set("accuracy", 0.9 - 0.3 * fall);
    if (trial.text("arm").equals("apga")) {
      row.set("reward", 0.3 - 0.2 * fall).set("policy_loss", fall).set("mask_share", 0.5 * fall);
    }
    return row.build();
  }

  ResultStore store() {
    return store;
  }

  /** The page, with the comparison with the run before. */
  public String page() {
    return page(new ReportSettings(RESAMPLING));
  }

  /** The same, with other settings of the report. */
  public String page(ReportSettings asked) {
    RunResults results = RunReports.results(store, run);
    return RunPage.of(
        store,
        results,
        RunReport.of(results, asked),
        EarlierRuns.drift(store, results, RESAMPLING).orElse(null));
  }
}
