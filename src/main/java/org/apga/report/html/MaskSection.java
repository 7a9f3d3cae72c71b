package org.apga.report.html;

import java.util.List;
import org.apga.metrics.Summary;
import org.apga.report.CellName;
import org.apga.store.Row;

/** What networks look at: an audit of masks, sheets, deletion and insertion, and how they move. */
final class MaskSection implements Section {
  private final RunFacts facts;

  MaskSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "masks";
  }

  @Override
  public String title() {
    return "Masks";
  }

  @Override
  public void write(Markup html) {
    List<CellName> cells =
        facts.cells().stream()
            .filter(
                cell ->
                    facts.completed(cell).stream()
                        .anyMatch(
                            t ->
                                Double.isFinite(t.real("mask_share"))
                                    || Double.isFinite(t.real("cam_iou"))))
            .toList();
    if (cells.isEmpty()) {
      Note.absent(html, "No trial that points at anything is done.");
    } else {
      audit(cells).write(html);
      Note.small(
          html,
          "Of test images, mean ± sd over seeds. Pointing game: images whose highest pixel is in the"
              + " lesion's box; chance: a random pixel's. A mask that is empty or full everywhere has"
              + " learnt nothing. Lesions are known of phantoms alone. Grad-CAM is the trained"
              + " classifier's own.");
    }
    new MaskSheetTables(facts).write(html);
    new ErasurePanels(facts).write(html);
    new MaskMoves(facts).write(html);
  }

  private DataTable audit(List<CellName> cells) {
    DataTable table =
        new DataTable(
            "Audit of what policies point at",
            "trials",
            "arm",
            "#seeds",
            "#pixels pointed at %",
            "#empty masks %",
            "#full masks %",
            "#lesions known",
            "#IoU with lesion",
            "#pointing game %",
            "#chance %",
            "#Grad-CAM: IoU",
            "#pointing game %");
    String block = "";
    for (CellName cell : cells) {
      List<Row> trials = facts.completed(cell);
      if (!RunFacts.block(cell).equals(block)) {
        block = RunFacts.block(cell);
        table.group(block);
      }
      table.row(
          TableCell.head(cell.arm()),
          TableCell.number(trials.size()),
          percent(trials, "mask_share"),
          percent(trials, "mask_empty"),
          percent(trials, "mask_full"),
          TableCell.number(
              trials.stream()
                  .mapToLong(t -> Math.max(whole(t, "mask_lesions"), whole(t, "cam_lesions")))
                  .max()
                  .orElse(0)),
          fixed(trials, "mask_iou"),
          percent(trials, "mask_hit"),
          percent(trials, "mask_chance"),
          fixed(trials, "cam_iou"),
          percent(trials, "cam_hit"));
    }
    return table;
  }

  private static long whole(Row trial, String column) {
    return trial.has(column) ? trial.whole(column) : 0;
  }

  private static Summary summary(List<Row> trials, String column) {
    return Summary.ofDefined(trials.stream().mapToDouble(t -> t.real(column)));
  }

  private static TableCell percent(List<Row> trials, String column) {
    Summary summary = summary(trials, column);
    return TableCell.number(
        Digits.spread(Digits.percent(summary.mean()), Digits.percent(summary.sd())));
  }

  private static TableCell fixed(List<Row> trials, String column) {
    Summary summary = summary(trials, column);
    return TableCell.number(
        Digits.spread(Digits.fixed(summary.mean(), 2), Digits.fixed(summary.sd(), 2)));
  }
}
