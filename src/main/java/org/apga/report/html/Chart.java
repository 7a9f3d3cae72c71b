package org.apga.report.html;

import java.util.List;
import java.util.Locale;
import org.apga.config.Arm;

/**
 * A drawing with axes, in SVG. Colours come from the style sheet, so that a chart can also be read
 * in dark mode and in print; a table beside each chart has the same content.
 */
record Chart(Markup html, double height, Scale x, Scale y) {
  /** Wide enough for a phone held upright, in units of the drawing. */
  static final double WIDTH = 340;

  /** The style class of anything without an arm, or with an arm that this version does not know. */
  static final String OTHER = "a-other";

  private static final double TICK = 4;

  /**
   * Begins a drawing; {@link #end} ends it.
   *
   * @param title what it is
   * @param description what it shows, for readers who cannot see it
   */
  static Chart begin(
      Markup html, String title, String description, double height, Scale x, Scale y) {
    String id = html.id("chart");
    html.open("figure", "class", "chart");
    html.element("figcaption", title, "aria-hidden", "true");
    String box = "0 0 " + unit(WIDTH) + " " + unit(height);
    String words = id + "-t " + id + "-d";
    html.open("svg", "viewBox", box, "role", "img", "aria-labelledby", words);
    html.element("title", title, "id", id + "-t");
    html.element("desc", description, "id", id + "-d");
    return new Chart(html, height, x, y);
  }

  void end() {
    html.close().close().line();
  }

  /** Ticks, their values and a name below the drawing. */
  void xAxis(String name, int most, double factor) {
    List<Double> ticks = x.ticks(most);
    int digits = Scale.digits(ticks.stream().map(t -> t * factor).toList());
    double bottom = Math.max(y.from(), y.to());
    double top = Math.min(y.from(), y.to());
    for (double tick : ticks) {
      line(x.at(tick), top, x.at(tick), bottom + TICK, tick == 0 ? "zero" : "grid");
      label(x.at(tick), bottom + 15, Digits.fixed(tick * factor, digits), "tick mid");
    }
    label((x.from() + x.to()) / 2, height - 3, name, "axis mid");
  }

  /** Ticks, their values and a name left of the drawing. */
  void yAxis(String name, int most, double factor) {
    List<Double> ticks = y.ticks(most);
    int digits = Scale.digits(ticks.stream().map(t -> t * factor).toList());
    for (double tick : ticks) {
      line(x.from() - TICK, y.at(tick), x.to(), y.at(tick), tick == 0 ? "zero" : "grid");
      label(x.from() - TICK - 2, y.at(tick) + 4, Digits.fixed(tick * factor, digits), "tick end");
    }
    label(2, Math.min(y.from(), y.to()) - 8, name, "axis");
  }

  /** Text in units of the drawing. */
  void label(double left, double baseline, String text, String look) {
    html.element("text", text, "x", unit(left), "y", unit(baseline), "class", look);
  }

  /** A straight line in units of the drawing. */
  void line(double x1, double y1, double x2, double y2, String look) {
    html.empty(
        "line", "x1", unit(x1), "y1", unit(y1), "x2", unit(x2), "y2", unit(y2), "class", look);
  }

  /** A dot in units of the drawing. */
  void dot(double cx, double cy, double radius, String look) {
    html.empty("circle", "cx", unit(cx), "cy", unit(cy), "r", unit(radius), "class", look);
  }

  /** A shape through points in units of the drawing, as SVG writes them. */
  void path(String points, String look) {
    html.empty("path", "d", points, "class", look);
  }

  /**
   * A curve through values, interrupted at values that are not finite.
   *
   * @param xs as long as {@code ys}
   */
  void curve(double[] xs, double[] ys, String look) {
    StringBuilder points = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < xs.length; i++) {
      if (!Double.isFinite(ys[i])) {
        pen = false;
        continue;
      }
      points.append(pen ? 'L' : 'M').append(unit(x.at(xs[i]))).append(' ');
      points.append(unit(y.within(ys[i])));
      pen = true;
    }
    if (points.length() > 0) {
      path(points.toString(), look);
    }
  }

  /** A length or coordinate of the drawing, rounded to a tenth of a unit. */
  static String unit(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** The style class that colours an arm. */
  static String look(String arm) {
    return Arm.find(arm).map(Chart::look).orElse(OTHER);
  }

  static String look(Arm arm) {
    return "a-" + arm.label();
  }
}
