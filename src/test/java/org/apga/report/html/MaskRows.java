package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import org.apga.masks.GreyImage;
import org.apga.store.Row;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/** Rows of masks that trials of simulated runs could have stored. */
final class MaskRows {
  private static final int SIDE = 16;

  private MaskRows() {}

  private static List<Row> completed(List<Row> trials) {
    return trials.stream().filter(t -> t.text("status").equals("completed")).toList();
  }

  private static Row.Builder row(TableSchema schema, Row trial) {
    return Row.builder(schema)
        .set("trial", trial.text("trial"))
        .set("part", trial.text("part"))
        .set("shots", trial.text("shots"))
        .set("arm", trial.text("arm"))
        .set("seed", trial.whole("seed"));
  }

  /** A map with one spot. */
  private static byte[] spot(double size) {
    double[] shares = new double[SIDE * SIDE];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.exp(-(Math.pow(i / SIDE - 5, 2) + Math.pow(i % SIDE - 9, 2)) / size);
    }
    return GreyImage.of(shares, SIDE, SIDE).png();
  }

  static List<Row> sheets(List<Row> trials) {
    List<Row> rows = new ArrayList<>();
    for (Row trial : completed(trials)) {
      for (int place = 1; place <= 3; place++) {
        Row.Builder row =
            row(Tables.MASKS, trial)
                .set("place", place)
                .set("path", "sheet/<b>image" + place + "</b>.png")
                .set("label", place < 3 ? 1 : 0)
                .set("probability", 0.75)
                .set("cam", spot(20))
                .set("cam_share", 0.2)
                .set("thumbnail", spot(200));
        if (trial.has("confusion")) {
          row.set("called", "plate");
        }
        if (place < 3) {
          row.set("lesion_x", 0.5).set("lesion_y", 0.2);
          row.set("lesion_width", 0.2).set("lesion_height", 0.25);
          row.set("cam_iou", 0.3).set("cam_hit", true);
        }
        if (trial.text("arm").equals("apga")) {
          row.set("policy", spot(8)).set("mask_share", 0.08).set("mask_hit", false);
        }
        rows.add(row.build());
      }
    }
    return rows;
  }

  static List<Row> histories(List<Row> trials) {
    List<Row> rows = new ArrayList<>();
    for (Row trial : completed(trials)) {
      for (int epoch = 0; trial.text("arm").equals("apga") && epoch <= 12; epoch++) {
        rows.add(
            row(Tables.MASK_HISTORY, trial)
                .set("path", "sheet/image1.png")
                .set("label", 1)
                .set("epoch", epoch)
                .set("mask_share", 0.5 / (1 + epoch))
                .set("policy", spot(60.0 / (1 + epoch)))
                .build());
      }
    }
    return rows;
  }

  static List<Row> curves(List<Row> trials) {
    List<Row> rows = new ArrayList<>();
    for (Row trial : completed(trials)) {
      boolean hasPolicy = trial.text("arm").equals("apga");
      for (String saliency :
          hasPolicy ? List.of("policy", "gradcam", "random") : List.of("gradcam", "random")) {
        for (String kind : List.of("deletion", "insertion")) {
          for (int step = 0; step <= 10; step++) {
            double rest = kind.equals("deletion") ? 1 - step / 10.0 : step / 10.0;
            rows.add(
                row(Tables.CURVES, trial)
                    .set("saliency", saliency)
                    .set("kind", kind)
                    .set("fraction", step / 10.0)
                    .set("probability", 0.1 + 0.8 * rest)
                    .set("images", 20)
                    .build());
          }
        }
      }
    }
    return rows;
  }
}
