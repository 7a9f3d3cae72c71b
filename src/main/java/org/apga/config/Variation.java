package org.apga.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One way of varying a grid, before it is known which arm's trials it changes: an entry of {@code
 * grid.variants}, or a point of the cross product of the axes of {@code grid.vary}.
 *
 * @param bundle the entry's name; empty for a point
 * @param settings by path, as in {@link GridConfig#settings}
 * @param labels for a point, the part of its name for each setting, such as {@code
 *     learning-rate=1e-5}, in the order of the axes
 */
public record Variation(
    String bundle, SortedMap<String, String> settings, Map<String, String> labels) {
  /** The variations of a grid that varies nothing. */
  public static final List<Variation> NONE =
      List.of(new Variation("", new TreeMap<>(), new LinkedHashMap<>()));

  /** The settings that vary others, which a single trial does not need. */
  public static final List<String> SETTINGS =
      List.of(
          VariationReader.VARY,
          VariationReader.VARIANTS,
          VariationReader.DRAWS,
          VariationReader.TUNE_SEEDS,
          HalvingReader.STOP,
          HalvingReader.KEEP_ONE_OF,
          HalvingReader.FIRST_RUNG);

  /** Copies the maps. */
  public Variation {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * Returns a grid's configuration with some of the settings of each of its variations.
   *
   * @param roots prefixes of the paths of these settings
   * @return the configurations that differ, without variations
   */
  public static List<GridConfig> each(GridConfig config, List<String> roots) {
    return config.grid().variations().stream()
        .map(
            variation -> {
              SortedMap<String, String> asked = new TreeMap<>(variation.settings);
              asked.keySet().removeIf(path -> roots.stream().noneMatch(path::startsWith));
              return asked;
            })
        .distinct()
        .map(asked -> asked.isEmpty() ? config : with(config, asked))
        .toList();
  }

  private static GridConfig with(GridConfig config, SortedMap<String, String> changed) {
    SortedMap<String, String> settings = new TreeMap<>(config.settings());
    settings.keySet().removeAll(SETTINGS);
    settings.putAll(changed);
    return ConfigReader.read(settings);
  }

  /**
   * Returns the variants of one arm and shot count: variations that have the same effect on its
   * numbers are one variant, so that no trial is trained twice.
   *
   * @return a variant for each variation, in their order
   */
  public static List<Variant> of(List<Variation> variations, Arm arm, Shots shots) {
    List<SortedMap<String, String>> changes = new ArrayList<>();
    for (Variation variation : variations) {
      SortedMap<String, String> changed = new TreeMap<>(variation.settings);
      changed.keySet().removeIf(path -> !Decisive.decides(path, arm, shots));
      changes.add(changed);
    }
    Map<SortedMap<String, String>, Variant> variants = new LinkedHashMap<>();
    for (int i = 0; i < changes.size(); i++) {
      SortedMap<String, String> changed = changes.get(i);
      if (!variants.containsKey(changed)) {
        variants.put(changed, new Variant(name(variations, changes, changed, i), changed));
      }
    }
    return changes.stream().map(variants::get).toList();
  }

  /** Returns the labels of a point, or the names of all entries that are the same for an arm. */
  private static String name(
      List<Variation> variations,
      List<SortedMap<String, String>> changes,
      SortedMap<String, String> changed,
      int first) {
    Variation variation = variations.get(first);
    if (changed.isEmpty()) {
      return "";
    }
    if (variation.bundle.isEmpty()) {
      return variation.labels.entrySet().stream()
          .filter(label -> changed.containsKey(label.getKey()))
          .map(Map.Entry::getValue)
          .collect(Collectors.joining(" "));
    }
    List<String> names = new ArrayList<>();
    for (int i = first; i < changes.size(); i++) {
      if (changes.get(i).equals(changed)) {
        names.add(variations.get(i).bundle);
      }
    }
    return String.join("+", names);
  }
}
