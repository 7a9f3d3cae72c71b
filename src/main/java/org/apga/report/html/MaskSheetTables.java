package org.apga.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.report.CellName;
import org.apga.store.MaskTables;
import org.apga.store.Row;

/** Test images with what policies and Grad-CAM point at: a table a part, of one seed. */
final class MaskSheetTables {
  private static final int MOST_TILES = 360;
  private static final int MOST_SHEETS = 24;
  private static final int MAP = 64;

  private final RunFacts facts;
  private final MaskFacts masks;

  MaskSheetTables(RunFacts facts) {
    this.facts = facts;
    this.masks = facts.masks();
  }

  /** One column of maps. */
  private record Column(CellName cell, String map, String prefix, String title) {}

  void write(Markup html) {
    html.element("h3", "Mask sheets");
    Map<String, List<Column>> blocks = new LinkedHashMap<>();
    for (CellName any : facts.cells()) {
      blocks.computeIfAbsent(RunFacts.block(any), b -> columns(any));
    }
    blocks.values().removeIf(List::isEmpty);
    if (blocks.isEmpty()) {
      Note.absent(
          html,
          masks.lacks(MaskTables.MASKS)
              ? "This run's root has no table masks."
              : "No trial stored a sheet (masks.images).");
      return;
    }
    html.paragraph(
        "Test images of one seed, the same for all arms. Bright is where a network points: the"
            + " policy's probability as it is, Grad-CAM scaled in each image. The box is the lesion,"
            + " known of phantoms alone. Below: share pointed at, intersection over union with the"
            + " lesion, and whether the highest pixel hits it.");
    Tile.colours(html);
    int tiles = blocks.values().stream().mapToInt(columns -> columns.size() + 1).sum();
    int rows = Math.max(2, Math.min(8, MOST_TILES / tiles));
    blocks.entrySet().stream()
        .limit(MOST_SHEETS)
        .forEach(block -> sheet(html, block.getKey(), block.getValue(), rows));
    Note.small(html, "Other seeds, arms and images are in table masks.");
  }

  private List<Column> columns(CellName any) {
    List<Column> columns = new ArrayList<>();
    for (String arm : MaskFacts.ARMS) {
      CellName cell = new CellName(any.part(), any.shots(), arm);
      List<Row> sheet = masks.sheet(cell);
      if (sheet.stream().anyMatch(row -> row.has("policy"))) {
        columns.add(new Column(cell, "policy", "mask", arm + ": policy"));
      }
      if (sheet.stream().anyMatch(row -> row.has("cam"))) {
        columns.add(new Column(cell, "cam", "cam", arm + ": Grad-CAM"));
      }
    }
    return columns;
  }

  private void sheet(Markup html, String block, List<Column> columns, int most) {
    List<Row> images = spread(masks.sheet(columns.get(0).cell()), most);
    String id = html.id("table");
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id);
    html.open("table", "class", "sheet");
    DataTable.caption(html, "Mask sheet: " + block, id);
    html.open("thead").open("tr").element("th", "image", "scope", "col");
    columns.forEach(column -> html.element("th", column.title(), "scope", "col"));
    html.close().close().open("tbody").line();
    for (Row image : images) {
      html.open("tr").open("th", "scope", "row");
      String over = head(html, image);
      html.close();
      columns.forEach(column -> cell(html, column, image.text("path"), over));
      html.close().line();
    }
    html.close().close().close().line();
  }

  /** Some of the images, abnormal and normal ones, at even distances. */
  static List<Row> spread(List<Row> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<Row> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) Math.round(i * (all.size() - 1.0) / Math.max(1, most - 1))));
    }
    return some;
  }

  private static String head(Markup html, Row image) {
    String kind = image.whole("label") == 1 ? "abnormal" : "normal";
    String over = "";
    if (image.has("thumbnail")) {
      over =
          new Tile(html)
              .image(image.bytes("thumbnail"), kind + " image " + image.text("path"), image);
    }
    html.open("span", "class", "under").text(kind + " ").open("span", "class", "path");
    html.told(image.text("path")).close().close();
    return over;
  }

  private void cell(Markup html, Column column, String path, String over) {
    Row row =
        masks.sheet(column.cell()).stream()
            .filter(r -> r.text("path").equals(path) && r.has(column.map()))
            .findFirst()
            .orElse(null);
    html.open("td");
    if (row == null) {
      html.text(Digits.NONE);
    } else {
      String figures = figures(row, column.prefix());
      new Tile(html).map(row.bytes(column.map()), MAP, column.title() + ", " + figures, over, row);
      html.element("span", figures, "class", "under");
    }
    html.close();
  }

  private static String figures(Row row, String prefix) {
    StringBuilder text = new StringBuilder(Digits.percent(row.real(prefix + "_share")) + " %");
    if (Double.isFinite(row.real(prefix + "_iou"))) {
      text.append(", IoU ").append(Digits.fixed(row.real(prefix + "_iou"), 2));
    }
    if (row.has(prefix + "_hit")) {
      text.append(row.flag(prefix + "_hit") ? ", hit" : ", miss");
    }
    return text.toString();
  }
}
