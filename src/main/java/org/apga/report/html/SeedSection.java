package org.apga.report.html;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apga.report.CellName;
import org.apga.store.Row;

/** The spread over seeds: one dot per trial, and lines that join a seed's trials across arms. */
record SeedSection(RunFacts facts) {
  private static final double HEIGHT = 230;
  private static final double TOP = 26;
  private static final double BOTTOM = 196;
  private static final double LEFT = 44;
  private static final double RIGHT = 330;
  private static final int MOST_CHARTS = 40;
  private static final int MOST_SEEDS = 30;

  void write(Markup html) {
    List<CellName> done =
        facts.cells().all().stream().filter(cell -> !facts.cells().seeds(cell).isEmpty()).toList();
    if (done.isEmpty()) {
      html.absent("No trial is done.");
      return;
    }
    html.paragraph(Prose.of("seeds.about"));
    facts.cells().write(html, done, cells -> write(html, cells));
  }

  private void write(Markup html, List<CellName> cells) {
    Map<String, List<CellName>> blocks = facts.cells().blocks(cells);
    html.open("div", "class", "charts");
    blocks.entrySet().stream()
        .limit(MOST_CHARTS)
        .forEach(block -> chart(html, block.getKey(), block.getValue()));
    html.close().line();
    html.more(blocks.size() - MOST_CHARTS, "drawing", "table trials");
    html.folded("Table of seeds", () -> table(blocks).write(html));
  }

  private void chart(Markup html, String block, List<CellName> cells) {
    Map<CellName, List<Row>> trials = new LinkedHashMap<>();
    cells.forEach(
        cell -> trials.put(cell, facts.cells().seeds(cell).stream().limit(MOST_SEEDS).toList()));
    double[] all =
        trials.values().stream()
            .flatMap(List::stream)
            .mapToDouble(trial -> trial.real("accuracy"))
            .toArray();
    Scale x = new Scale(-0.5, cells.size() - 0.5, LEFT, RIGHT);
    Scale y = Scale.holding(all, BOTTOM, TOP);
    String told = "Accuracy of every seed: " + described(trials);
    Chart chart = Chart.begin(html, block, told, HEIGHT, x, y);
    chart.yAxis("accuracy %", 5, 100);
    lines(chart, trials);
    int place = 0;
    for (Map.Entry<CellName, List<Row>> entry : trials.entrySet()) {
      arm(chart, entry.getKey().arm(), place++, entry.getValue());
    }
    chart.end();
  }

  private static void lines(Chart chart, Map<CellName, List<Row>> trials) {
    Map<Long, StringBuilder> bySeed = new TreeMap<>();
    int place = 0;
    for (List<Row> of : trials.values()) {
      double at = chart.x().at(place++);
      for (Row trial : of) {
        StringBuilder line =
            bySeed.computeIfAbsent(trial.whole("seed"), seed -> new StringBuilder());
        line.append(line.length() == 0 ? 'M' : 'L')
            .append(Chart.unit(at))
            .append(' ')
            .append(Chart.unit(chart.y().within(trial.real("accuracy"))));
      }
    }
    bySeed.values().forEach(line -> chart.path(line.toString(), "thread"));
  }

  private static void arm(Chart chart, String arm, int place, List<Row> trials) {
    double at = chart.x().at(place);
    String look = Chart.look(arm);
    double sum = 0;
    for (Row trial : trials) {
      sum += trial.real("accuracy");
      chart.dot(at, chart.y().within(trial.real("accuracy")), 4, "dot " + look);
    }
    double mean = chart.y().within(sum / trials.size());
    chart.line(at - 15, mean, at + 15, mean, "mean " + look);
    // On one line the names of neighbours would overlap.
    chart.label(at, BOTTOM + (place % 2 == 0 ? 17 : 30), arm, "tick mid");
  }

  private static String described(Map<CellName, List<Row>> trials) {
    StringBuilder text = new StringBuilder();
    trials.forEach(
        (cell, of) ->
            text.append(cell.arm())
                .append(' ')
                .append(
                    of.stream().map(t -> Digits.percent(t.real("accuracy"))).collect(joining(", ")))
                .append("; "));
    return text + "percent.";
  }

  private DataTable table(Map<String, List<CellName>> blocks) {
    List<String> arms =
        blocks.values().stream().flatMap(List::stream).map(CellName::arm).distinct().toList();
    DataTable table = new DataTable("seeds").with(arms);
    blocks.forEach(
        (block, cells) -> {
          table.under(block);
          Map<Long, Map<String, Double>> seeds = new TreeMap<>();
          for (Row trial : cells.stream().flatMap(c -> facts.cells().seeds(c).stream()).toList()) {
            seeds
                .computeIfAbsent(trial.whole("seed"), s -> new HashMap<>())
                .put(trial.text("arm"), trial.real("accuracy"));
          }
          seeds.forEach(
              (seed, of) -> {
                List<TableCell> row = new ArrayList<>(List.of(TableCell.head("seed " + seed)));
                arms.forEach(arm -> row.add(TableCell.percent(of.getOrDefault(arm, Double.NaN))));
                table.row(row);
              });
        });
    return table;
  }
}
