package org.apga.report.html;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apga.report.RunIndex;
import org.apga.report.RunIndex.Point;
import org.apga.report.RunIndex.Trend;

/** Each cell over the runs of a results root: one drawing per cell, and a table. */
record TrendSection(RunIndex index) {
  private static final double HEIGHT = 150;
  private static final double TOP = 26;
  private static final double BOTTOM = 122;
  private static final double LEFT = 44;
  private static final double RIGHT = 330;

  /** Largest number of runs in a drawing, the newest ones; more dots would touch. */
  private static final int MOST_RUNS = 60;

  private static final int MOST_CHARTS = 96;

  void write(Markup html) {
    List<Trend> trends = index.trends(MOST_RUNS);
    if (trends.isEmpty()) {
      html.absent(Prose.of("trends.none"));
      return;
    }
    html.paragraph(Prose.of("trends.about"));
    blocks(trends.stream().limit(MOST_CHARTS).toList())
        .forEach((block, cells) -> charts(html, block, cells));
    html.more(trends.size() - MOST_CHARTS, "cell", "the tables summary");
    html.folded(Prose.of("trends.table"), () -> table(trends).write(html));
  }

  /** The cells of each part, shot count, data set and classes, which share an axis. */
  private static Map<String, List<Trend>> blocks(List<Trend> trends) {
    return trends.stream().collect(groupingBy(TrendSection::block, LinkedHashMap::new, toList()));
  }

  private static String block(Trend trend) {
    String data = trend.dataSet().isEmpty() ? "data set not known" : trend.dataSet();
    String classes = trend.classes().isEmpty() ? "" : "; " + trend.classes();
    return trend.cell().place() + " (" + data + classes + ")";
  }

  private static void charts(Markup html, String block, List<Trend> trends) {
    html.open("h3").told(block).close();
    Scale y =
        Scale.holding(
            trends.stream()
                .flatMap(trend -> trend.points().stream())
                .flatMapToDouble(TrendSection::ends)
                .toArray(),
            BOTTOM,
            TOP);
    html.open("div", "class", "charts");
    trends.forEach(trend -> chart(html, trend, y));
    html.close().line();
  }

  private static DoubleStream ends(Point point) {
    return DoubleStream.of(point.mean(), point.interval().low(), point.interval().high());
  }

  private static void chart(Markup html, Trend trend, Scale y) {
    List<Point> points = trend.points();
    Scale x = new Scale(-0.5, points.size() - 0.5, LEFT, RIGHT);
    Chart chart = Chart.begin(html, trend.cell().way(), described(trend), HEIGHT, x, y);
    String look = Chart.look(trend.cell().arm());
    chart.yAxis("accuracy %", 4, 100);
    double[] places = new double[points.size()];
    double[] means = new double[points.size()];
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      places[i] = i;
      means[i] = point.mean();
      if (point.interval().isKnown()) {
        double at = x.at(i);
        chart.line(
            at, y.at(point.interval().low()), at, y.at(point.interval().high()), "whisker " + look);
      }
    }
    chart.curve(places, means, "thread");
    for (int i = 0; i < points.size(); i++) {
      String kind = points.get(i).partial() ? "dot dropped " : "dot ";
      chart.dot(x.at(i), y.at(means[i]), 4, kind + look);
    }
    chart.label(LEFT, BOTTOM + 20, date(points.get(0)), "tick");
    chart.label(RIGHT, BOTTOM + 20, date(points.get(points.size() - 1)), "tick end");
    chart.end();
  }

  /** The day on which a run started, or its name if that is not known. */
  private static String date(Point point) {
    return point
        .entry()
        .started()
        .map(at -> Digits.time(at).substring(0, 10))
        .orElse(point.entry().run());
  }

  private static String described(Trend trend) {
    return trend.points().stream()
        .map(point -> date(point) + " " + figure(point))
        .collect(joining("; ", "Accuracy in percent by run, the oldest first: ", "."));
  }

  private static String figure(Point point) {
    String ends = interval(point);
    return Digits.percent(point.mean())
        + (point.partial() ? "*" : "")
        + (ends.equals(Digits.NONE) ? "" : " (" + ends + ")");
  }

  private static String interval(Point point) {
    return Digits.between(
        Digits.percent(point.interval().low()), Digits.percent(point.interval().high()));
  }

  private static DataTable table(List<Trend> trends) {
    DataTable table = new DataTable("trends");
    for (Trend trend : trends) {
      Point first = trend.points().get(0);
      Point newest = trend.points().get(trend.points().size() - 1);
      table.under(block(trend));
      table.row(
          TableCell.head(trend.cell().way()),
          TableCell.number(trend.points().size()),
          TableCell.text(date(first)),
          TableCell.marked(Digits.percent(first.mean()), first.partial()),
          TableCell.text(date(newest)),
          TableCell.marked(Digits.percent(newest.mean()), newest.partial()),
          TableCell.number(interval(newest)),
          TableCell.number(Digits.points(newest.mean() - first.mean())));
    }
    return table;
  }
}
