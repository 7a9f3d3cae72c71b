package org.apga.report.html;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.metrics.stats.Interval;
import org.apga.metrics.stats.PairedComparison;
import org.apga.metrics.stats.ReachableP;
import org.apga.report.CellName;
import org.apga.report.Comparison;
import org.apga.report.Controls;
import org.apga.report.Measure;
import org.apga.report.Search;
import org.apga.store.Row;

/** Paired differences between arms: one forest plot per pair of arms, and tables of all figures. */
record ComparisonSection(RunFacts facts) {
  private static final double ROW = 26;
  private static final double TOP = 14;
  private static final double BOTTOM = 38;
  private static final double LEFT = 84;
  private static final double RIGHT = 244;
  private static final int MOST_CHARTS = 40;

  /** Largest number of rows in one drawing, without the row over all parts. */
  private static final int MOST_ROWS = 30;

  void write(Markup html) {
    List<Comparison> all = facts.report().comparisons();
    List<Comparison> accuracy = all.stream().filter(c -> c.measure() == Measure.ACCURACY).toList();
    if (accuracy.isEmpty()) {
      html.absent("No two arms of this run start from the same weights, so none are compared.");
      return;
    }
    html.paragraph(Prose.of("comparisons.about", Search.family(facts.report())));
    Search.unequal(facts.report()).forEach(html::warning);
    new Controls(facts.report().summary()).missing().forEach(html::paragraph);
    Scale x = Scale.holding(ends(accuracy), LEFT, RIGHT);
    write(
        html,
        accuracy,
        some -> {
          charts(html, some, x);
          html.folded(
              Prose.of("comparisons.table"),
              () -> {
                table("Accuracy: every paired comparison", some).write(html);
                html.note(Prose.of("comparisons.note"));
              });
        });
    html.note(facts.report().variance().told());
    reach(html, accuracy);
    List<CellName> trained =
        facts.cells().all().stream()
            .filter(c -> Arm.find(c.arm()).isPresent() && !facts.cells().completed(c).isEmpty())
            .toList();
    facts.cells().write(html, trained, cells -> lengths(cells).write(html));
    html.note(Prose.of("lengths.note"));
    for (Measure measure : Measure.compared()) {
      if (measure != Measure.ACCURACY) {
        List<Comparison> of = all.stream().filter(c -> c.measure() == measure).toList();
        String name =
            measure.label().replace('_', ' ').replace("auroc", facts.report().classes().auroc());
        html.folded(
            "Comparisons by " + name,
            () -> write(html, of, c -> table("Paired comparisons by " + name, c).write(html)));
      }
    }
  }

  /**
   * How long arms trained. A control makes as many classifier steps per batch as its treatments,
   * but each trial stops by its own patience, so the total numbers of steps differ.
   */
  private DataTable lengths(List<CellName> cells) {
    DataTable table = new DataTable("lengths");
    for (CellName cell : cells) {
      List<Row> trials = facts.cells().completed(cell);
      int steps = Arm.of(cell.arm()).classifierSteps();
      table.under(cell.place());
      table.row(
          TableCell.head(cell.way()),
          TableCell.text(cell.control().orElse(Digits.NONE)),
          TableCell.number(trials.size()),
          TableCell.number(steps),
          length(trials, trial -> whole(trial, "epochs")),
          length(trials, trial -> whole(trial, "best_epoch")),
          length(trials, trial -> steps * whole(trial, "best_epoch")));
    }
    return table;
  }

  private static double whole(Row trial, String column) {
    return trial.has(column) ? trial.whole(column) : Double.NaN;
  }

  private static TableCell length(List<Row> trials, ToDoubleFunction<Row> figure) {
    return TableCell.spread(Trials.summary(trials, figure), 1, 1);
  }

  private static void reach(Markup html, List<Comparison> accuracy) {
    long unable =
        accuracy.stream()
            .filter(c -> !c.isOverParts() && !(c.correction().leastP() <= ReachableP.ALPHA))
            .count();
    if (unable > 0) {
      html.warning(Prose.of("comparisons.unable", unable));
    }
  }

  /** Writes the comparisons of leading variants, then the others, folded. */
  private void write(Markup html, List<Comparison> all, Consumer<List<Comparison>> body) {
    List<Comparison> others = all.stream().filter(c -> !facts.cells().leads(c.cell())).toList();
    body.accept(all.stream().filter(c -> facts.cells().leads(c.cell())).toList());
    if (!others.isEmpty()) {
      html.folded(
          Digits.count(others.size(), "comparison", "comparisons") + " of other variants",
          () -> body.accept(others));
    }
  }

  private static double[] ends(List<Comparison> accuracy) {
    return accuracy.stream()
        .flatMap(c -> Stream.of(c.paired().student(), c.paired().twoLevel(), mean(c)))
        .flatMapToDouble(interval -> DoubleStream.of(interval.low(), interval.high()))
        // With two seeds, Student's interval is so wide that nothing else would be visible.
        .map(v -> Math.max(-0.3, Math.min(0.3, v)))
        .toArray();
  }

  private static void charts(Markup html, List<Comparison> accuracy, Scale x) {
    Collection<List<Comparison>> panels =
        accuracy.stream()
            .collect(
                Collectors.groupingBy(
                    ComparisonSection::heading, LinkedHashMap::new, Collectors.toList()))
            .values();
    int most = panels.stream().mapToInt(List::size).max().orElse(0);
    html.open("div", "class", "charts");
    panels.stream().limit(MOST_CHARTS).forEach(panel -> chart(html, shown(panel), x));
    html.close().line();
    html.more(panels.size() - MOST_CHARTS, "drawing", "table comparisons");
    html.more(most - MOST_ROWS - 1, "part", "table comparisons");
  }

  /** The interval from 0 to the mean difference. */
  private static Interval mean(Comparison comparison) {
    return new Interval(0, comparison.mean());
  }

  /** The rows of the first parts, and the row over all parts. */
  private static List<Comparison> shown(List<Comparison> panel) {
    if (panel.size() <= MOST_ROWS + 1) {
      return panel;
    }
    List<Comparison> shown = new ArrayList<>(panel.subList(0, MOST_ROWS));
    shown.add(panel.get(panel.size() - 1));
    return shown;
  }

  private static String heading(Comparison comparison) {
    String shots = comparison.cell().shots();
    return comparison.cell().arm()
        + " − "
        + comparison.against()
        + (comparison.isAgainstOtherControl() ? " (not its control)" : "")
        + (shots.equals("full") ? "" : ", " + shots + "-shot")
        + (comparison.cell().variant().isEmpty() ? "" : ", " + comparison.cell().variant())
        + Search.tried(comparison).stream().map(tried -> " (" + tried + ")").collect(joining());
  }

  private static void chart(Markup html, List<Comparison> panel, Scale x) {
    double height = TOP + panel.size() * ROW + BOTTOM;
    Scale y = new Scale(0, panel.size(), TOP, height - BOTTOM);
    Chart chart = Chart.begin(html, heading(panel.get(0)), described(panel), height, x, y);
    chart.xAxis("points of accuracy", 5, 100);
    chart.label(RIGHT + 8, 10, "mean, p", "tick");
    for (int i = 0; i < panel.size(); i++) {
      row(chart, panel.get(i), TOP + (i + 0.5) * ROW);
    }
    chart.end();
  }

  private static void row(Chart chart, Comparison comparison, double y) {
    PairedComparison paired = comparison.paired();
    String arm = Chart.look(comparison.cell().arm());
    chart.label(
        2,
        y + 4,
        comparison.cell().part() + (comparison.isPartial() ? "*" : ""),
        comparison.isOverParts() ? "row strong" : "row");
    if (Double.isNaN(comparison.mean())) {
      chart.label(LEFT + 6, y + 4, "no seed is done in both", "tick");
      return;
    }
    bar(chart, paired.twoLevel(), y, "pale " + arm);
    bar(chart, paired.student(), y, "whisker " + arm);
    Scale x = chart.x();
    double at = x.within(comparison.mean());
    if (comparison.isOverParts()) {
      String diamond =
          String.format(
              "M%1$s %2$sL%3$s %4$sL%5$s %2$sL%3$s %6$sZ",
              Chart.unit(at - 7),
              Chart.unit(y),
              Chart.unit(at),
              Chart.unit(y - 7),
              Chart.unit(at + 7),
              Chart.unit(y + 7));
      chart.path(diamond, "mark " + arm);
    } else {
      chart.path("M" + Chart.unit(at - 4) + " " + Chart.unit(y - 4) + "h8v8h-8Z", "mark " + arm);
    }
    double p = comparison.isOverParts() ? paired.signs().p() : comparison.correction().p();
    chart.label(
        RIGHT + 8,
        y + 4,
        Digits.points(comparison.mean()) + (Double.isNaN(p) ? "" : ", " + Digits.p(p)),
        p <= ReachableP.ALPHA ? "tick strong" : "tick");
  }

  private static void bar(Chart chart, Interval interval, double y, String look) {
    if (!interval.isKnown()) {
      return;
    }
    Scale x = chart.x();
    chart.line(x.within(interval.low()), y, x.within(interval.high()), y, look);
    String arrow = "mark " + look.substring(look.lastIndexOf(' ') + 1);
    if (interval.low() < x.low()) {
      chart.path("M" + Chart.unit(x.from()) + " " + Chart.unit(y - 4) + "v8l-6 -4Z", arrow);
    }
    if (interval.high() > x.high()) {
      chart.path("M" + Chart.unit(x.to()) + " " + Chart.unit(y - 4) + "v8l6 -4Z", arrow);
    }
  }

  private static String described(List<Comparison> panel) {
    StringBuilder text = new StringBuilder("Mean difference in points of accuracy: ");
    for (Comparison c : panel) {
      text.append(c.cell().part()).append(' ').append(Digits.points(c.mean()));
      if (c.paired().student().isKnown()) {
        text.append(" (95 % ").append(Digits.points(c.paired().student())).append(')');
      }
      text.append("; ");
    }
    return text + "the folded table below has every figure.";
  }

  private static DataTable table(String caption, List<Comparison> comparisons) {
    DataTable table = new DataTable("comparisons", caption);
    for (Comparison c : comparisons) {
      PairedComparison paired = c.paired();
      table.under(heading(c));
      table.row(
          TableCell.head(c.cell().part() + parts(c)),
          TableCell.marked(c.seeds().done() + "/" + c.seeds().expected(), c.isPartial()),
          TableCell.number(
              Digits.spread(figure(c, c.mean()), spread(c, paired.deltas().summary().sd()))),
          TableCell.number(interval(c, paired.student())),
          TableCell.number(interval(c, paired.bca())),
          TableCell.number(interval(c, paired.twoLevel())),
          TableCell.percent(paired.better()),
          TableCell.number(Digits.p(paired.signs().p())),
          TableCell.number(Digits.p(c.correction().p())),
          TableCell.number(c.tried() + ", " + c.againstTried()),
          TableCell.number(Digits.least(c.isOverParts() ? c.leastP() : c.correction().leastP())),
          TableCell.number(Digits.p(c.signedRankP())));
    }
    return table;
  }

  private static String parts(Comparison comparison) {
    return comparison.isOverParts()
        ? " (" + comparison.parts() + "/" + comparison.partsExpected() + ")"
        : "";
  }

  private static boolean isShare(Comparison comparison) {
    return comparison.measure() == Measure.ACCURACY
        || comparison.measure() == Measure.STUDY_ACCURACY;
  }

  private static String figure(Comparison comparison, double value) {
    return isShare(comparison) ? Digits.points(value) : Digits.signed(value, 3);
  }

  private static String spread(Comparison comparison, double value) {
    return isShare(comparison) ? Digits.percent(value) : Digits.fixed(value, 3);
  }

  private static String interval(Comparison comparison, Interval interval) {
    return Digits.between(figure(comparison, interval.low()), figure(comparison, interval.high()));
  }
}
