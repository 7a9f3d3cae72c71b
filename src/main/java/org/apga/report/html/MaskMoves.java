package org.apga.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apga.report.CellName;
import org.apga.store.MaskTables;
import org.apga.store.Row;

/** How masks move over epochs: a strip an image. */
final class MaskMoves {
  private static final int MOST_STRIPS = 48;
  private static final int MOST_EPOCHS = 9;
  private static final int MAP = 32;

  private final RunFacts facts;

  MaskMoves(RunFacts facts) {
    this.facts = facts;
  }

  void write(Markup html) {
    html.element("h3", "How masks move");
    List<CellName> cells =
        facts.cells().stream().filter(cell -> !facts.masks().history(cell).isEmpty()).toList();
    if (cells.isEmpty()) {
      Note.absent(
          html,
          facts.masks().lacks(MaskTables.MASK_HISTORY)
              ? "This run's root has no table mask_history."
              : "No trial kept its masks.");
      return;
    }
    html.paragraph(
        "The policy's probability on a few test images at the end of some epochs, of one seed;"
            + " epoch 0 is before the first batch. Below: share pointed at.");
    int strips = 0;
    for (CellName cell : cells) {
      Map<String, List<Row>> images = new LinkedHashMap<>();
      facts
          .masks()
          .history(cell)
          .forEach(
              row -> images.computeIfAbsent(row.text("path"), p -> new ArrayList<>()).add(row));
      strips += images.size();
      if (strips <= MOST_STRIPS) {
        table(html, cell, images);
      }
    }
    Note.small(html, "Other seeds, parts and epochs are in table mask_history.");
  }

  private static void table(Markup html, CellName cell, Map<String, List<Row>> images) {
    List<Row> epochs = MaskSheetTables.spread(images.values().iterator().next(), MOST_EPOCHS);
    String id = html.id("table");
    html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-labelledby", id);
    html.open("table", "class", "sheet");
    DataTable.caption(html, cell.arm() + ", " + RunFacts.block(cell) + ", by epoch", id);
    html.open("thead").open("tr").element("th", "image", "scope", "col");
    epochs.forEach(row -> html.element("th", "epoch " + row.whole("epoch"), "scope", "col"));
    html.close().close().open("tbody").line();
    images.forEach((path, rows) -> strip(html, path, rows, epochs));
    html.close().close().close().line();
  }

  private static void strip(Markup html, String path, List<Row> rows, List<Row> epochs) {
    html.open("tr").open("th", "scope", "row").open("span", "class", "under");
    html.text(rows.get(0).whole("label") == 1 ? "abnormal " : "normal ");
    html.open("span", "class", "path").told(path).close().close().close();
    for (Row epoch : epochs) {
      html.open("td");
      rows.stream()
          .filter(row -> row.whole("epoch") == epoch.whole("epoch") && row.has("policy"))
          .findFirst()
          .ifPresent(
              row -> {
                String share = Digits.percent(row.real("mask_share")) + " %";
                new Tile(html)
                    .map(
                        row.bytes("policy"),
                        MAP,
                        "epoch " + row.whole("epoch") + ", " + share,
                        "",
                        null);
                html.element("span", share, "class", "under");
              });
      html.close();
    }
    html.close().line();
  }
}
