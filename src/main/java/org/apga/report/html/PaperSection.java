package org.apga.report.html;

import java.util.List;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.report.CellName;
import org.apga.store.Row;
import org.jspecify.annotations.Nullable;

/** The paper's table beside this run's figures, and why the two do not measure the same thing. */
record PaperSection(RunFacts facts) {
  /** The columns of the paper's table, in the order of {@code paper.txt}. */
  private static final List<String> ARMS =
      Stream.of(Arm.BASELINE, Arm.CUTOUT, Arm.GRADCAM, Arm.APGA).map(Arm::label).toList();

  void write(Markup html) {
    String manifests = RunFacts.list(facts.texts("manifest"));
    String images = manifests.isEmpty() ? "its test images" : "the test images of " + manifests;
    html.paragraph(Prose.of("paper.about", images, selection()), "class", "lead");
    if (facts.areImagesSynthetic()) {
      html.warning(Prose.of("paper.synthetic"));
    }
    DataTable table = new DataTable("paper");
    for (List<String> published : Page.table("paper.txt")) {
      table.under(published.get(0));
      for (int i = 0; i < ARMS.size(); i++) {
        String arm = ARMS.get(i);
        Row row = ours(published.get(0), arm);
        table.row(
            TableCell.head(arm),
            TableCell.number(published.get(i + 1)),
            row == null ? TableCell.number(Digits.NONE) : TableCell.spread(row, "accuracy", 100, 1),
            row == null
                ? TableCell.text("not planned")
                : TableCell.number(
                    row.whole("done")
                        + "/"
                        + row.whole("expected")
                        + (row.flag("partial") ? "*" : "")));
      }
    }
    table.write(html);
  }

  private String selection() {
    boolean reported =
        facts.report().summary().stream().anyMatch(row -> row.flag("reported_split_selects"));
    return Prose.of(reported ? "paper.reported" : "paper.once");
  }

  private @Nullable Row ours(String part, String arm) {
    CellName cell = new CellName(part, "full", arm, "");
    return facts.report().summary().stream()
        .filter(row -> CellName.of(row).equals(cell))
        .findFirst()
        .orElse(null);
  }
}
