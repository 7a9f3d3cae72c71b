package org.apga.report.html;

import java.util.ArrayList;
import java.util.List;
import org.apga.report.CellName;

/** The test images that most trials call wrong. */
final class ErrorSection implements Section {
  private static final int MOST = 25;

  private final RunFacts facts;

  ErrorSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "errors";
  }

  @Override
  public String title() {
    return "Worst errors";
  }

  @Override
  public void write(Markup html) {
    WorstErrors errors = facts.errors();
    if (errors.images() == 0) {
      Note.absent(html, "There are no predictions of test images.");
      return;
    }
    html.paragraph(
        "Of "
            + Digits.count(errors.images(), "test image", "test images")
            + ", "
            + errors.count()
            + " were called wrong by some trial and "
            + errors.alwaysWrong()
            + " by every trial. What every arm and seed calls wrong is hard, or labelled wrong.");
    if (errors.count() == 0) {
      return;
    }
    List<String> arms = facts.cells().stream().map(CellName::arm).distinct().toList();
    List<String> columns =
        new ArrayList<>(List.of("image", "label", "#mean probability", "#wrong"));
    arms.forEach(arm -> columns.add("#" + arm));
    DataTable table =
        new DataTable(
            "Test images that most trials call wrong: wrong of trials, by arm",
            "predictions",
            columns.toArray(String[]::new));
    for (WorstErrors.Image image : errors.worst(MOST)) {
      List<TableCell> row = new ArrayList<>();
      row.add(new TableCell(image.path(), "th", "code"));
      row.add(TableCell.text(image.isAbnormal() ? "abnormal" : "normal"));
      row.add(TableCell.number(Digits.fixed(image.probability(), 2)));
      row.add(TableCell.number(image.wrong() + "/" + image.trials()));
      arms.forEach(arm -> row.add(TableCell.number(image.of(arm))));
      table.row(row.toArray(TableCell[]::new));
    }
    table.write(html);
    if (errors.count() > MOST) {
      Note.small(html, (errors.count() - MOST) + " more in table predictions.");
    }
  }
}
