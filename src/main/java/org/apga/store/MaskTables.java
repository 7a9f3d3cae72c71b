package org.apga.store;

import static org.apga.store.Column.Type.BYTES;
import static org.apga.store.Column.Type.FLAG;
import static org.apga.store.Column.Type.REAL;
import static org.apga.store.Column.Type.TEXT;
import static org.apga.store.Column.Type.WHOLE;
import static org.apga.store.Columns.cell;
import static org.apga.store.Columns.column;
import static org.apga.store.Columns.join;

import java.util.List;

/**
 * The tables that show what networks look at. A trial of an older version may lack its rows. PNGs
 * are 8-bit greyscale.
 */
public final class MaskTables {
  /** One row an image of a completed trial's sheet. */
  public static final TableSchema MASKS =
      new TableSchema(
          "masks",
          join(
              cell(),
              List.of(
                  column("place", WHOLE, "", "on the sheet, from 1: abnormal images first"),
                  column("path", TEXT, "", "of the image, relative to the data root"),
                  column("patient", TEXT, "", "identifies a patient within the data set"),
                  column("study", TEXT, "", "identifies a study within the data set"),
                  column("label", WHOLE, "", "1 = abnormal"),
                  column("probability", REAL, "share", "of being abnormal"),
                  column("height", WHOLE, "pixels", "of what the network sees, and of the PNGs"),
                  column("width", WHOLE, "pixels", "of what the network sees, and of the PNGs"),
                  column("lesion_x", REAL, "share", "left edge of the lesion's box, of the width"),
                  column("lesion_y", REAL, "share", "its upper edge, of the height"),
                  column("lesion_width", REAL, "share", "its width"),
                  column("lesion_height", REAL, "share", "its height"),
                  column(
                      "mask_share", REAL, "share", "pixels the policy points at (over one half)"),
                  column("mask_iou", REAL, "share", "of that with the lesion's box"),
                  column("mask_hit", FLAG, "", "whether the highest pixel is in the box"),
                  column("cam_share", REAL, "share", "pixels Grad-CAM points at (over one half)"),
                  column("cam_iou", REAL, "share", "of that with the lesion's box"),
                  column("cam_hit", FLAG, "", "whether Grad-CAM's highest pixel is in the box"),
                  column(
                      "policy",
                      BYTES,
                      "PNG",
                      "the policy's probability, 0..255; null for arms without one"),
                  column(
                      "cam",
                      BYTES,
                      "PNG",
                      "Grad-CAM of the trained classifier for the class it predicts, each image scaled to"
                          + " 0..255; black where it is the same everywhere"),
                  column(
                      "thumbnail",
                      BYTES,
                      "PNG",
                      "what the network sees; only as masks.thumbnails allows"))));

  /** One row an image and epoch of a completed trial with a policy. */
  public static final TableSchema MASK_HISTORY =
      new TableSchema(
          "mask_history",
          join(
              cell(),
              List.of(
                  column("path", TEXT, "", "of the image, relative to the data root"),
                  column("label", WHOLE, "", "1 = abnormal"),
                  column("epoch", WHOLE, "epochs", "at whose end; 0: before the first batch"),
                  column("probability", REAL, "share", "of being abnormal, then"),
                  column("mask_share", REAL, "share", "pixels the policy points at, then"),
                  column("mask_iou", REAL, "share", "with the lesion's box, where that is known"),
                  column("height", WHOLE, "pixels", "of the PNG"),
                  column("width", WHOLE, "pixels", "of the PNG"),
                  column(
                      "policy",
                      BYTES,
                      "PNG",
                      "the policy's probability, 0..255, brought to at most 64 x 64 by means"))));

  /** One row a point of a deletion or insertion curve of a completed trial. */
  public static final TableSchema CURVES =
      new TableSchema(
          "curves",
          join(
              cell(),
              List.of(
                  column(
                      "saliency",
                      TEXT,
                      "",
                      "what says which pixels come first: policy, gradcam, or random blobs as control"),
                  column(
                      "kind",
                      TEXT,
                      "",
                      "deletion: pixels become 0, as the adversary erases; insertion: they appear on black"),
                  column("fraction", REAL, "share", "of the pixels, the most salient first"),
                  column(
                      "probability",
                      REAL,
                      "share",
                      "of being abnormal, mean over the images; all are abnormal"),
                  column("images", WHOLE, "images", "of the test split"))));

  /** All of them. */
  public static final List<TableSchema> ALL = List.of(MASKS, MASK_HISTORY, CURVES);

  private MaskTables() {}
}
