package org.apga.report.html;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apga.config.Arm;
import org.apga.metrics.Summary;
import org.apga.report.CellName;
import org.apga.store.Row;

/**
 * How long arms trained. A control makes as many classifier steps a batch as its treatments, but
 * each trial stops by its own patience, so that nobody makes as many in all.
 */
final class TrainingLengths {
  private final RunFacts facts;

  TrainingLengths(RunFacts facts) {
    this.facts = facts;
  }

  void write(Markup html) {
    DataTable table =
        new DataTable(
            "How long each arm trained",
            "trials",
            "arm",
            "its control",
            "#seeds",
            "#classifier steps a batch",
            "#epochs",
            "#epochs to the chosen weights",
            "#classifier steps an image, to these");
    String block = "";
    for (CellName cell : facts.cells()) {
      List<Row> trials = facts.completed(cell);
      Arm arm = Arm.find(cell.arm()).orElse(null);
      if (arm == null || trials.isEmpty()) {
        continue;
      }
      if (!RunFacts.block(cell).equals(block)) {
        block = RunFacts.block(cell);
        table.group(block);
      }
      table.row(
          TableCell.head(cell.arm()),
          TableCell.text(arm.control().map(Arm::label).orElse(Digits.NONE)),
          TableCell.number(trials.size()),
          TableCell.number(arm.classifierSteps()),
          spread(trials, trial -> whole(trial, "epochs")),
          spread(trials, trial -> whole(trial, "best_epoch")),
          spread(trials, trial -> arm.classifierSteps() * whole(trial, "best_epoch")));
    }
    table.write(html);
    Note.small(
        html,
        "Mean ± standard deviation over seeds, from the baseline's best weights on. Steps a batch are"
            + " those of the control; the epochs are not, for each trial stops by its own patience"
            + " (selection.patience). Where an arm's steps to its chosen weights are far from its"
            + " control's, early stopping is part of the difference.");
  }

  private static double whole(Row trial, String column) {
    return trial.has(column) ? trial.whole(column) : Double.NaN;
  }

  private static TableCell spread(List<Row> trials, ToDoubleFunction<Row> figure) {
    Summary summary = Summary.ofDefined(trials.stream().mapToDouble(figure));
    return TableCell.number(
        Digits.spread(Digits.fixed(summary.mean(), 1), Digits.fixed(summary.sd(), 1)));
  }
}
