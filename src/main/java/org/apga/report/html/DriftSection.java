package org.apga.report.html;

import java.util.List;
import java.util.Locale;
import org.apga.report.GateCell;
import org.apga.report.GateVerdict;
import org.apga.report.Measure;

/** Whether this run is as good as an earlier one. */
final class DriftSection implements Section {
  private final RunFacts facts;

  DriftSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "drift";
  }

  @Override
  public String title() {
    return "Drift since an earlier run";
  }

  @Override
  public void write(Markup html) {
    GateVerdict verdict = facts.drift();
    if (verdict == null) {
      Note.absent(
          html,
          "There is no earlier run of such trials in this results root to compare with; report --gate"
              + " RUN compares with one by name.");
      return;
    }
    html.open("p", "class", verdict.isBroken() ? "warning" : "good");
    html.text(
        verdict.isBroken()
            ? "Broken: accuracy fell beyond its interval, or a cell lost its results, against run "
            : "Held: no cell's accuracy fell beyond its interval against run ");
    html.element("code", verdict.base()).text(". ");
    for (GateCell.Status status : GateCell.Status.values()) {
      long count = verdict.count(status);
      if (count > 0) {
        html.text(count + " " + label(status) + ". ");
      }
    }
    html.close();
    table(verdict).write(html);
    Note.small(
        html,
        "Change of the mean over the seeds compared; the intervals hold together at 95 % over "
            + Digits.count(verdict.intervals(), "cell", "cells")
            + ".");
    changes(html, verdict);
  }

  private static DataTable table(GateVerdict verdict) {
    DataTable table =
        new DataTable(
            "Accuracy now and in run " + verdict.base(),
            "trials",
            "cell",
            "verdict",
            "#seeds",
            "#before %",
            "#now %",
            "#change, points",
            "#interval",
            "why");
    for (GateCell cell : verdict.cells()) {
      GateCell.Drift drift = cell.drifts().get(Measure.ACCURACY);
      table.row(
          TableCell.head(cell.cell().toString()),
          cell.status().breaks()
              ? TableCell.warning(label(cell.status()))
              : TableCell.text(label(cell.status())),
          TableCell.number(
              cell.seeds().size()
                  + (cell.pairing() == GateCell.Pairing.UNPAIRED ? " unpaired" : "")),
          TableCell.number(drift == null ? Digits.NONE : Digits.percent(drift.before())),
          TableCell.number(drift == null ? Digits.NONE : Digits.percent(drift.now())),
          TableCell.number(drift == null ? Digits.NONE : Digits.points(drift.change())),
          TableCell.number(drift == null ? Digits.NONE : Digits.points(drift.interval())),
          TableCell.words(Digits.or(cell.reason())));
    }
    return table;
  }

  private static void changes(Markup html, GateVerdict verdict) {
    if (verdict.changes().isEmpty()) {
      return;
    }
    DataTable table =
        new DataTable("What else differs between the runs", "trials", "column", "before", "now");
    verdict
        .changes()
        .forEach(
            (column, change) ->
                table.row(
                    TableCell.head(column.replace('_', ' ')),
                    values(change.before()),
                    values(change.now())));
    table.write(html);
  }

  private static TableCell values(List<String> values) {
    return TableCell.code(values.isEmpty() ? Digits.NONE : RunFacts.list(values));
  }

  private static String label(GateCell.Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
