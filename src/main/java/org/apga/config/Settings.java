package org.apga.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.WrongType;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads typed values from a resolved configuration and collects all problems instead of stopping at
 * the first: a value that cannot be read is recorded as a problem, and a harmless one is returned.
 *
 * <p>Values are kept as text in one form, no matter how they were typed: {@code 1e-5} and {@code
 * 0.00001} are one value.
 */
final class Settings {
  /**
   * Decimal digits that every double preserves. {@link #ALL_DIGITS} distinguish any two doubles.
   */
  private static final int SURE_DIGITS = 15;

  private static final int ALL_DIGITS = 17;

  private final Config config;
  private final List<ConfigException.Problem> problems = new ArrayList<>();
  private final SortedMap<String, String> values = new TreeMap<>();

  Settings(Config config) {
    this.config = config;
  }

  /** Returns the values read so far, by path, as HOCON that reads as the same values again. */
  SortedMap<String, String> values() {
    return Collections.unmodifiableSortedMap(values);
  }

  private <T> T keep(String path, T value) {
    values.put(path, canonical(value));
    return value;
  }

  /** Returns the one form of a value as HOCON. */
  static String canonical(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Settings::canonical).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Double real) {
      return decimal(real);
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : ConfigUtil.quoteString(value instanceof Enum<?> one ? label(one) : value.toString());
  }

  /**
   * Returns the shortest decimal that reads as this number. Java's own texts differ between
   * versions.
   */
  private static String decimal(double value) {
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shorter = exact.round(new MathContext(SURE_DIGITS));
    return (shorter.doubleValue() == value ? shorter : exact.round(new MathContext(ALL_DIGITS)))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Returns the problems so far, ordered by file, line and path. */
  List<ConfigException.Problem> problems() {
    return problems.stream().distinct().sorted(Comparator.comparing(Settings::order)).toList();
  }

  // Lines are ordered as numbers: line 9 comes before line 10.
  private static String order(ConfigException.Problem problem) {
    int colon = problem.where().lastIndexOf(':');
    String line = problem.where().substring(colon + 1);
    return line.matches("\\d+")
        ? problem.where().substring(0, colon)
            + String.format(Locale.ROOT, ":%09d", Long.valueOf(line))
        : problem.where();
  }

  void problem(String path, String why) {
    problems.add(
        new ConfigException.Problem(where(config.getValue(path).origin()), path + " " + why));
  }

  void problem(ConfigException.Problem problem) {
    problems.add(problem);
  }

  static String where(ConfigOrigin origin) {
    String file = origin.filename();
    if (file == null) {
      // HOCON adds a line number to a --set value too.
      return origin.description().replaceFirst(": \\d+$", "");
    }
    return file.substring(file.lastIndexOf('/') + 1) + ":" + origin.lineNumber();
  }

  /** Keeps a group of settings with names that the user chose, unless it is empty. */
  void object(String path) {
    ConfigObject object = config.getObject(path);
    if (!object.isEmpty()) {
      values.put(path, hocon(object));
    }
  }

  /** Returns HOCON on one line, with numbers as they were typed. */
  private static String hocon(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return object.entrySet().stream()
          .map(entry -> ConfigUtil.quoteString(entry.getKey()) + ":" + hocon(entry.getValue()))
          .sorted()
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof ConfigList list) {
      return list.stream().map(Settings::hocon).collect(Collectors.joining(",", "[", "]"));
    }
    String typed = typed(value);
    return value.valueType() == ConfigValueType.STRING ? ConfigUtil.quoteString(typed) : typed;
  }

  /** Returns a value that is neither a list nor a group, as the user typed it. */
  static String typed(ConfigValue value) {
    return value.atKey("typed").getString("typed");
  }

  /** Returns whether a setting that may be a list is one text. */
  boolean isText(String path) {
    return config.getValue(path).valueType() == ConfigValueType.STRING;
  }

  String text(String path) {
    return keep(path, read(path, "a text", "", config::getString));
  }

  /** Reads a text that must not be blank. */
  String named(String path, String kind) {
    String value = text(path);
    if (value.isBlank()) {
      problem(path, "is empty; it must be " + kind + ".");
    }
    return value;
  }

  /**
   * Reads a web address, or an empty text. It is not kept, because kept values are stored, and no
   * problem shows it.
   */
  String secretAddress(String path) {
    try {
      String value = config.getString(path);
      URI address = new URI(value);
      if (value.isEmpty()
          || String.valueOf(address.getScheme()).matches("https?") && address.getHost() != null) {
        return value;
      }
    } catch (URISyntaxException | com.typesafe.config.ConfigException e) {
      // Both messages would show the value.
    }
    problem(path, "is not shown, because it may contain a secret; it must be https://HOST/...");
    return "";
  }

  boolean flag(String path) {
    return keep(path, read(path, "true or false", false, config::getBoolean));
  }

  int whole(String path, int least, int most) {
    long value = read(path, "a whole number", (long) least, p -> wholeNumber(config, p));
    if (value < least || value > most) {
      problem(path, "is " + value + "; it must be " + range(least, most) + ".");
      return least;
    }
    return (int) (long) keep(path, value);
  }

  long seed(String path) {
    return keep(path, read(path, "a whole number", 0L, p -> wholeNumber(config, p)));
  }

  long bytes(String path, long least) {
    return atLeast(
        path, least, " bytes", read(path, "a number of bytes such as 2G", least, config::getBytes));
  }

  /** Reads a count. M is a million here, but 1024 * 1024 in bytes. */
  long count(String path, long least) {
    return atLeast(
        path, least, "", read(path, "a whole number such as 50M", least, p -> count(config, p)));
  }

  private long atLeast(String path, long least, String unit, long value) {
    if (value < least) {
      problem(path, "is " + value + unit + "; it must be " + least + " or more.");
    }
    return keep(path, value);
  }

  private static long count(Config config, String path) {
    String text = config.getString(path).strip();
    String units = text.replaceFirst("^.*[^kKMG]", "");
    try {
      return new BigDecimal(text.substring(0, text.length() - units.length()).strip())
          .scaleByPowerOfTen(
              switch (units) {
                case "" -> 0;
                case "k", "K" -> 3;
                case "M" -> 6;
                case "G" -> 9;
                default -> throw new NumberFormatException(units);
              })
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new WrongType(config.getValue(path).origin(), path, e);
    }
  }

  double real(String path, double least, double most) {
    double value = read(path, "a number", least, config::getDouble);
    if (!(value >= least && value <= most)) {
      problem(path, "is " + value + "; it must be " + range(least, most) + ".");
      return least;
    }
    return keep(path, value);
  }

  double positive(String path) {
    double value = read(path, "a number", 1.0, config::getDouble);
    if (!(value > 0) || Double.isInfinite(value)) {
      problem(path, "is " + value + "; it must be above 0.");
      return 1;
    }
    return keep(path, value);
  }

  <E extends Enum<E>> E choice(String path, Class<E> type) {
    E[] all = type.getEnumConstants();
    String value = text(path);
    for (E one : all) {
      if (label(one).equals(value)) {
        return one;
      }
    }
    problem(path, "is \"" + value + "\"; it must be one of " + labels(all) + ".");
    return all[0];
  }

  /** Reads a list without duplicates and with at least one element. */
  <T> List<T> distinct(String path, String kind, Function<String, T> parse) {
    List<T> distinct = distinctOrNone(path, kind, parse);
    return distinct.isEmpty() ? list(path, kind, parse) : distinct;
  }

  /** Reads a list without duplicates, which may be empty. */
  <T> List<T> distinctOrNone(String path, String kind, Function<String, T> parse) {
    List<T> parsed = any(path, kind, parse);
    List<T> distinct = parsed.stream().distinct().toList();
    if (distinct.size() < parsed.size()) {
      problem(path, "names something twice: " + config.getValue(path).unwrapped() + ".");
    }
    return distinct;
  }

  /** Reads a list with at least one element. */
  <T> List<T> list(String path, String kind, Function<String, T> parse) {
    List<T> parsed = any(path, kind, parse);
    if (config.getValue(path) instanceof ConfigList list && list.isEmpty()) {
      problem(path, "is empty; name at least one of " + kind + ".");
    }
    return parsed;
  }

  private <T> List<T> any(String path, String kind, Function<String, T> parse) {
    List<T> parsed = new ArrayList<>();
    List<? extends ConfigValue> values;
    try {
      values = config.getList(path);
    } catch (WrongType e) {
      problem(
          path, "is " + config.getValue(path).render() + "; it must be a list of " + kind + ".");
      return parsed;
    }
    for (ConfigValue value : values) {
      String text = String.valueOf(value.unwrapped());
      try {
        parsed.add(parse.apply(text));
      } catch (IllegalArgumentException e) {
        problems.add(
            new ConfigException.Problem(
                where(value.origin()),
                path + " contains " + value.render() + "; it must be a list of " + kind + "."));
      }
    }
    return keep(path, parsed);
  }

  private <T> T read(String path, String kind, T otherwise, Function<String, T> reader) {
    try {
      return reader.apply(path);
    } catch (com.typesafe.config.ConfigException e) {
      problem(path, "is " + config.getValue(path).render() + "; it must be " + kind + ".");
      return otherwise;
    }
  }

  // Config.getLong silently rounds 1.5 down.
  private static long wholeNumber(Config config, String path) {
    double value = config.getDouble(path);
    long whole = config.getLong(path);
    if (value != Math.rint(value)) {
      throw new WrongType(config.getValue(path).origin(), path);
    }
    return whole;
  }

  private static String range(double least, double most) {
    return most >= Integer.MAX_VALUE
        ? number(least) + " or more"
        : number(least) + " .. " + number(most);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String labels(Enum<?>[] all) {
    return String.join(", ", Arrays.stream(all).map(Settings::label).toList());
  }
}
