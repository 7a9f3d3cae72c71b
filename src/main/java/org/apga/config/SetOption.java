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
 * What {@code --set} takes: {@code path=value}.
 *
 * <p>The value is the text as it was typed, without blanks around it: {@code #}, {@code //}, {@code
 * ${...}} and {@code ,} mean nothing, since a path may hold them, and a shell has replaced its
 * variables before. A number is read from its text. Only a list, an object or a quoted string,
 * whole, is read as HOCON.
 */
final class SetOption {
  /** Of HOCON's reader, a list swallows a text that follows it: its end is looked for here. */
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
        // What follows the value, a comment too, leaves no list of one element.
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
        // No HOCON, so it is meant as it stands.
      }
    }
    return ConfigValueFactory.fromAnyRef(text).withOrigin(ConfigOriginFactory.newSimple(origin));
  }
}
