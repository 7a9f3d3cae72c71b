package org.apga.trial;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apga.config.Arm;
import org.apga.store.Column;
import org.apga.store.TableSchema;
import org.apga.store.Tables;

/** The words that this program uses for its trials. */
public final class Vocabulary {
  private Vocabulary() {}

  /**
   * Arms, causes of failures, outcomes of trials, tables and their columns, settings and their
   * default values, including body parts.
   */
  public static Set<String> words() {
    Set<String> words = new HashSet<>(Arm.labels());
    Collections.addAll(words, "completed", "failed", "skipped", "dropped", "missing", "selection");
    Stream.of(FailureCause.values()).map(Enum::name).forEach(words::add);
    for (TableSchema table : Tables.ALL) {
      words.add(table.table());
      table.columns().stream().map(Column::name).forEach(words::add);
    }
    Config settings =
        ConfigFactory.parseResources(Vocabulary.class.getClassLoader(), "reference.conf");
    for (Map.Entry<String, ConfigValue> setting : settings.entrySet()) {
      words.add(setting.getKey());
      words.addAll(ConfigUtil.splitPath(setting.getKey()));
      add(words, setting.getValue());
    }
    return words;
  }

  private static void add(Set<String> words, ConfigValue value) {
    if (value instanceof ConfigList list) {
      list.forEach(one -> add(words, one));
    } else if (value.unwrapped() instanceof String text) {
      words.add(text);
    }
  }
}
