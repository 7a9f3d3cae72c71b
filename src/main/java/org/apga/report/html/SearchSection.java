package org.apga.report.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apga.report.CellName;
import org.apga.report.Search;
import org.apga.store.Row;

/** The variants that were tried and chosen: a table, and a plot per arm and varied setting. */
record SearchSection(RunFacts facts) {
  private static final double HEIGHT = 190;
  private static final double TOP = 26;
  private static final double BOTTOM = 146;
  private static final double LEFT = 44;
  private static final double RIGHT = 330;
  private static final int MOST_CHARTS = 42;
  private static final String DROPPED = "dropped_at";

  /** From this ratio of the largest to the smallest value on, the axis is logarithmic. */
  private static final double WIDE = 10;

  private static final int MOST_NAMES = 8;
  private static final int FEWEST_POWERS = 3;
  private static final int MOST_ZEROS = 4;

  void write(Markup html) {
    List<Row> choices = facts.report().choices();
    String metric = choices.get(0).text("metric");
    html.paragraph(Prose.of("search.about", choices.get(0).text("tuning_run"), metric));
    if (choices.stream().anyMatch(row -> row.has(DROPPED))) {
      html.paragraph(Prose.of("search.dropped"));
    }
    table(choices, metric).write(html);
    double[] all =
        choices.stream().flatMap(row -> scores(row).stream()).mapToDouble(s -> s).toArray();
    Scale y = Scale.holding(all, BOTTOM, TOP);
    List<Panel> panels = new ArrayList<>();
    ofArms(choices).forEach((arm, rows) -> panels.addAll(panels(arm, rows)));
    html.open("div", "class", "charts");
    panels.stream().limit(MOST_CHARTS).forEach(panel -> panel.draw(html, y, metric));
    html.close().line();
    html.more(panels.size() - MOST_CHARTS, "plot", "table choices");
  }

  private static Map<CellName, List<Row>> ofArms(List<Row> choices) {
    return choices.stream()
        .collect(groupingBy(row -> CellName.of(row).plain(), LinkedHashMap::new, toList()));
  }

  private static DataTable table(List<Row> choices, String metric) {
    DataTable table = new DataTable("search", metric);
    ofArms(choices)
        .forEach(
            (arm, rows) -> {
              table.under(arm.block());
              Row best = rows.stream().filter(row -> row.flag("chosen")).findFirst().orElse(null);
              long open = rows.stream().filter(row -> Double.isNaN(row.real("score"))).count();
              table.row(
                  TableCell.head(arm.arm()),
                  TableCell.text(best == null ? "none" : name(best)),
                  TableCell.number(best == null ? Double.NaN : best.real("score"), 3),
                  TableCell.number(
                      best == null
                          ? Digits.NONE
                          : scores(best).stream()
                              .map(score -> Digits.fixed(score, 3))
                              .collect(joining(", "))),
                  TableCell.number(rows.size()),
                  TableCell.number(open),
                  TableCell.text(Search.drops(rows).isEmpty() ? "none" : Search.drops(rows)),
                  TableCell.number(Search.epochs(rows)));
            });
    return table;
  }

  private static String name(Row row) {
    return row.has("variant") ? row.text("variant") : "the grid's own settings";
  }

  private static List<Double> scores(Row row) {
    return Search.texts(row, "scores").values().stream().map(Double::valueOf).toList();
  }

  /** A plot for each setting that has more than one value. */
  private static List<Panel> panels(CellName arm, List<Row> rows) {
    Map<String, List<String>> settings = new TreeMap<>();
    for (Row row : rows) {
      Search.texts(row, "variant_settings")
          .forEach(
              (path, value) -> settings.computeIfAbsent(path, p -> new ArrayList<>()).add(value));
    }
    List<Panel> panels = new ArrayList<>();
    settings.forEach(
        (path, values) -> {
          if (values.stream().distinct().count() > 1) {
            panels.add(new Panel(arm, path, rows, Axis.of(values)));
          }
        });
    return panels;
  }

  /**
   * The axis of a setting: numbers on a linear or logarithmic scale, or words side by side.
   *
   * @param words empty for numbers
   */
  private record Axis(boolean logarithms, List<String> words, Scale scale) {
    static Axis of(List<String> values) {
      double[] numbers = new double[values.size()];
      try {
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Double.parseDouble(values.get(i));
        }
      } catch (NumberFormatException words) {
        List<String> all = List.copyOf(new TreeSet<>(values));
        return new Axis(false, all, new Scale(-0.5, all.size() - 0.5, LEFT, RIGHT));
      }
      Scale plain = Scale.holding(numbers, LEFT, RIGHT);
      double least = Arrays.stream(numbers).min().orElse(0);
      double most = Arrays.stream(numbers).max().orElse(0);
      if (least <= 0 || most / least < WIDE) {
        return new Axis(false, List.of(), plain);
      }
      double[] logs = Arrays.stream(numbers).map(Math::log10).toArray();
      return new Axis(true, List.of(), Scale.holding(logs, LEFT, RIGHT));
    }

    double at(String value) {
      if (!words.isEmpty()) {
        return scale.at(words.indexOf(value));
      }
      double number = Double.parseDouble(value);
      return scale.at(logarithms ? Math.log10(number) : number);
    }

    void draw(Chart chart, String name) {
      if (words.isEmpty() && !logarithms) {
        chart.xAxis(name, 4, 1);
        return;
      }
      Map<Double, String> ticks = logarithms ? powers(List.of(1)) : places();
      if (logarithms && ticks.size() < FEWEST_POWERS) {
        ticks = powers(List.of(1, 2, 5));
      }
      boolean named = ticks.size() <= MOST_NAMES;
      ticks.forEach(
          (place, value) -> {
            chart.line(scale.at(place), TOP, scale.at(place), BOTTOM + 4, "grid");
            if (named) {
              chart.label(scale.at(place), BOTTOM + 15, value, "tick mid");
            }
          });
      chart.label((LEFT + RIGHT) / 2, HEIGHT - 3, name, "axis mid");
    }

    private Map<Double, String> places() {
      Map<Double, String> places = new TreeMap<>();
      words.forEach(word -> places.put((double) words.indexOf(word), word));
      return places;
    }

    /** Round values within the logarithmic scale: the digits times powers of ten. */
    private Map<Double, String> powers(List<Integer> digits) {
      Map<Double, String> powers = new TreeMap<>();
      for (int exponent = (int) Math.floor(scale.low()); exponent <= scale.high(); exponent++) {
        for (int digit : digits) {
          double at = exponent + Math.log10(digit);
          if (at >= scale.low() && at <= scale.high()) {
            boolean plain = exponent >= 0 && exponent <= MOST_ZEROS;
            powers.put(at, digit + (plain ? "0".repeat(exponent) : "e" + exponent));
          }
        }
      }
      return powers;
    }
  }

  private record Panel(CellName arm, String path, List<Row> rows, Axis axis) {
    void draw(Markup html, Scale y, String metric) {
      Chart chart = Chart.begin(html, arm + ": " + path, described(metric), HEIGHT, axis.scale, y);
      chart.yAxis(metric + " on the selection split", 5, 1);
      axis.draw(chart, path);
      rows.stream().filter(row -> !row.flag("chosen")).forEach(row -> dots(chart, row));
      rows.stream().filter(row -> row.flag("chosen")).forEach(row -> diamonds(chart, row));
      chart.end();
    }

    private String described(String metric) {
      return rows.stream()
          .filter(row -> row.flag("chosen"))
          .map(
              row ->
                  "%s variants; %s was chosen, with a mean %s of %s. Table choices has all of them."
                      .formatted(
                          rows.size(), name(row), metric, Digits.fixed(row.real("score"), 3)))
          .findFirst()
          .orElse(rows.size() + " variants, none of them done on every seed.");
    }

    private void dots(Chart chart, Row row) {
      String value = Search.texts(row, "variant_settings").get(path);
      if (value != null) {
        scores(row)
            .forEach(
                score ->
                    chart.dot(
                        axis.at(value),
                        chart.y().within(score),
                        3,
                        "dot " + Chart.look(arm.arm()) + (row.has(DROPPED) ? " dropped" : "")));
      }
    }

    private void diamonds(Chart chart, Row row) {
      String value = Search.texts(row, "variant_settings").get(path);
      if (value == null) {
        return;
      }
      double at = axis.at(value);
      double[] ends = scores(row).stream().mapToDouble(chart.y()::within).sorted().toArray();
      String look = Chart.look(arm.arm());
      chart.line(at, ends[0], at, ends[ends.length - 1], "whisker " + look);
      for (double end : ends) {
        chart.path(
            "M%1$s %2$sl6 6l-6 6l-6 -6Z".formatted(Chart.unit(at), Chart.unit(end - 6)),
            "mark " + look);
      }
    }
  }
}
