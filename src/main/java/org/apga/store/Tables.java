package org.apga.store;

import static org.apga.store.Column.Type.FLAG;
import static org.apga.store.Column.Type.REAL;
import static org.apga.store.Column.Type.TEXT;
import static org.apga.store.Column.Type.TIME;
import static org.apga.store.Column.Type.WHOLE;
import static org.apga.store.Columns.cell;
import static org.apga.store.Columns.column;
import static org.apga.store.Columns.dataSet;
import static org.apga.store.Columns.deltas;
import static org.apga.store.Columns.join;
import static org.apga.store.Columns.metrics;
import static org.apga.store.Columns.policyMasks;
import static org.apga.store.Columns.resampling;
import static org.apga.store.Columns.spread;
import static org.apga.store.Columns.sureSpread;

import java.util.List;

/** The tables that notebooks query, column by column. A value that does not apply is null. */
public final class Tables {
  private Tables() {}

  /** One row a trial of the run, whatever became of it. */
  public static final TableSchema TRIALS =
      new TableSchema(
          "trials",
          join(
              cell(),
              List.of(
                  column("status", TEXT, "", "completed, failed, skipped or missing"),
                  column(
                      "cause",
                      TEXT,
                      "",
                      "why it failed: CONFIG, DATA, OUT_OF_MEMORY, DIVERGED, BUG or INFRASTRUCTURE"),
                  column("message", TEXT, "", "what happened, where it did not complete"),
                  column("log", TEXT, "", "where the whole story of a failure stands"),
                  column("attempt", WHOLE, "", "which attempt counts, from 1"),
                  column(
                      "resumed",
                      TEXT,
                      "",
                      "from which checkpoint of an earlier attempt it went on; null where from none"),
                  column("baseline", TEXT, "", "the trial whose best weights it started from")),
              metrics("", "of the test split's images"),
              List.of(
                  column("test_images", WHOLE, "images", "in the test split"),
                  column("test_positives", WHOLE, "images", "of them abnormal"),
                  column("true_positives", WHOLE, "images", "abnormal and called so"),
                  column("false_positives", WHOLE, "images", "normal and called abnormal"),
                  column("true_negatives", WHOLE, "images", "normal and called so"),
                  column("false_negatives", WHOLE, "images", "abnormal and called normal")),
              metrics(
                  "study_", "of the test split's studies (mean probability of a study's images)"),
              List.of(column("test_studies", WHOLE, "studies", "in the test split")),
              metrics("tta_", "of the test split's images with test-time augmentation"),
              metrics("tta_study_", "of the test split's studies with test-time augmentation"),
              metrics("selection_", "of the selection split's images"),
              List.of(
                  column(
                      "selection_study_kappa",
                      REAL,
                      "",
                      "Cohen's kappa of the selection split's studies"),
                  column(
                      "reported_split_selects",
                      FLAG,
                      "",
                      "whether the test split chose the weights: then its figures are maxima, as published"),
                  column("best_epoch", WHOLE, "epochs", "whose weights are the result, from 1"),
                  column("best_score", REAL, "", "selection.metric there; a loss is negative"),
                  column("epochs", WHOLE, "epochs", "trained"),
                  column("stop_reason", TEXT, "", "why training ended"),
                  column(
                      "mask_share",
                      REAL,
                      "share",
                      "pixels of the test images that the policy points at"),
                  column(
                      "mask_empty",
                      REAL,
                      "share",
                      "test images of which the policy points at no pixel"),
                  column(
                      "mask_full",
                      REAL,
                      "share",
                      "test images of which the policy points at every pixel"),
                  column(
                      "mask_lesions",
                      WHOLE,
                      "images",
                      "test images whose lesion's place is known (phantoms)"),
                  column(
                      "mask_iou",
                      REAL,
                      "share",
                      "mean intersection over union of mask and lesion box"),
                  column(
                      "mask_hit",
                      REAL,
                      "share",
                      "pointing game: images whose highest pixel is in the lesion box"),
                  column(
                      "mask_chance",
                      REAL,
                      "share",
                      "pointing game of a random pixel: mean area of the boxes"),
                  column("cam_lesions", WHOLE, "images", "test images whose lesion is known"),
                  column(
                      "cam_iou",
                      REAL,
                      "share",
                      "of Grad-CAM over one half and the lesion's box, mean over those"),
                  column(
                      "cam_hit",
                      REAL,
                      "share",
                      "pointing game of Grad-CAM; gradcam's own guide is the baseline of its seed"),
                  column("cam_chance", REAL, "share", "pointing game of a random pixel"),
                  column(
                      "curve_images", WHOLE, "images", "abnormal test images of the next columns"),
                  column(
                      "policy_deletion_area",
                      REAL,
                      "share",
                      "area below the deletion curve of what the policy points at: lower is better"),
                  column(
                      "policy_insertion_area",
                      REAL,
                      "share",
                      "area below its insertion curve: higher is better"),
                  column("gradcam_deletion_area", REAL, "share", "the same of Grad-CAM"),
                  column("gradcam_insertion_area", REAL, "share", "the same of Grad-CAM"),
                  column("random_deletion_area", REAL, "share", "of random blobs: control"),
                  column("random_insertion_area", REAL, "share", "of random blobs: control"),
                  column("train_images", WHOLE, "images", "trained on"),
                  column("selection_images", WHOLE, "images", "held out for selection"),
                  column(
                      "unreadable_images",
                      WHOLE,
                      "images",
                      "of the part that could not be read, and were left out"),
                  column("unreadable_paths", TEXT, "", "their paths and reasons, a line each"),
                  column(
                      "unreadable_test_images",
                      WHOLE,
                      "images",
                      "of them, of the test split: above 0 where the settings say"
                          + " data.unreadable-test-images = drop"),
                  column(
                      "identical_images",
                      WHOLE,
                      "images",
                      "left out of training because the same pixels stand in another split"),
                  column(
                      "shared_patient_images",
                      WHOLE,
                      "images",
                      "left out of training because their patient stands in another split"),
                  column(
                      "shared_patients",
                      WHOLE,
                      "patients",
                      "in more than one split, with what is left; must be 0"),
                  column(
                      "policy_centre",
                      REAL,
                      "",
                      "what was subtracted from the untrained policy's scores"),
                  column("policy_scale", REAL, "", "what they were divided by"),
                  column(
                      "classifier_weights",
                      TEXT,
                      "",
                      "what the baseline's classifier started from: drawn, or a file's SHA-256 and name"),
                  column(
                      "policy_weights",
                      TEXT,
                      "",
                      "what the policy started from: drawn, or a file's SHA-256 and name"),
                  column("profile", TEXT, "", "sound or reference"),
                  column("config_hash", TEXT, "", "of every resolved setting"),
                  column("manifest", TEXT, "", "name of the data set"),
                  column("manifest_hash", TEXT, "", "of its rows"),
                  column("split_hash", TEXT, "", "of which image is in which split"),
                  column("code_hash", TEXT, "", "of the packages that decide numbers"),
                  column("version", TEXT, "", "of this software"),
                  column("git_commit", TEXT, "", "it was built from"),
                  column("git_dirty", FLAG, "", "whether uncommitted changes were built in"),
                  column("engine", TEXT, "", "that computed"),
                  column("device", TEXT, "", "it computed on"),
                  column("precision", TEXT, "", "float or double"),
                  column("threads", WHOLE, "threads", "of the trial"),
                  column(
                      "deterministic",
                      FLAG,
                      "",
                      "whether the same inputs give the same bits on the device"),
                  column(
                      "versions",
                      TEXT,
                      "",
                      "of Java, Spark and the engine's libraries: name=version, separated by semicolons"),
                  column("host", TEXT, "", "name of the machine"),
                  column("started", TIME, "UTC", "when the attempt began"),
                  column("finished", TIME, "UTC", "when it was done"),
                  column(
                      "seconds",
                      REAL,
                      "s",
                      "wall clock of the attempt and, up to their last checkpoints, of those before it"),
                  column("earlier_seconds", REAL, "s", "of them in the attempts before it"),
                  column(
                      "decode_seconds",
                      REAL,
                      "s",
                      "of them reading and decoding images, in this attempt"),
                  column(
                      "train_seconds",
                      REAL,
                      "s",
                      "of them training and evaluating the epochs that count"),
                  column(
                      "checkpoint_seconds",
                      REAL,
                      "s",
                      "of them storing checkpoints, in this attempt"),
                  column(
                      "masks_seconds",
                      REAL,
                      "s",
                      "of them on mask sheets and curves, after training"),
                  column(
                      "peak_memory_mb",
                      REAL,
                      "MiB",
                      "highest resident memory of the process so far; trials side by side share it"))));

  /** One row an epoch of a completed trial. */
  public static final TableSchema EPOCHS =
      new TableSchema(
          "epochs",
          join(
              cell(),
              List.of(
                  column("epoch", WHOLE, "epochs", "from 1"),
                  column("steps", WHOLE, "batches", "of the epoch"),
                  column("best", FLAG, "", "whether it is the best so far"),
                  column("seconds", REAL, "s", "wall clock"),
                  column(
                      "split",
                      TEXT,
                      "",
                      "selection or test: what the next columns were evaluated on"),
                  column("accuracy", REAL, "share", "of images, at the epoch's end"),
                  column("auroc", REAL, "", "of images"),
                  column("study_kappa", REAL, "", "Cohen's kappa of studies"),
                  column("loss", REAL, "nat", "mean cross-entropy of images"),
                  column("tta_accuracy", REAL, "share", "of images with test-time augmentation"),
                  column("tta_auroc", REAL, "", "of images with test-time augmentation"),
                  column(
                      "evaluated_mask_share",
                      REAL,
                      "share",
                      "pixels the policy points at on that split"),
                  column(
                      "clean_loss",
                      REAL,
                      "nat",
                      "cross-entropy on the clean batch, training mode, before its step; mean over the epoch, as all below"),
                  column(
                      "second_loss",
                      REAL,
                      "nat",
                      "cross-entropy of the second clean step of continue and continue3, before it"),
                  column(
                      "third_loss",
                      REAL,
                      "nat",
                      "cross-entropy of continue3's third clean step, before it"),
                  column(
                      "cutout_loss",
                      REAL,
                      "nat",
                      "cross-entropy on the batch with rectangles erased, before its step"),
                  column(
                      "cam_masked_loss",
                      REAL,
                      "nat",
                      "cross-entropy on what Grad-CAM keeps, before its step"),
                  column(
                      "soft_mask_loss",
                      REAL,
                      "nat",
                      "cross-entropy part of end2end's joint loss, before its step"),
                  column(
                      "masked_out_loss",
                      REAL,
                      "nat",
                      "cross-entropy without what the policy points at, evaluation mode"),
                  column(
                      "masked_in_loss",
                      REAL,
                      "nat",
                      "cross-entropy on only what the policy points at, before its step"),
                  column("reward", REAL, "nat", "masked_out_loss - clean_loss"),
                  column(
                      "reward_baseline",
                      REAL,
                      "nat",
                      "moving average of rewards, after its update"),
                  column("advantage", REAL, "nat", "reward - reward_baseline"),
                  column(
                      "policy_loss",
                      REAL,
                      "nat",
                      "loss that the policy follows, before its step; end2end: its whole joint loss"),
                  column(
                      "mask_share",
                      REAL,
                      "share",
                      "training pixels that gradcam's guide points at (over one half); in tables of an older build also what a policy points at, apga's before its step and end2end's after it"),
                  column(
                      "mask_empty",
                      REAL,
                      "share",
                      "training images of which it points at no pixel"),
                  column(
                      "mask_full",
                      REAL,
                      "share",
                      "training images of which it points at every pixel")),
              policyMasks("before", "before its step (p > 0.5), which apga's adversary erases"),
              policyMasks(
                  "after", "after its step (p >= 0.5), on which the classifier then trains")));

  /** One row an image of the selection and test splits of a completed trial. */
  public static final TableSchema PREDICTIONS =
      new TableSchema(
          "predictions",
          join(
              cell(),
              List.of(
                  column("split", TEXT, "", "selection or test"),
                  column("path", TEXT, "", "of the image, relative to the data root"),
                  column("patient", TEXT, "", "identifies a patient within the data set"),
                  column("study", TEXT, "", "identifies a study within the data set"),
                  column("label", WHOLE, "", "1 = abnormal"),
                  column("probability", REAL, "share", "of being abnormal"),
                  column("tta_probability", REAL, "share", "with test-time augmentation"),
                  column("mask_share", REAL, "share", "pixels the policy points at"),
                  column("mask_iou", REAL, "share", "with the lesion box, where that is known"),
                  column("mask_hit", FLAG, "", "whether the highest pixel is in the lesion box"),
                  dataSet(),
                  column(
                      "seen_in",
                      TEXT,
                      "",
                      "of evaluate: train, or selection (also a test split that chose weights), where the trial used an image of the same pixels"))));

  /** One row a cell: what the terminal shows at the end. */
  public static final TableSchema SUMMARY =
      new TableSchema(
          "summary",
          join(
              List.of(
                  column("part", TEXT, "", "group of the data set"),
                  column("shots", TEXT, "", "full, or images of each class"),
                  column("arm", TEXT, "", "way of training"),
                  column("expected", WHOLE, "seeds", "planned"),
                  column(
                      "done",
                      WHOLE,
                      "seeds",
                      "completed; a mean over fewer than expected is partial"),
                  column("failed", WHOLE, "seeds", "failed or skipped"),
                  column("missing", WHOLE, "seeds", "neither done nor failed yet"),
                  column(
                      "unreadable_test_images",
                      WHOLE,
                      "images",
                      "the most that a trial of the cell left out of its test split because they"
                          + " could not be read"),
                  column(
                      "partial", FLAG, "", "whether figures are over some of the expected seeds"),
                  column(
                      "reported_split_selects",
                      FLAG,
                      "",
                      "whether the test split chose the weights: then its figures are maxima, as published")),
              sureSpread("accuracy", "share", "test images called right"),
              sureSpread("auroc", "", "AUROC of test images"),
              sureSpread("study_kappa", "", "Cohen's kappa of test studies"),
              sureSpread(
                  "tta_accuracy", "share", "test images called right with test-time augmentation"),
              spread("mask_iou", "share", "intersection over union of mask and lesion box"),
              spread("mask_hit", "share", "pointing game"),
              spread("mask_chance", "share", "pointing game of a random pixel"),
              spread("cam_iou", "share", "intersection over union of Grad-CAM and lesion box"),
              spread("cam_hit", "share", "pointing game of Grad-CAM"),
              spread("cam_chance", "share", "pointing game of a random pixel"),
              deltas(),
              resampling(),
              List.of(
                  dataSet(),
                  column(
                      "seen_images",
                      WHOLE,
                      "images",
                      "of evaluate: scored although a trial was trained or selected on the same pixels; null where that is not known"))));

  /** All of them, in the order a reader meets them. */
  public static final List<TableSchema> ALL =
      List.of(
          TRIALS,
          EPOCHS,
          PREDICTIONS,
          MaskTables.MASKS,
          MaskTables.MASK_HISTORY,
          MaskTables.CURVES,
          StatisticsTables.METRICS,
          StatisticsTables.PAIRS,
          StatisticsTables.COMPARISONS,
          SUMMARY);
}
