package org.apga.trial;

import java.util.stream.Collectors;
import org.apga.config.GridConfig;
import org.apga.config.GridConfig.SelectionSplit;
import org.apga.data.InTwoSplits;
import org.apga.data.Leakage;
import org.apga.data.PartImages;
import org.apga.engine.Centring;
import org.apga.plan.GridPlanner;
import org.apga.plan.Trial;
import org.apga.provenance.Machine;
import org.apga.provenance.RunProvenance;
import org.apga.provenance.Sha256;
import org.apga.secrets.Secrets;
import org.apga.store.Row;
import org.apga.train.Trainer;
import org.jspecify.annotations.Nullable;

/** How a trial came about: the columns of its row that are not its figures. */
final class TrialSummary {
  private TrialSummary() {}

  /** Sets where training began. */
  static void start(Row.Builder row, @Nullable Resumption from, @Nullable Centring centring) {
    row.set("resumed", from == null ? null : from.told());
    if (centring != null) {
      row.set("policy_centre", centring.subtract()).set("policy_scale", centring.divide());
    }
  }

  /** Sets how training went. */
  static void training(
      Row.Builder row, Trainer.Result result, EpochRows epochs, GridConfig config) {
    row.set("best_epoch", result.bestEpoch())
        .set("best_score", result.bestScore())
        .set("epochs", epochs.all().size())
        .set("stop_reason", result.stopReason())
        .set("train_seconds", epochs.seconds())
        .set("reported_split_selects", config.selection().split() == SelectionSplit.TEST);
  }

  /** Sets which images there were. */
  static void data(Row.Builder row, TrialData data, GridConfig config) {
    PartImages images = data.images();
    row.set("train_images", data.part().train().size())
        .set("selection_images", data.part().selection().size())
        .set("unreadable_images", images.unreadable().size())
        .set(
            "unreadable_paths",
            images.unreadable().stream()
                .map(u -> u.example().path() + ": " + Secrets.redact(u.reason()))
                .collect(Collectors.joining("\n")))
        .set("unreadable_test_images", data.part().unreadableTest())
        .set("identical_images", data.part().dropped().size())
        .set("shared_patient_images", data.part().ofSharedPatients().size())
        .set(
            "shared_patients",
            config.data().patientsInTwoSplits() == InTwoSplits.DROP
                ? 0
                : Leakage.patients(data.dataSet().splits()).size())
        .set(
            "decode_seconds",
            images.origin() == PartImages.Origin.DECODED ? images.decodeSeconds() : 0.0)
        .set("manifest", data.dataSet().manifest().name())
        .set("manifest_hash", data.dataSet().manifest().hash())
        .set("split_hash", data.dataSet().splits().hash());
  }

  /** Sets what it started from, and which software and machine it ran on. */
  static void provenance(Row.Builder row, Trial trial, GridConfig config) {
    RunProvenance software = RunProvenance.current();
    row.set("status", "completed")
        .set("baseline", trial.baseline() == null ? null : trial.baseline().value())
        .set(
            "classifier_weights",
            StartWeights.told(config.start().classifier(), trial, GridPlanner.CLASSIFIER_WEIGHTS))
        .set(
            "policy_weights",
            trial.cell().arm().trainsPolicy()
                ? StartWeights.told(config.start().policy(), trial, GridPlanner.POLICY_WEIGHTS)
                : null)
        .set("profile", config.profile())
        .set("config_hash", Sha256.shortOf(config.settings()))
        .set("code_hash", software.codeHash())
        .set("version", software.version())
        .set("git_commit", software.gitCommit())
        .set("git_dirty", software.gitDirty())
        .set("host", Machine.host())
        .set("peak_memory_mb", Machine.peakMemoryMib());
  }
}
