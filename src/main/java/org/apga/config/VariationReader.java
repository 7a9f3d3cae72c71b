package org.apga.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads {@code grid.vary}, {@code grid.variants} and the settings for drawing and choosing from
 * them. Checks each variation as if it were the grid's own settings.
 */
final class VariationReader {
  static final String VARY = "grid.vary";
  static final String VARIANTS = "grid.variants";
  static final String DRAWS = "grid.draws";
  static final String DRAW_SEED = "grid.draw-seed";
  static final String TUNE_SEEDS = "grid.tune-seeds";
  static final int MOST_DRAWS = 10_000;

  /**
   * Settings that are the same for a whole grid: they decide on which executors trials run, how
   * many at once, or what the data set is.
   */
  private static final Set<String> OF_THE_GRID =
      Set.of(
          "engine",
          "numerics.device",
          "numerics.threads",
          DataSettings.CLASSES,
          DataSettings.ORDERED);

  /** Settings of the selection split, which must be the same for all variants to choose from. */
  private static final Set<String> OF_THE_SELECTION =
      Set.of(
          "selection.split",
          "data.selection-share",
          "data.split-seed",
          "data.identical-images",
          "data.patients-in-two-splits");

  private final Config resolved;
  private final GridConfig.Grid grid;
  private final long mostTrials;
  private final int draws;
  private final long drawSeed;

  /** Reads a whole configuration. The settings contain the values and the problems. */
  private final Function<Config, Settings> reader;

  /** Returns the problems of a path that is not a setting. */
  private final BiFunction<String, ConfigOrigin, List<ConfigException.Problem>> unknown;

  /** Paths of the settings that apply to the grid itself. */
  private final Set<String> own;

  private final List<ConfigException.Problem> problems = new ArrayList<>();

  VariationReader(
      Config resolved,
      GridConfig.Grid grid,
      long mostTrials,
      int draws,
      long drawSeed,
      Function<Config, Settings> reader,
      BiFunction<String, ConfigOrigin, List<ConfigException.Problem>> unknown) {
    this.resolved = resolved;
    this.grid = grid;
    this.mostTrials = mostTrials;
    this.draws = draws;
    this.drawSeed = drawSeed;
    this.reader = reader;
    this.unknown = unknown;
    this.own = Set.copyOf(reader.apply(resolved).values().keySet());
  }

  /** Returns whether this class reads a path. */
  static boolean reads(String path) {
    return path.startsWith(VARY + ".") || path.startsWith(VARIANTS + ".");
  }

  /** Returns the problems. */
  List<ConfigException.Problem> problems() {
    return problems;
  }

  /** Reads the variations, in order. Returns {@link Variation#NONE} if there are problems. */
  List<Variation> read() {
    ConfigObject axes = resolved.getObject(VARY);
    ConfigObject bundles = resolved.getObject(VARIANTS);
    if (!axes.isEmpty() && !bundles.isEmpty()) {
      problem(bundles.origin(), VARIANTS + " and " + VARY + " are both set; use one of them.");
      return Variation.NONE;
    }
    if (draws > 0 && axes.isEmpty()) {
      problem(DRAWS, "is " + draws + ", and " + VARY + " has no axis to draw from; name one.");
    }
    if (grid.isTuned()) {
      requireChoice(axes.isEmpty() && bundles.isEmpty());
    }
    List<Variation> variations =
        axes.isEmpty() ? (bundles.isEmpty() ? Variation.NONE : bundles(bundles)) : points(axes);
    if (!problems.isEmpty()) {
      return Variation.NONE;
    }
    if (grid.halving().isPresent() && variations.size() == 1) {
      problem(
          HalvingReader.STOP, "is halving, and there is one variant; name more in " + VARY + ".");
    }
    long trials = trials(variations);
    if (trials > mostTrials) {
      problem(
          "grid.max-trials",
          "is %d, and the grid has %d trials; name fewer values, or raise it."
              .formatted(mostTrials, trials));
    }
    return variations;
  }

  /** Checks the conditions for choosing one variant of each arm. */
  private void requireChoice(boolean nothingVaries) {
    List<Long> both = grid.tuneSeeds().stream().filter(grid.seeds()::contains).toList();
    if (!both.isEmpty()) {
      problem(
          TUNE_SEEDS,
          "contains %s of grid.seeds too; a variant is chosen on other seeds than it is reported on."
              .formatted(both.stream().map(String::valueOf).collect(Collectors.joining(", "))));
    }
    if (nothingVaries) {
      problem(TUNE_SEEDS, "chooses among variants, and there are none; name some in " + VARY + ".");
    }
    if (resolved.getValue("selection.split").unwrapped().equals("test")) {
      problem(
          TUNE_SEEDS,
          "chooses variants on the selection split, and selection.split is test; set"
              + " selection.split = selection.");
    }
  }

  /**
   * Returns the number of trials. With tuning it is that of both stages, in which a chosen arm may
   * add its own baseline.
   */
  private long trials(List<Variation> variations) {
    Set<Arm> arms = new LinkedHashSet<>(grid.arms());
    arms.add(Arm.BASELINE);
    long trials = 0;
    for (Shots shots : grid.shots()) {
      for (Arm arm : arms) {
        trials += Set.copyOf(Variation.of(variations, arm, shots)).size();
      }
    }
    if (!grid.isTuned()) {
      return trials * grid.parts().size() * grid.seeds().size() * Math.max(1, grid.folds());
    }
    long reported = (2L * arms.size() - 1) * grid.shots().size();
    return (trials * grid.tuneSeeds().size() + reported * grid.seeds().size())
        * grid.parts().size();
  }

  private List<Variation> bundles(ConfigObject bundles) {
    List<Variation> all = new ArrayList<>();
    asTyped(new TreeMap<>(bundles))
        .forEach(
            (name, value) -> {
              if (!(value instanceof ConfigObject settings)) {
                problem(value.origin(), VARIANTS + "." + name + " must be settings in { }.");
              } else if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
                problem(
                    value.origin(),
                    VARIANTS
                        + " names \"%s\"; a name has letters, digits, dots, - and _."
                            .formatted(name));
              } else {
                Map<String, ConfigValue> paths = flat(settings);
                paths.forEach((path, one) -> requireVariable(path, one.origin()));
                if (problems.isEmpty()) {
                  all.add(new Variation(name, settings(paths), new LinkedHashMap<>()));
                }
              }
            });
    return all;
  }

  private List<Variation> points(ConfigObject object) {
    List<Axis> axes = new ArrayList<>();
    flat(object)
        .forEach(
            (path, value) -> {
              requireVariable(path, value.origin());
              try {
                Axis axis = Axis.of(path, value);
                axes.add(axis);
                if (axis.isRange() && draws == 0) {
                  problem(
                      value.origin(),
                      "%s gives %s a range, and %s is 0; set it, or name values [a, b]."
                          .formatted(VARY, path, DRAWS));
                }
              } catch (IllegalArgumentException e) {
                problem(value.origin(), VARY + " gives " + path + " " + e.getMessage());
              }
            });
    long points = 1;
    for (Axis axis : axes) {
      points *= axis.values().size();
      if (draws == 0 && points > mostTrials) {
        problem(
            axis.typed().origin(),
            "%s has more than grid.max-trials = %d points; name fewer values, or raise it."
                .formatted(VARY, mostTrials));
        return Variation.NONE;
      }
    }
    if (!problems.isEmpty()) {
      return Variation.NONE;
    }
    List<Map<String, ConfigValue>> all = draws > 0 ? drawn(axes) : crossed(axes);
    if (!problems.isEmpty()) {
      return Variation.NONE;
    }
    Map<String, String> names = names(all.get(0).keySet());
    Map<SortedMap<String, String>, Variation> variations = new LinkedHashMap<>();
    for (Map<String, ConfigValue> point : all) {
      SortedMap<String, String> settings = settings(point);
      Map<String, String> labels = new LinkedHashMap<>();
      point.forEach((path, value) -> labels.put(path, names.get(path) + "=" + typed(value)));
      variations.putIfAbsent(settings, new Variation("", settings, labels));
      if (draws > 0 && !problems.isEmpty()) {
        // The next draws would have the same problems with other numbers.
        return Variation.NONE;
      }
    }
    return List.copyOf(variations.values());
  }

  /**
   * Returns every axis' first draw, then every axis' second, and so on. Records a problem if a
   * value that may be drawn is not allowed.
   */
  private List<Map<String, ConfigValue>> drawn(List<Axis> axes) {
    axes.forEach(axis -> axis.values().forEach(value -> settings(Map.of(axis.path(), value))));
    List<Map<String, ConfigValue>> drawn = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      Map<String, ConfigValue> point = new LinkedHashMap<>();
      for (Axis axis : axes) {
        point.put(axis.path(), axis.draw(drawSeed, i));
      }
      drawn.add(point);
    }
    return drawn;
  }

  private static List<Map<String, ConfigValue>> crossed(List<Axis> axes) {
    List<Map<String, ConfigValue>> crossed = List.of(Map.of());
    for (Axis axis : axes) {
      List<Map<String, ConfigValue>> next = new ArrayList<>();
      for (Map<String, ConfigValue> point : crossed) {
        for (ConfigValue value : axis.values()) {
          Map<String, ConfigValue> longer = new LinkedHashMap<>(point);
          longer.put(axis.path(), value);
          next.add(longer);
        }
      }
      crossed = next;
    }
    return crossed;
  }

  /** Returns the settings of one variation, in one form. */
  private SortedMap<String, String> settings(Map<String, ConfigValue> paths) {
    Config varied = resolved;
    for (Map.Entry<String, ConfigValue> path : paths.entrySet()) {
      varied = varied.withValue(path.getKey(), path.getValue());
    }
    Settings read = reader.apply(varied);
    read.problems().stream().filter(p -> !problems.contains(p)).forEach(problems::add);
    SortedMap<String, String> settings = new TreeMap<>(read.values());
    if (read.problems().isEmpty() && !settings.keySet().equals(own)) {
      String asked = String.join(" and ", paths.keySet());
      problem(
          paths.values().iterator().next().origin(),
          asked
              + " changes which settings apply, so it cannot be varied; run it as a separate"
              + " grid.");
    }
    settings.keySet().retainAll(paths.keySet());
    return settings;
  }

  private void requireVariable(String path, ConfigOrigin origin) {
    List<ConfigException.Problem> none = unknown.apply(path, origin);
    if (!none.isEmpty()) {
      problems.addAll(none);
    } else if (!Decisive.decidesSome(path)) {
      problem(origin, path + " does not affect any trial's numbers, so it cannot be varied.");
    } else if (OF_THE_GRID.contains(path)) {
      problem(origin, path + " is the same for all trials of a grid, so it cannot be varied.");
    } else if (!Decisive.decidesAny(path, grid)) {
      problem(
          origin,
          path + " does not affect the numbers of any of grid.arms, so it cannot be varied.");
    } else if (grid.isTuned() && OF_THE_SELECTION.contains(path)) {
      problem(
          origin,
          path + " changes the split on which " + TUNE_SEEDS + " chooses, so it cannot be varied.");
    } else if (grid.halving().isPresent() && path.equals("train.epochs")) {
      problem(
          origin,
          path
              + " decides at which epochs grid.stop = halving drops variants, so it cannot be"
              + " varied.");
    }
  }

  /** Returns the last name of each path, or the whole path if two end alike. */
  private static Map<String, String> names(Set<String> paths) {
    Map<String, Long> ends =
        paths.stream().collect(Collectors.groupingBy(VariationReader::end, Collectors.counting()));
    return paths.stream()
        .collect(
            Collectors.toMap(
                path -> path, path -> ends.getOrDefault(end(path), 0L) == 1 ? end(path) : path));
  }

  private static String end(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Returns a value as the user typed it. */
  private static String typed(ConfigValue value) {
    String typed =
        value.valueType() == ConfigValueType.LIST
            ? value.render(ConfigRenderOptions.concise()).replace("\"", "")
            : Settings.typed(value);
    return typed.isEmpty() ? "none" : typed;
  }

  /**
   * Returns values by path, no matter whether a path was typed as one quoted name or as nested
   * names.
   */
  private static Map<String, ConfigValue> flat(ConfigObject object) {
    Map<String, ConfigValue> flat = new TreeMap<>();
    object
        .toConfig()
        .entrySet()
        .forEach(
            entry ->
                flat.put(String.join(".", ConfigUtil.splitPath(entry.getKey())), entry.getValue()));
    return asTyped(flat);
  }

  /** Returns values in the order of their lines, which HOCON itself does not keep. */
  private static Map<String, ConfigValue> asTyped(Map<String, ConfigValue> values) {
    Map<String, ConfigValue> ordered = new LinkedHashMap<>();
    values.entrySet().stream()
        .sorted(Comparator.comparing(value -> value.getValue().origin().lineNumber()))
        .forEach(value -> ordered.put(value.getKey(), value.getValue()));
    return ordered;
  }

  private void problem(String path, String why) {
    problem(resolved.getValue(path).origin(), path + " " + why);
  }

  private void problem(ConfigOrigin origin, String what) {
    ConfigException.Problem problem = new ConfigException.Problem(Settings.where(origin), what);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }
}
