package org.apga.report.html;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apga.config.Arm;
import org.apga.metrics.Summary;
import org.apga.report.CellName;
import org.apga.store.MaskTables;
import org.apga.store.Row;

/** How much a network's probability rests on what is pointed at: deletion and insertion. */
final class ErasurePanels {
  private static final double HEIGHT = 190;
  private static final double TOP = 26;
  private static final double BOTTOM = 150;
  private static final double LEFT = 44;
  private static final double RIGHT = 330;
  private static final int MOST_CELLS = 40;
  private static final List<String> SALIENCIES = List.of("policy", "gradcam", "random");
  private static final Map<String, String> LOOKS =
      Map.of(
          "policy",
          "solid " + ArmColours.look(Arm.APGA),
          "gradcam",
          "solid " + ArmColours.look(Arm.GRADCAM),
          "random",
          "dashed " + ArmColours.OTHER);
  private static final Map<String, String> NAMES =
      Map.of("policy", "policy", "gradcam", "Grad-CAM", "random", "random");

  /** How far left of the drawing's right end a curve's name begins. */
  private static final Map<String, Double> KEYS =
      Map.of("policy", 150.0, "gradcam", 104.0, "random", 42.0);

  private final RunFacts facts;

  ErasurePanels(RunFacts facts) {
    this.facts = facts;
  }

  void write(Markup html) {
    html.element("h3", "Deletion and insertion");
    List<CellName> cells =
        facts.cells().stream()
            .filter(cell -> !facts.masks().curve(cell, "gradcam", "deletion").isEmpty())
            .toList();
    if (cells.isEmpty()) {
      Note.absent(
          html,
          facts.masks().lacks(MaskTables.CURVES)
              ? "This run's root has no table curves."
              : "No trial measured curves (masks.curve-images).");
      return;
    }
    html.paragraph(
        "Mean probability of being abnormal of abnormal test images, as the pixels that are pointed"
            + " at most are erased (deletion: a good map falls fast) or appear on black (insertion: a"
            + " good map rises fast). Mean over seeds; by policy, by Grad-CAM, and by squares in"
            + " random order as control (dashed).");
    html.open("div", "class", "charts small");
    List<CellName> drawn =
        cells.stream()
            .filter(cell -> MaskFacts.ARMS.contains(cell.arm()))
            .limit(MOST_CELLS)
            .toList();
    drawn.forEach(
        cell -> {
          chart(html, cell, "deletion");
          chart(html, cell, "insertion");
        });
    html.close().line();
    if (drawn.size() < cells.size()) {
      Note.small(html, (cells.size() - drawn.size()) + " more cells in table curves.");
    }
    areas(cells).write(html);
  }

  private void chart(Markup html, CellName cell, String kind) {
    double[] ends = {0, 1};
    Chart chart =
        Chart.begin(
            html,
            kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1) + ", " + cell,
            described(cell, kind),
            HEIGHT,
            new Scale(0, 1, LEFT, RIGHT),
            Scale.holding(ends, BOTTOM, TOP));
    chart.yAxis("probability", 4, 1);
    chart.xAxis("% of pixels", 5, 100);
    for (String saliency : SALIENCIES) {
      List<double[]> points = facts.masks().curve(cell, saliency, kind);
      if (!points.isEmpty()) {
        chart.label(
            RIGHT - KEYS.getOrDefault(saliency, 0.0),
            TOP - 8,
            NAMES.getOrDefault(saliency, saliency),
            "key " + LOOKS.getOrDefault(saliency, ArmColours.OTHER).split(" ")[1]);
        chart.curve(
            points.stream().mapToDouble(p -> p[0]).toArray(),
            points.stream().mapToDouble(p -> p[1]).toArray(),
            LOOKS.getOrDefault(saliency, "solid " + ArmColours.OTHER));
      }
    }
    chart.end();
  }

  private String described(CellName cell, String kind) {
    StringBuilder text = new StringBuilder("Probability at 0, and at half of the pixels: ");
    for (String saliency : SALIENCIES) {
      List<double[]> points = facts.masks().curve(cell, saliency, kind);
      if (!points.isEmpty()) {
        double[] half = points.stream().filter(p -> p[0] >= 0.5).findFirst().orElse(points.get(0));
        text.append(saliency).append(' ').append(Digits.fixed(points.get(0)[1], 2));
        text.append(" and ").append(Digits.fixed(half[1], 2)).append("; ");
      }
    }
    return text + "the areas are in the table below.";
  }

  private DataTable areas(List<CellName> cells) {
    DataTable table =
        new DataTable(
            "Areas below the curves, mean ± sd over seeds",
            "trials",
            "arm",
            "#deletion: policy",
            "#Grad-CAM",
            "#random",
            "#insertion: policy",
            "#Grad-CAM",
            "#random",
            "#images");
    String block = "";
    for (CellName cell : cells) {
      if (!RunFacts.block(cell).equals(block)) {
        block = RunFacts.block(cell);
        table.group(block);
      }
      List<Row> trials = facts.completed(cell);
      table.row(
          TableCell.head(cell.arm()),
          area(trials, "policy_deletion_area"),
          area(trials, "gradcam_deletion_area"),
          area(trials, "random_deletion_area"),
          area(trials, "policy_insertion_area"),
          area(trials, "gradcam_insertion_area"),
          area(trials, "random_insertion_area"),
          TableCell.number(
              trials.stream()
                  .mapToLong(t -> t.has("curve_images") ? t.whole("curve_images") : 0)
                  .max()
                  .orElse(0)));
    }
    return table;
  }

  private static TableCell area(List<Row> trials, String column) {
    Summary summary = Summary.ofDefined(trials.stream().mapToDouble(t -> t.real(column)));
    return TableCell.number(
        Digits.spread(Digits.fixed(summary.mean(), 2), Digits.fixed(summary.sd(), 2)));
  }
}
