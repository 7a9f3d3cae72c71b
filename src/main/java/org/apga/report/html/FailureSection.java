package org.apga.report.html;

import java.util.List;
import java.util.Locale;
import org.apga.store.Row;

/** What did not work: cause, message and log. */
final class FailureSection implements Section {
  /** Failures whose logs are shown; the table names more. */
  static final int MOST_LOGS = 20;

  private final RunFacts facts;

  FailureSection(RunFacts facts) {
    this.facts = facts;
  }

  @Override
  public String id() {
    return "failures";
  }

  @Override
  public String title() {
    return "Failures";
  }

  @Override
  public void write(Markup html) {
    List<Row> undone =
        facts.trials().stream().filter(t -> !t.text("status").equals("completed")).toList();
    if (undone.isEmpty()) {
      html.paragraph("Nothing failed: every planned trial is done.", "class", "good");
      return;
    }
    DataTable table =
        new DataTable(
            "Trials that are not done", "trials", "trial", "what", "cause", "message", "log");
    for (Row trial : undone) {
      table.row(
          TableCell.head(name(trial)),
          TableCell.warning(trial.text("status")),
          TableCell.text(text(trial, "cause").toLowerCase(Locale.ROOT).replace('_', ' ')),
          TableCell.words(text(trial, "message")),
          TableCell.code(text(trial, "log")));
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

  private static String text(Row trial, String column) {
    return trial.has(column) ? trial.text(column) : Digits.NONE;
  }

  private static String name(Row trial) {
    return RunFacts.cell(trial) + " seed " + trial.whole("seed");
  }
}
