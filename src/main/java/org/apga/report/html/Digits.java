package org.apga.report.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.apga.metrics.stats.Interval;
import org.jspecify.annotations.Nullable;

/** Formats numbers for readers. A number that is not defined is a dash. */
final class Digits {
  /** Stands for a number that is not defined. */
  static final String NONE = "–";

  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double LEAST_P = 0.001;

  private Digits() {}

  static String fixed(double value, int digits) {
    return Double.isFinite(value) ? format(value, digits, "") : NONE;
  }

  static String signed(double value, int digits) {
    return Double.isFinite(value) ? format(value, digits, "+") : NONE;
  }

  private static String format(double value, int digits, String flag) {
    String text = String.format(Locale.ROOT, "%" + flag + "." + digits + "f", value);
    boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
    if (zero) {
      // A number that is rounded to 0 has no sign.
      return text.replaceAll("[+-]", "");
    }
    return text.replace('-', '−');
  }

  static String percent(double share) {
    return fixed(100 * share, 1);
  }

  /** A difference between shares, in percentage points. */
  static String points(double difference) {
    return signed(100 * difference, 1);
  }

  /** The mean and, if it is defined, the standard deviation. */
  static String spread(String mean, String sd) {
    return sd.equals(NONE) ? mean : mean + " ± " + sd;
  }

  /** The same for numbers, each multiplied by {@code factor}, with {@code digits} decimals. */
  static String spread(double mean, double sd, double factor, int digits) {
    return spread(fixed(factor * mean, digits), fixed(factor * sd, digits));
  }

  /** The ends of an interval of differences, in points. */
  static String points(Interval interval) {
    return between(interval, Digits::points);
  }

  static String between(String low, String high) {
    return low.equals(NONE) || high.equals(NONE) ? NONE : low + " to " + high;
  }

  /** The ends of an interval, marked if it is exact. */
  static String between(Interval interval, DoubleFunction<String> shown) {
    String ends = between(shown.apply(interval.low()), shown.apply(interval.high()));
    return interval.exact() ? ends + ", exact" : ends;
  }

  /** A figure with the ends of its interval, if there is one. */
  static String with(String figure, String ends) {
    return ends.equals(NONE) ? figure : figure + " (" + ends + ")";
  }

  static String p(double p) {
    return Double.isNaN(p) ? NONE : p < LEAST_P ? "<0.001" : fixed(p, 3);
  }

  /** The smallest p that can be reached, with two significant digits, so that it never reads 0. */
  static String least(double p) {
    return Double.isNaN(p)
        ? NONE
        : new BigDecimal(p).round(new MathContext(2)).stripTrailingZeros().toPlainString();
  }

  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    return seconds < 2 * MINUTE
        ? fixed(seconds, 0) + " s"
        : seconds < 2 * HOUR
            ? fixed(seconds / MINUTE, 0) + " min"
            : fixed(seconds / HOUR, 1) + " h";
  }

  /** A time in UTC, to the minute. */
  static String time(Instant moment) {
    return moment.toString().substring(0, 16).replace('T', ' ');
  }

  static String count(long n, String one, String many) {
    return n + " " + (n == 1 ? one : many);
  }

  /** The text, or a dash if it is null or empty. */
  static String or(@Nullable String text) {
    return text == null || text.isEmpty() ? NONE : text;
  }
}
