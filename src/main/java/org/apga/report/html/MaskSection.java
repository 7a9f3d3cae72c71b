package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apga.config.Arm;
import org.apga.report.CellName;
import org.apga.report.ClassNames;
import org.apga.report.ReportRows;
import org.apga.store.Row;
import org.apga.store.Tables;

/** What networks look at: an audit of masks, sheets, deletion and insertion, masks over epochs. */
record MaskSection(RunFacts facts) {
  private static final double HEIGHT = 190;
  private static final double TOP = 26;
  private static final double BOTTOM = 150;
  private static final double LEFT = 44;
  private static final double RIGHT = 330;
  private static final int MOST_CELLS = 40;

  /**
   * A map by which pixels are ordered.
   *
   * @param name its name in the tables
   * @param title its name on the page
   * @param look the line style of its curve, a class of the style sheet
   * @param colour the colour of its curve, a class of the style sheet
   * @param left how far left of the drawing's right end its title begins
   */
  private record Saliency(String name, String title, String look, String colour, double left) {}

  private static final List<Saliency> SALIENCIES =
      List.of(
          new Saliency("policy", "policy", "solid", Chart.look(Arm.APGA), 150),
          new Saliency("gradcam", "Grad-CAM", "solid", Chart.look(Arm.GRADCAM), 104),
          new Saliency("random", "random", "dashed", Chart.OTHER, 42));

  void write(Markup html) {
    List<CellName> cells =
        facts.cells().all().stream()
            .filter(
                cell ->
                    Stream.of("mask_share", "cam_iou")
                        .anyMatch(of -> Trials.summary(facts.cells().completed(cell), of).n() > 0))
            .toList();
    if (cells.isEmpty()) {
      html.absent("No trial that points at anything is done.");
    } else {
      facts.cells().write(html, cells, some -> audit(some).write(html));
      html.note(Prose.of("audit.note"));
    }
    MaskSheetTables tables = new MaskSheetTables(facts);
    tables.sheets(html);
    erasures(html);
    tables.moves(html);
  }

  private DataTable audit(List<CellName> cells) {
    DataTable table = new DataTable("audit");
    for (CellName cell : cells) {
      List<Row> trials = facts.cells().completed(cell);
      table.under(cell.place());
      table.row(
          TableCell.head(cell.way()),
          TableCell.number(trials.size()),
          percent(trials, "mask_share"),
          percent(trials, "mask_empty"),
          percent(trials, "mask_full"),
          TableCell.number(
              Math.max(Trials.most(trials, "mask_lesions"), Trials.most(trials, "cam_lesions"))),
          fixed(trials, "mask_iou"),
          percent(trials, "mask_hit"),
          percent(trials, "mask_chance"),
          fixed(trials, "cam_iou"),
          percent(trials, "cam_hit"));
    }
    return table;
  }

  private static TableCell percent(List<Row> trials, String column) {
    return TableCell.spread(Trials.summary(trials, column), 100, 1);
  }

  private static TableCell fixed(List<Row> trials, String column) {
    return TableCell.spread(Trials.summary(trials, column), 1, 2);
  }

  /** Writes how much a network's probability depends on the pixels that maps mark. */
  private void erasures(Markup html) {
    html.element("h3", "Deletion and insertion");
    List<CellName> cells =
        facts.cells().all().stream()
            .filter(cell -> !facts.masks().curve(cell, "gradcam", "deletion").isEmpty())
            .toList();
    if (cells.isEmpty()) {
      String none = "No trial measured curves (masks.curve-images).";
      facts.masks().absent(html, Tables.CURVES, none);
      return;
    }
    ClassNames classes = facts.report().classes();
    html.paragraph(
        Prose.of(
            "erasures.about", classes.areTwo() ? " (all are " + classes.positive() + ")" : ""));
    List<CellName> drawn =
        cells.stream().filter(c -> MaskFacts.ARMS.contains(c.arm())).limit(MOST_CELLS).toList();
    facts.cells().write(html, drawn, some -> charts(html, some));
    html.more(cells.size() - drawn.size(), "cell", "table curves");
    facts.cells().write(html, cells, some -> areas(some).write(html));
  }

  private void charts(Markup html, List<CellName> cells) {
    html.open("div", "class", "charts small");
    for (CellName cell : cells) {
      chart(html, cell, "deletion");
      chart(html, cell, "insertion");
    }
    html.close().line();
  }

  private void chart(Markup html, CellName cell, String kind) {
    String title = StringUtils.capitalize(kind) + ", " + cell;
    Scale x = new Scale(0, 1, LEFT, RIGHT);
    Scale y = Scale.holding(new double[] {0, 1}, BOTTOM, TOP);
    Chart chart = Chart.begin(html, title, described(cell, kind), HEIGHT, x, y);
    chart.yAxis("probability", 4, 1);
    chart.xAxis("% of pixels", 5, 100);
    for (Saliency saliency : SALIENCIES) {
      List<double[]> points = facts.masks().curve(cell, saliency.name, kind);
      if (!points.isEmpty()) {
        chart.label(RIGHT - saliency.left, TOP - 8, saliency.title, "key " + saliency.colour);
        chart.curve(
            points.stream().mapToDouble(p -> p[0]).toArray(),
            points.stream().mapToDouble(p -> p[1]).toArray(),
            saliency.look + " " + saliency.colour);
      }
    }
    chart.end();
  }

  private String described(CellName cell, String kind) {
    StringBuilder text = new StringBuilder("Probability at 0, and at half of the pixels: ");
    for (Saliency saliency : SALIENCIES) {
      List<double[]> points = facts.masks().curve(cell, saliency.name, kind);
      if (!points.isEmpty()) {
        double[] half = points.stream().filter(p -> p[0] >= 0.5).findFirst().orElse(points.get(0));
        text.append(saliency.name).append(' ').append(Digits.fixed(points.get(0)[1], 2));
        text.append(" and ").append(Digits.fixed(half[1], 2)).append("; ");
      }
    }
    return text + "the areas are in the table below.";
  }

  private TableCell area(CellName cell, String column) {
    Row row = facts.cells().summary(cell);
    String spread = Digits.spread(row.real(column + "_mean"), row.real(column + "_sd"), 1, 2);
    return TableCell.number(
        Digits.with(
            spread, Digits.between(ReportRows.interval(row, column), end -> Digits.fixed(end, 2))));
  }

  private DataTable areas(List<CellName> cells) {
    DataTable table = new DataTable("areas");
    for (CellName cell : cells) {
      List<Row> trials = facts.cells().completed(cell);
      table.under(cell.place());
      List<TableCell> row = new ArrayList<>(List.of(TableCell.head(cell.way())));
      for (String kind : List.of("deletion", "insertion")) {
        SALIENCIES.forEach(of -> row.add(area(cell, of.name + "_" + kind + "_area")));
      }
      row.add(TableCell.number(Trials.most(trials, "curve_images")));
      Row summary = facts.cells().summary(cell);
      row.add(
          TableCell.number(
              summary.has("curve_patients")
                  ? Long.toString(summary.whole("curve_patients"))
                  : Digits.NONE));
      table.row(row);
    }
    return table;
  }
}
