package org.apga.report.html;

import java.util.List;
import java.util.Map;
import org.apga.metrics.stats.Interval;
import org.apga.report.GateVerdict;
import org.apga.report.Measure;

/** Whether this run is as good as an earlier one. */
record DriftSection(RunFacts facts) {
  void write(Markup html) {
    GateVerdict verdict = facts.drift();
    if (verdict == null) {
      html.absent(Prose.of("drift.absent"));
      return;
    }
    if (verdict.unjudged().isPresent()) {
      html.absent(Prose.of("drift.unjudged", verdict.base(), verdict.unjudged().get()));
      return;
    }
    html.open("p", "class", verdict.isBroken() ? "warning" : "good");
    html.text(Prose.of(verdict.isBroken() ? "drift.broken" : "drift.held") + " ");
    html.element("code", verdict.base()).text(". ");
    for (GateVerdict.Status status : GateVerdict.Status.values()) {
      long count = verdict.count(status);
      if (count > 0) {
        html.text(count + " " + status.label() + ". ");
      }
    }
    html.close();
    table(verdict).write(html);
    html.note(Prose.of("drift.note", Digits.count(verdict.intervals(), "cell", "cells")));
    changes(html, verdict);
  }

  private static DataTable table(GateVerdict verdict) {
    DataTable table = new DataTable("drift", verdict.base());
    for (GateVerdict.Cell cell : verdict.cells()) {
      GateVerdict.Drift drift = cell.drifts().get(Measure.ACCURACY);
      table.row(
          TableCell.head(cell.cell().toString()),
          cell.status().breaks()
              ? TableCell.warning(cell.status().label())
              : TableCell.text(cell.status().label()),
          TableCell.number(
              cell.seeds().size()
                  + (cell.pairing() == GateVerdict.Pairing.UNPAIRED ? " unpaired" : "")),
          TableCell.percent(drift == null ? Double.NaN : drift.before()),
          TableCell.percent(drift == null ? Double.NaN : drift.now()),
          TableCell.number(Digits.points(drift == null ? Double.NaN : drift.change())),
          TableCell.number(Digits.points(drift == null ? Interval.NONE : drift.interval())),
          TableCell.words(Digits.or(cell.reason())));
    }
    return table;
  }

  private static void changes(Markup html, GateVerdict verdict) {
    if (verdict.changes().isEmpty()) {
      return;
    }
    DataTable table = new DataTable("changes");
    for (Map.Entry<String, GateVerdict.Change> change : verdict.changes().entrySet()) {
      String column = change.getKey().replace('_', ' ');
      GateVerdict.Change of = change.getValue();
      table.row(TableCell.head(column), values(of.before()), values(of.now()));
    }
    table.write(html);
  }

  private static TableCell values(List<String> values) {
    return TableCell.code(values.isEmpty() ? Digits.NONE : RunFacts.list(values));
  }
}
