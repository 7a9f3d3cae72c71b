package org.apga.report.html;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apga.report.CellName;
import org.apga.store.Row;

/** Where the numbers come from: code, settings, data, weights, machine, seeds. */
record ProvenanceSection(RunFacts facts) {
  private static final int MOST_VALUES = 12;

  private static final List<String> COLUMNS =
      List.of(
          ("version git_commit git_dirty code_hash profile config_hash manifest manifest_hash"
                  + " split_hash classifier_weights policy_weights engine device precision threads"
                  + " deterministic versions host")
              .split(" "));

  void write(Markup html) {
    if (facts.completed().stream().anyMatch(t -> t.has("git_dirty") && t.flag("git_dirty"))) {
      html.warning(Prose.of("provenance.dirty"));
    }
    DataTable table = new DataTable("provenance");
    table.row(TableCell.head("run"), TableCell.code(facts.run()));
    for (String column : COLUMNS) {
      table.row(TableCell.head(column.replace('_', ' ')), TableCell.code(values(column)));
    }
    table.row(
        TableCell.head("resampling"),
        TableCell.text(
            facts.report().resampling().resamples()
                + " resamples, seed "
                + facts.report().resampling().seed()));
    table.write(html);
    facts.cells().write(html, facts.cells().all(), cells -> seeds(cells).write(html));
    if (!facts.settings().isEmpty()) {
      html.folded("Every setting", () -> settings().write(html));
    }
  }

  /** The value of a column; if trials differ, each value with the number of trials that have it. */
  private String values(String column) {
    Map<String, Long> values =
        facts.completed().stream()
            .collect(
                Collectors.groupingBy(t -> text(t, column), TreeMap::new, Collectors.counting()));
    if (values.isEmpty()) {
      return Digits.NONE;
    }
    if (values.size() == 1) {
      return values.keySet().iterator().next();
    }
    String shown =
        values.entrySet().stream()
            .limit(MOST_VALUES)
            .map(e -> e.getKey() + " (" + Digits.count(e.getValue(), "trial", "trials") + ")")
            .collect(Collectors.joining("; "));
    return values.size() > MOST_VALUES
        ? shown + "; " + (values.size() - MOST_VALUES) + " more in table trials"
        : shown;
  }

  private static String text(Row trial, String column) {
    Object value = trial.value(trial.schema().indexOf(column));
    return value == null
        ? Digits.NONE
        : value instanceof Boolean flag ? (flag ? "yes" : "no") : value.toString();
  }

  private DataTable seeds(List<CellName> cells) {
    DataTable table = new DataTable("asked");
    for (CellName cell : cells) {
      List<Row> trials = facts.cells().trials(cell);
      table.row(
          TableCell.head(cell.toString()),
          TableCell.text(seeds(trials, List.of("completed", "failed", "skipped", "missing"))),
          TableCell.number(facts.cells().summary(cell).whole("done")),
          gaps(seeds(trials, List.of("failed", "skipped"))),
          gaps(seeds(trials, List.of("missing"))));
    }
    return table;
  }

  private static TableCell gaps(String seeds) {
    return seeds.equals(Digits.NONE) ? TableCell.text(seeds) : TableCell.warning(seeds);
  }

  private static String seeds(List<Row> trials, List<String> statuses) {
    String seeds =
        trials.stream()
            .filter(t -> statuses.contains(t.text("status")))
            .map(t -> t.whole("seed"))
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return Digits.or(seeds);
  }

  private DataTable settings() {
    DataTable table = new DataTable("settings");
    new TreeMap<>(facts.settings())
        .forEach(
            (name, value) -> table.row(TableCell.head(name), TableCell.code(Digits.or(value))));
    return table;
  }
}
