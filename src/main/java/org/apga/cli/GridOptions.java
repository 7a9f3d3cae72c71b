package org.apga.cli;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.engine.Device;
import org.apga.run.spark.TrialGpus;
import org.apga.secrets.Secrets;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parameter and options of commands that work on a grid. */
final class GridOptions {
  @Parameters(paramLabel = "CONF")
  private File file = new File("");

  @Option(names = "--set", paramLabel = "PATH=VALUE")
  private List<String> sets = new ArrayList<>();

  GridConfig read() {
    return read(file, sets);
  }

  /** Reads the configuration and chooses a device, because a trial's id depends on it. */
  static GridConfig read(File file, List<String> sets) {
    GridConfig config = ConfigReader.read(file, sets);
    Secrets.learn(Map.of("notify.webhook", config.notification().webhook()).entrySet());
    if (config.engine().device() != Device.AUTO) {
      return config;
    }
    List<String> chosen = new ArrayList<>(sets);
    chosen.add("numerics.device=" + TrialGpus.fitting().name().toLowerCase(Locale.ROOT));
    return ConfigReader.read(file, chosen);
  }
}
