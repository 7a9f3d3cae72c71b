package org.apga.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apga.report.CalledImage;
import org.apga.report.CellName;
import org.apga.store.Row;
import org.apga.store.Tables;

/** Test images of one seed with maps of policies and Grad-CAM, after training and by epoch. */
record MaskSheetTables(RunFacts facts) {
  private static final int MOST_TILES = 360;
  private static final int MOST_SHEETS = 24;
  private static final int MAP = 64;
  private static final int MOST_STRIPS = 48;
  private static final int MOST_EPOCHS = 9;
  private static final int SMALL_MAP = 32;

  /** One column of maps. */
  private record Column(CellName cell, String map, String prefix, String title) {}

  /** Writes the maps after training, one row per image. */
  void sheets(Markup html) {
    html.element("h3", "Mask sheets");
    Cells cells = facts.cells();
    List<CellName> stored =
        cells.all().stream().filter(facts.masks().withSheet()::contains).toList();
    if (stored.isEmpty()) {
      facts.masks().absent(html, Tables.MASKS, "No trial stored a sheet (masks.images).");
      return;
    }
    html.paragraph(Prose.of("sheets.about"));
    Tile.colours(html);
    Map<String, List<CellName>> blocks =
        cells.blocks(stored.stream().filter(cell -> !facts.masks().sheet(cell).isEmpty()).toList());
    List<CellName> shown =
        blocks.values().stream().limit(MOST_SHEETS).flatMap(List::stream).toList();
    long tiles = shown.stream().mapToLong(cell -> columns(cell).count() + 1).sum();
    int rows = (int) Math.max(2, Math.min(8, MOST_TILES / tiles));
    cells.write(
        html,
        shown,
        some ->
            blocks.forEach(
                (block, of) -> {
                  if (some.contains(of.get(0))) {
                    sheet(html, block, of, rows);
                  }
                }));
    html.more(stored.size() - shown.size(), "cell", "table masks");
    html.note("Other seeds, arms and images are in table masks.");
  }

  private Stream<Column> columns(CellName cell) {
    List<Row> sheet = facts.masks().sheet(cell);
    return Stream.of(
            new Column(cell, "policy", "mask", cell.arm() + ": policy"),
            new Column(cell, "cam", "cam", cell.arm() + ": Grad-CAM"))
        .filter(column -> sheet.stream().anyMatch(row -> row.has(column.map)));
  }

  private void sheet(Markup html, String block, List<CellName> cells, int most) {
    List<Column> columns =
        cells.stream()
            .sorted(Comparator.comparing(cell -> MaskFacts.ARMS.indexOf(cell.arm())))
            .flatMap(this::columns)
            .toList();
    List<Row> images = spread(facts.masks().sheet(columns.get(0).cell()), most);
    open(html, "Mask sheet: " + block, columns.stream().map(Column::title));
    for (Row image : images) {
      html.open("tr").open("th", "scope", "row");
      String over = head(html, image);
      html.close();
      columns.forEach(column -> cell(html, column, image.text("path"), over));
      html.close().line();
    }
    html.close().close().close().line();
  }

  private static void open(Markup html, String caption, Stream<String> heads) {
    DataTable.open(html, caption, "class", "sheet");
    Stream.concat(Stream.of("image"), heads)
        .forEach(head -> html.element("th", head, "scope", "col"));
    html.close().close().open("tbody").line();
  }

  /** Writes the class and the path of an image. */
  private void name(Markup html, Row image) {
    html.open("span", "class", "under").text(kind(image) + " ");
    html.open("span", "class", "path").told(image.text("path")).close().close();
  }

  private String kind(Row image) {
    return of(image).own();
  }

  private CalledImage of(Row image) {
    return new CalledImage(image, facts.report().classes());
  }

  /** At most {@code most} of the rows, evenly spaced. */
  private static List<Row> spread(List<Row> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<Row> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) Math.round(i * (all.size() - 1.0) / Math.max(1, most - 1))));
    }
    return some;
  }

  private String head(Markup html, Row image) {
    String over = "";
    if (image.has("thumbnail")) {
      String title = kind(image) + " image " + image.text("path");
      over = new Tile(html).image(image.bytes("thumbnail"), title, image);
    }
    name(html, image);
    return over;
  }

  private void cell(Markup html, Column column, String path, String over) {
    Row row =
        facts.masks().sheet(column.cell()).stream()
            .filter(r -> r.text("path").equals(path) && r.has(column.map()))
            .findFirst()
            .orElse(null);
    html.open("td");
    if (row == null) {
      html.text(Digits.NONE);
    } else {
      boolean explains = column.map().equals("cam");
      String figures =
          figures(row, column.prefix()) + (explains ? ", called " + of(row).called() : "");
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

  /** Writes how masks move over epochs, one strip per image. */
  void moves(Markup html) {
    html.element("h3", "How masks move");
    List<CellName> cells =
        facts.cells().all().stream().filter(facts.masks().withHistory()::contains).toList();
    if (cells.isEmpty()) {
      facts.masks().absent(html, Tables.MASK_HISTORY, "No trial kept its masks.");
      return;
    }
    html.paragraph(Prose.of("moves.about"));
    int strips = 0;
    List<CellName> shown = new ArrayList<>();
    for (CellName cell : cells) {
      strips += images(cell).size();
      if (strips <= MOST_STRIPS && !images(cell).isEmpty()) {
        shown.add(cell);
      }
    }
    facts
        .cells()
        .write(html, shown, some -> some.forEach(cell -> strips(html, cell, images(cell))));
    html.more(cells.size() - shown.size(), "cell", "table mask_history");
    html.note("Other seeds, parts and epochs are in table mask_history.");
  }

  /** The rows of a cell's history, by the path of the image. */
  private Map<String, List<Row>> images(CellName cell) {
    return facts.masks().history(cell).stream()
        .collect(
            Collectors.groupingBy(
                row -> row.text("path"), LinkedHashMap::new, Collectors.toList()));
  }

  private void strips(Markup html, CellName cell, Map<String, List<Row>> images) {
    List<Row> epochs = spread(images.values().iterator().next(), MOST_EPOCHS);
    open(
        html,
        cell.arm() + ", " + cell.block() + ", by epoch",
        epochs.stream().map(row -> "epoch " + row.whole("epoch")));
    images.values().forEach(rows -> strip(html, rows, epochs));
    html.close().close().close().line();
  }

  private void strip(Markup html, List<Row> rows, List<Row> epochs) {
    html.open("tr").open("th", "scope", "row");
    name(html, rows.get(0));
    html.close();
    for (Row epoch : epochs) {
      html.open("td");
      rows.stream()
          .filter(row -> row.whole("epoch") == epoch.whole("epoch") && row.has("policy"))
          .findFirst()
          .ifPresent(
              row -> {
                String share = Digits.percent(row.real("mask_share")) + " %";
                String title = "epoch " + row.whole("epoch") + ", " + share;
                new Tile(html).map(row.bytes("policy"), SMALL_MAP, title, "", null);
                html.element("span", share, "class", "under");
              });
      html.close();
    }
    html.close().line();
  }
}
