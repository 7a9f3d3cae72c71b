package org.apga.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apga.random.Purpose;
import org.apga.random.RandomStream;

/**
 * The values of one setting of {@code grid.vary}: a list, or a range to draw from.
 *
 * @param path the setting's path
 * @param typed the value as the user typed it, with its line
 * @param values the values of a list; the two ends of a range
 */
record Axis(String path, ConfigValue typed, Kind kind, List<ConfigValue> values) {
  /**
   * Significant digits of drawn values: names of variants stay readable, and no search needs more.
   */
  private static final int DIGITS = 3;

  private static final Pattern CALL = Pattern.compile("([a-z-]+)\\s*\\((.*)\\)");

  /** How a value is drawn. */
  enum Kind {
    CHOICE,
    UNIFORM,
    LOG_UNIFORM,
    WHOLE;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Reads a value of {@code grid.vary}.
   *
   * @throws IllegalArgumentException if it is not valid; the message is the end of a sentence that
   *     begins with the setting's path
   */
  static Axis of(String path, ConfigValue typed) {
    if (typed instanceof ConfigList list && !list.isEmpty()) {
      return new Axis(path, typed, Kind.CHOICE, List.copyOf(list));
    }
    Matcher call =
        CALL.matcher(
            typed.valueType() == ConfigValueType.STRING ? Settings.typed(typed).strip() : "");
    if (!call.matches()) {
      throw new IllegalArgumentException("no list of values [a, b].");
    }
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(one -> one.label().equals(call.group(1)))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(asked(call.group(1))));
    List<ConfigValue> values =
        Arrays.stream(call.group(2).split(",", -1))
            .map(text -> value(text.strip(), typed))
            .toList();
    if (values.stream().anyMatch(value -> Settings.typed(value).isEmpty())) {
      throw new IllegalArgumentException(call.group() + ", in which a value is missing.");
    }
    Axis axis = new Axis(path, typed, kind, values);
    if (axis.isRange()) {
      axis.requireRange(call.group());
    }
    return axis;
  }

  private static String asked(String name) {
    return "\"%s(...)\"; there are log-uniform(low, high), uniform(low, high), whole(low, high) and"
            .formatted(name)
        + " choice(a, b).";
  }

  private void requireRange(String call) {
    if (values.size() != 2) {
      throw new IllegalArgumentException(call + "; it takes two numbers, (low, high).");
    }
    try {
      BigDecimal low = end(0);
      if (low.compareTo(end(1)) >= 0) {
        throw new IllegalArgumentException(call + ", whose low end is not below its high end.");
      }
      if (kind == Kind.LOG_UNIFORM && low.signum() <= 0) {
        throw new IllegalArgumentException(call + "; a logarithm needs numbers above 0.");
      }
      if (kind == Kind.WHOLE) {
        low.intValueExact();
        end(1).intValueExact();
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          call + (kind == Kind.WHOLE ? "; it takes whole numbers." : "; it takes numbers."), e);
    }
  }

  /** Returns whether it is a range, from which values can only be drawn. */
  boolean isRange() {
    return kind != Kind.CHOICE;
  }

  /**
   * Returns the value of draw {@code index}. It depends only on the seed, the path and the index,
   * so that other axes or more draws do not change it.
   */
  ConfigValue draw(long seed, long index) {
    RandomStream stream = RandomStream.of(seed, Purpose.SEARCH, RandomStream.hash(path), index);
    if (!isRange()) {
      return values.get(stream.nextInt(values.size()));
    }
    double low = end(0).doubleValue();
    double high = end(1).doubleValue();
    return value(
        switch (kind) {
          case UNIFORM -> rounded(stream.nextDouble(low, high));
          case LOG_UNIFORM ->
              rounded(StrictMath.exp(stream.nextDouble(StrictMath.log(low), StrictMath.log(high))));
          default ->
              Long.toString(
                  (long) (low + StrictMath.floor(stream.nextDouble() * (high - low + 1))));
        },
        typed);
  }

  private BigDecimal end(int index) {
    return new BigDecimal(Settings.typed(values.get(index)));
  }

  /** Rounds to few digits, but never beyond the range. */
  private String rounded(double value) {
    BigDecimal near = new BigDecimal(value).round(new MathContext(DIGITS)).max(end(0)).min(end(1));
    BigDecimal shown = near.stripTrailingZeros();
    int exponent = shown.precision() - shown.scale() - 1;
    return Math.abs(exponent) > DIGITS
        ? shown.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent
        : shown.toPlainString();
  }

  /** Returns a value with the origin of another. */
  private static ConfigValue value(String text, ConfigValue where) {
    return ConfigValueFactory.fromAnyRef(text).withOrigin(where.origin());
  }
}
