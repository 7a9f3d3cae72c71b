package org.apga.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import org.apga.run.Forecast;

/** A forecast as a person reads it. */
final class ForecastLines {
  private static final int MOST_CELLS = 12;
  private static final double SECONDS_PER_HOUR = 3600;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ForecastLines() {}

  /**
   * @param root where the measured trials are
   * @param now when the run would begin
   */
  static List<String> of(Forecast forecast, String root, Instant now) {
    int known = forecast.cells().stream().mapToInt(Forecast.OfCell::trials).sum();
    if (known == 0 && forecast.unknown() == 0) {
      return List.of();
    }
    if (known == 0) {
      return List.of("Estimate  none: no trial with these networks has been measured in " + root);
    }
    Formatter lines = new Formatter(Locale.ROOT);
    lines.format(
        "Estimate  %.2f GPU hours for %d trials, from trials measured in %s%s%n",
        forecast.seconds() / SECONDS_PER_HOUR,
        known,
        root,
        forecast.unknown() == 0
            ? ""
            : "; " + forecast.unknown() + " more are like none that was measured");
    for (Forecast.OfCell one : forecast.cells().subList(0, shown(forecast))) {
      lines.format(
          "          %s: %d of %s each, from %s%n",
          one.cell(), one.trials(), duration(one.estimate().seconds()), one.estimate().from());
    }
    if (shown(forecast) < forecast.cells().size()) {
      lines.format(
          "          and %s more cells, which --json lists%n",
          forecast.cells().size() - shown(forecast));
    }
    for (Forecast.Finish finish : forecast.finishes()) {
      lines.format(
          "Finish    in %s with %d at once: %s UTC if it begins now%n",
          duration(finish.seconds()),
          finish.slots(),
          MINUTE.format(now.plusMillis(Math.round(finish.seconds() * 1000))));
    }
    return lines.toString().lines().toList();
  }

  private static int shown(Forecast forecast) {
    return forecast.cells().size() > MOST_CELLS ? MOST_CELLS - 1 : forecast.cells().size();
  }

  /** Two units of it: {@code 3 d 4 h}, {@code 5 h 12 min}, {@code 7 min 3 s} or {@code 12.3 s}. */
  static String duration(double seconds) {
    Duration rounded = Duration.ofSeconds(Math.round(seconds));
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (rounded.toHours() == 0) {
      return rounded.toMinutes() + " min " + rounded.toSecondsPart() + " s";
    }
    if (rounded.toDays() == 0) {
      return rounded.toHours() + " h " + rounded.toMinutesPart() + " min";
    }
    return rounded.toDays() + " d " + rounded.toHoursPart() + " h";
  }
}
