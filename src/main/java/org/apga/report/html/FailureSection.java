package org.apga.report.html;

import java.util.List;
import java.util.Locale;
import org.apga.report.CellName;
import org.apga.store.Row;

/** The trials that are not done, with cause, message and log. */
record FailureSection(RunFacts facts) {
  /** Largest number of logs that are shown; the table lists every failure. */
  static final int MOST_LOGS = 20;

  void write(Markup html) {
    List<Row> undone = facts.trials().stream().filter(t -> !RunFacts.isDone(t)).toList();
    if (undone.isEmpty()) {
      boolean drops = facts.report().trials().dropped() > 0;
      html.paragraph(
          "Nothing failed: every planned trial is done"
              + (drops ? ", or was dropped early (grid.stop)." : "."),
          "class",
          "good");
      return;
    }
    DataTable table = new DataTable("failures");
    for (Row trial : undone) {
      table.row(
          TableCell.head(name(trial)),
          TableCell.warning(trial.text("status")),
          TableCell.text(Trials.text(trial, "cause").toLowerCase(Locale.ROOT).replace('_', ' ')),
          TableCell.words(Trials.text(trial, "message")),
          TableCell.code(Trials.text(trial, "log")));
    }
    table.write(html);
    undone.stream()
        .filter(trial -> facts.logs().containsKey(trial.text("trial")))
        .limit(MOST_LOGS)
        .forEach(trial -> log(html, trial));
  }

  private void log(Markup html, Row trial) {
    String id = html.id("log");
    html.open("details").open("summary", "id", id).text("End of the log of ").told(name(trial));
    html.close();
    html.open("pre", "tabindex", "0", "role", "region", "aria-labelledby", id)
        .told(facts.logs().getOrDefault(trial.text("trial"), ""))
        .close();
    html.close().line();
  }

  private static String name(Row trial) {
    return CellName.title(trial);
  }
}
