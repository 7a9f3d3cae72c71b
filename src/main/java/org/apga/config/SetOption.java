package org.apga.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.regex.Pattern;

/**
 * Reads the argument of {@code --set}: {@code path=value}.
 *
 * <p>The value is the text as it was typed, without blanks around it: {@code #}, {@code //}, {@code
 * ${...}} and {@code ,} have no special meaning, because a path may contain them, and a shell has
 * already replaced its variables. A number is read from its text. Only a value that is entirely a
 * list, an object or a quoted string is read as HOCON.
 */
final class SetOption {
  /** Matches a complete value, because HOCON's reader ignores text after a list. */
  private static final Pattern STRUCTURED = Pattern.compile("\\[.*]|\\{.*}|\".*\"", Pattern.DOTALL);

  private SetOption() {}

  static Config read(String set, String source) {
    int equals = set.indexOf('=');
    String path = set.substring(0, Math.max(equals, 0)).strip();
    try {
      return ConfigFactory.empty()
          .withValue(path, value(set.substring(equals + 1).strip(), "--set " + path));
    } catch (com.typesafe.config.ConfigException.BadPath e) {
      throw new ConfigException(
          source, "--set " + set, "it must be path=value, such as grid.seeds=[0,1,2].");
    }
  }

  private static ConfigValue value(String text, String origin) {
    if (STRUCTURED.matcher(text).matches()) {
      try {
        // With anything after the value, even a comment, it is not a list of one element.
        ConfigValue list =
            ConfigFactory.parseString(
                    "value=[" + text + "]",
                    ConfigParseOptions.defaults().setOriginDescription(origin))
                .root()
                .get("value");
        if (list instanceof ConfigList one && one.size() == 1) {
          return one.get(0);
        }
      } catch (com.typesafe.config.ConfigException e) {
        // It is not HOCON, so the text itself is the value.
      }
    }
    return ConfigValueFactory.fromAnyRef(text).withOrigin(ConfigOriginFactory.newSimple(origin));
  }
}
