package org.apga.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.File;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apga.data.Classes;
import org.apga.engine.AdamSpec;
import org.apga.engine.DenseNetSpec;
import org.apga.engine.Device;
import org.apga.engine.EngineChoice;
import org.apga.engine.GradientCarry;
import org.apga.engine.JointStep;
import org.apga.engine.Precision;
import org.apga.engine.UNetSpec;

/**
 * Turns a configuration file and {@code --set} options into a {@link GridConfig}.
 *
 * <p>Order, first wins: {@code --set}, the file, the profile's block of {@code reference.conf}, the
 * rest of {@code reference.conf}. {@code ${NAME}} is replaced by an environment variable; Java
 * system properties are ignored, so that Spark's have no effect.
 */
public final class ConfigReader {
  private static final String PROFILES = "profiles";
  private static final String COLUMNS = "names of columns of the manifest, such as sex";
  private static final int MANY = 1_000_000;
  private static final long MILLIS_PER_MINUTE = Duration.ofMinutes(1).toMillis();
  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private ConfigReader() {}

  /**
   * Reads and checks a configuration.
   *
   * @param file HOCON
   * @param sets options {@code path=value}: {@link SetOption}
   * @throws ConfigException with all problems, each with its file and line
   */
  public static GridConfig read(File file, List<String> sets) {
    if (!file.isFile()) {
      throw new ConfigException(file.toString(), file.getName(), "there is no such file.");
    }
    return read(parse(file), file.toString(), sets);
  }

  /** Reads settings that were resolved before, such as those sent to an executor with a trial. */
  public static GridConfig read(Map<String, String> settings) {
    return read(settings, List.of());
  }

  /** Returns the same configuration with known classes. */
  public static GridConfig of(GridConfig config, Classes classes) {
    if (config.data().classes().equals(Optional.of(classes))) {
      return config;
    }
    SortedMap<String, String> settings = new TreeMap<>(config.settings());
    settings.put(DataSettings.CLASSES, Settings.canonical(classes.names()));
    return read(settings);
  }

  /** Reads settings that were resolved before, with {@code --set} options over them. */
  public static GridConfig read(Map<String, String> settings, List<String> sets) {
    String lines =
        settings.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .collect(Collectors.joining("\n"));
    return read(ConfigFactory.parseString(lines), "stored settings", sets);
  }

  private static Config parse(File file) {
    try {
      // Without the absolute path, includes beside a file named without a folder are silently
      // ignored.
      return ConfigFactory.parseFile(
          file.getAbsoluteFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (com.typesafe.config.ConfigException e) {
      throw ConfigException.of(file.toString(), e);
    }
  }

  private static GridConfig read(Config file, String source, List<String> sets) {
    Config reference =
        ConfigFactory.parseResources(ConfigReader.class.getClassLoader(), "reference.conf");
    Config asked = file;
    for (int i = 0; i < sets.size(); i++) {
      asked = SetOption.read(sets.get(i), source).withFallback(asked);
    }
    Config resolved;
    try {
      asked = asked.resolve(ConfigResolveOptions.defaults());
      String profile = asked.withFallback(reference).getString("profile");
      Config overrides =
          reference.hasPath(PROFILES + "." + profile)
              ? reference.getConfig(PROFILES + "." + profile)
              : ConfigFactory.empty();
      resolved = asked.withFallback(overrides).withFallback(reference).resolve();
    } catch (com.typesafe.config.ConfigException e) {
      throw ConfigException.of(source, e);
    }
    Settings settings = new Settings(resolved);
    List<String> known = known(reference);
    List<ConfigException.Problem> problems = new ArrayList<>(unknown(asked, known));
    GridConfig config;
    try {
      config =
          map(
              settings,
              reference,
              grid -> {
                VariationReader variations =
                    new VariationReader(
                        resolved,
                        grid,
                        settings.whole("grid.max-trials", 1, MANY),
                        settings.whole(VariationReader.DRAWS, 0, VariationReader.MOST_DRAWS),
                        settings.seed(VariationReader.DRAW_SEED),
                        varied -> only(varied, reference),
                        (path, origin) -> unknown(path, origin, known));
                List<Variation> read = variations.read();
                variations.problems().forEach(settings::problem);
                return read;
              });
    } catch (com.typesafe.config.ConfigException e) {
      // Such as null, or a value in place of a group of settings.
      throw ConfigException.of(source, e);
    }
    problems.addAll(settings.problems());
    if (!problems.isEmpty()) {
      throw new ConfigException(source, problems);
    }
    return config;
  }

  /** Reads the settings of one variation, with their problems. */
  private static Settings only(Config varied, Config reference) {
    Settings settings = new Settings(varied);
    map(settings, reference, grid -> Variation.NONE);
    return settings;
  }

  private static List<String> known(Config reference) {
    return reference.root().withoutKey(PROFILES).toConfig().entrySet().stream()
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static List<ConfigException.Problem> unknown(Config asked, List<String> known) {
    return asked.entrySet().stream()
        .filter(entry -> !VariationReader.reads(entry.getKey()))
        .flatMap(entry -> unknown(entry.getKey(), entry.getValue().origin(), known).stream())
        .sorted(Comparator.comparing(ConfigException.Problem::toString))
        .toList();
  }

  private static List<ConfigException.Problem> unknown(
      String path, ConfigOrigin origin, List<String> known) {
    if (known.contains(path)) {
      return List.of();
    }
    String nearest =
        known.stream().min(Comparator.comparingInt(k -> DISTANCE.apply(k, path))).orElseThrow();
    return List.of(
        new ConfigException.Problem(
            Settings.where(origin), path + " is not a setting; did you mean " + nearest + "?"));
  }

  private static GridConfig map(
      Settings s, Config reference, Function<GridConfig.Grid, List<Variation>> variations) {
    String profile = s.text("profile");
    if (!reference.hasPath(PROFILES + "." + profile)) {
      s.problem(
          "profile",
          "is \"%s\"; it must be one of %s."
              .formatted(
                  profile,
                  String.join(", ", new TreeSet<>(reference.getObject(PROFILES).keySet()))));
    }
    int imageSize = s.whole("train.image-size", 1, 2048);
    if (imageSize % 32 != 0) {
      s.problem(
          "train.image-size",
          String.format(
              "is %s; both networks halve an image five times, so it must be a multiple of 32, such"
                  + " as %s.",
              imageSize, Math.max(32, Math.round(imageSize / 32f) * 32)));
    }
    AdamSpec adam = RecipeReader.adam(s);
    int epochs = s.whole("train.epochs", 1, 100_000);
    double policyRate = s.real("policy.learning-rate", 0, 1);
    GridConfig.Selection selection = selection(s);
    GridConfig.Grid grid = GridReader.grid(s, selection.split(), epochs, variations);
    GridConfig.Norms norms = ArmReader.norms(s);
    JointStep end2end = ArmReader.end2end(s);
    if (norms.maskedSteps().ownAffine()
        && end2end.carry() == GradientCarry.ACCUMULATE
        && grid.arms().contains(Arm.END2END)) {
      s.problem(
          "norms.masked-steps",
          "is split, but with separate norms a gradient cannot be carried from a whole image to a"
              + " masked one, as arms.end2end.gradients = accumulated does. Use zeroed.");
    }
    GridConfig.Data data = DataSettings.read(s);
    return new GridConfig(
        grid,
        profile,
        engine(s),
        data,
        s.named("results.root", "a folder"),
        classifier(s, imageSize).of(data.classes().map(Classes::size).orElse(2)),
        new UNetSpec(imageSize, s.whole("policy.base-width", 1, 256)),
        s.whole("policy.centre-images", 0, 1_000_000),
        new GridConfig.Start(s.text("classifier.weights"), s.text("policy.weights")),
        adam,
        policyRate == 0 ? adam : adam.at(policyRate),
        new GridConfig.Training(imageSize, s.whole("train.batch-size", 2, 4096), epochs),
        RecipeReader.recipe(s, epochs),
        norms,
        selection,
        ArmReader.cutout(s),
        ArmReader.gradcam(s),
        end2end,
        ArmReader.apga(s),
        new GridConfig.Run(s.whole("run.look-ahead", 0, 1000), s.bytes("run.native-memory", 0)),
        limits(s),
        new GridConfig.Notify(s.secretAddress("notify.webhook")),
        recovery(s),
        new GridConfig.Masks(
            s.whole("masks.images", 0, 1000),
            s.choice("masks.thumbnails", GridConfig.Thumbnails.class),
            s.whole("masks.curve-images", 0, 100_000)),
        report(s, grid.seeds()),
        s.values());
  }

  private static EngineChoice engine(Settings s) {
    String name = s.text("engine");
    if (!EngineChoice.NAMES.contains(name)) {
      s.problem(
          "engine",
          "is \"" + name + "\"; the engines are " + String.join(", ", EngineChoice.NAMES) + ".");
    }
    EngineChoice engine =
        new EngineChoice(
            name,
            s.choice("numerics.device", Device.class),
            s.choice("numerics.precision", Precision.class),
            s.whole("numerics.threads", 1, 1024));
    engine
        .problem()
        .ifPresent(
            why ->
                s.problem(
                    "numerics.precision",
                    "is " + Settings.label(engine.precision()) + "; " + why + "."));
    return engine;
  }

  static int positive(String text) {
    int value = Integer.parseInt(text);
    if (value < 1) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static DenseNetSpec classifier(Settings s, int imageSize) {
    String depth = s.text("classifier.depth");
    if (List.of("121", "169", "201").contains(depth)) {
      return DenseNetSpec.ofDepth(Integer.parseInt(depth), imageSize);
    }
    if (!depth.equals("custom")) {
      s.problem("classifier.depth", "is " + depth + "; it must be 121, 169, 201 or custom.");
      return DenseNetSpec.ofDepth(121, imageSize);
    }
    List<Integer> blocks =
        s.list("classifier.blocks", "four positive numbers of layers", ConfigReader::positive);
    if (blocks.size() != 4) {
      s.problem(
          "classifier.blocks", "has " + blocks.size() + " numbers; a DenseNet has four blocks.");
      blocks = List.of(1, 1, 1, 1);
    }
    return new DenseNetSpec(
        imageSize,
        blocks,
        s.whole("classifier.growth", 1, 1024),
        s.whole("classifier.stem-width", 1, 1024),
        s.whole("classifier.bottleneck", 1, 64),
        2);
  }

  /** Checks all settings of reports; a report itself reads them from the stored plan. */
  private static GridConfig.Report report(Settings s, List<Long> seeds) {
    s.whole("report.resamples", 100, 1_000_000);
    s.seed("report.seed");
    s.real("report.gpu-hour-price", 0, 1e6);
    readEnsemble(s, seeds);
    return new GridConfig.Report(
        s.distinctOrNone("report.subgroups", COLUMNS, ConfigReader::column),
        s.distinctOrNone("report.match", COLUMNS, ConfigReader::column));
  }

  private static String column(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(name);
    }
    return name.strip();
  }

  private static void readEnsemble(Settings s, List<Long> seeds) {
    String path = "report.ensemble";
    List<Long> asked = s.distinctOrNone(path, "whole numbers", Long::valueOf);
    List<Long> strangers = asked.stream().filter(seed -> !seeds.contains(seed)).toList();
    if (!strangers.isEmpty()) {
      s.problem(path, "names seeds that are not in grid.seeds: " + strangers + ".");
    }
    String point = s.text("report.operating-point");
    double sensitivity = NumberUtils.toDouble(point, Double.NaN);
    if (!point.equals("youden") && !(sensitivity > 0 && sensitivity <= 1)) {
      s.problem(
          "report.operating-point",
          "is \"%s\"; it must be youden, or a sensitivity over 0, up to 1.".formatted(point));
    }
  }

  private static GridConfig.Selection selection(Settings s) {
    return new GridConfig.Selection(
        s.choice("selection.split", GridConfig.SelectionSplit.class),
        s.choice("selection.metric", GridConfig.SelectionMetric.class),
        s.whole("selection.patience", 1, 100_000),
        s.whole("selection.free-failures", 0, 1000),
        s.whole("selection.policy-arms-every", 0, 1_000_000),
        s.flag("selection.augmented-counts"));
  }

  private static GridConfig.Limits limits(Settings s) {
    GridConfig.Limits limits =
        new GridConfig.Limits(s.text("run.until"), s.real("run.max-gpu-hours", 0, MANY));
    try {
      limits.end(ZonedDateTime.now());
    } catch (DateTimeParseException e) {
      s.problem(
          "run.until",
          String.format(
              "is \"%s\"; it must be a time of day, such as \"07:00\", or a date and a time with a"
                  + " zone, such as \"2026-02-04T07:00+01:00\".",
              limits.until()));
    }
    return limits;
  }

  private static GridConfig.Recovery recovery(Settings s) {
    double patience = s.real("results.patience-minutes", 0, MANY);
    return new GridConfig.Recovery(
        s.whole("run.tries", 1, 100),
        Duration.ofMillis(Math.round(patience * MILLIS_PER_MINUTE)),
        new GridConfig.Checkpoints(
            s.whole("checkpoint.every-epochs", 0, MANY),
            s.real("checkpoint.max-share", 0, 1),
            s.real("checkpoint.every-minutes", 0, MANY),
            s.whole("checkpoint.every-batches", 0, MANY)));
  }
}
